"""The composition root: the only place where the parts of notifications are put together."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from services.notifications.consumed import readings
from services.notifications.domain.message import Channel
from services.notifications.domain.pace import Rate
from services.notifications.domain.provider import Provider
from services.notifications.domain.quiet import QuietHours, read_span
from services.notifications.domain.sending_rules import read_sending_rules
from services.notifications.domain.template import read_templates
from services.notifications.gateways.esms import EsmsGateway, EsmsSettings
from services.notifications.gateways.esms_receipts import EsmsReceipts
from services.notifications.gateways.providers_file import Described, read_providers
from services.notifications.gateways.smtp import SmtpGateway, SmtpSettings
from services.notifications.jobs import senders
from services.notifications.settings import checked
from services.notifications.store.message_documents import MessageDocuments
from services.notifications.store.message_queue import MongoMessages
from services.notifications.store.provider_health import MongoHealths
from services.notifications.store.send_counts import MongoSendCounts
from services.notifications.use_cases.choose_provider import Fleet
from services.notifications.use_cases.pacing import Pace
from services.notifications.use_cases.ports import Gateway, Healths, ReceiptReader
from services.notifications.use_cases.queue_messages import Desk
from services.notifications.use_cases.send_message import Sending
from services.notifications.use_cases.wording import House
from shared.bus.envelope import EnvelopeStamp
from shared.bus.parts import BusParts, bus_parts
from shared.bus.registry import load_registry
from shared.http.sessions import Sessions, is_local
from shared.security.fields import BlindIndex, FieldCipher
from shared.security.keys import KeyRing, read_key_set
from shared.security.personal import Opener, Sealer
from shared.security.tokens import TokenVerifier
from shared.settings import Settings
from shared.store import indexes
from shared.store.answers import Answers
from shared.store.clock import Clock, utc_now
from shared.store.connection import connect
from shared.store.inbox import MongoInbox
from shared.store.mapping import Mapping as StoreMapping
from shared.store.outbox import MongoOutbox
from shared.store.parked import Parked
from shared.store.work import MongoWork
from shared.telemetry.bus_metrics import counting_hooks

if TYPE_CHECKING:
    from pymongo.database import Database

if TYPE_CHECKING:
    from pymongo.database import Database

SERVICE = "notifications"
RECEIPTS = "/api/notifications/v1/receipts/"
CHANNEL_OF = {"esms": Channel.SMS, "smtp": Channel.EMAIL}


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that the roles are made of, built once per process (after a fork)."""

    settings: Settings
    clock: Clock
    database: Database[dict[str, Any]]
    mappings: tuple[StoreMapping, ...]
    work: MongoWork
    inbox: MongoInbox
    outbox: MongoOutbox
    parked: Parked
    opener: Opener
    sessions: Sessions
    messages: MongoMessages
    counts: MongoSendCounts
    desk: Desk
    fleets: Mapping[Channel, Fleet]
    receipts: Mapping[str, ReceiptReader]


def build(settings: Settings, *, clock: Clock = utc_now, database: Database[dict[str, Any]] | None = None) -> Parts:
    """Put the parts together; nothing is asked of database or broker yet.

    Raises BadKeyFile, BadTemplate, BadSendingRules, BadProviders, InvalidSetting.
    """
    checked(settings)
    folder = settings.secrets_dir
    if database is None:
        database = connect(settings.mongo_url, SERVICE, timeout_ms=settings.mongo_timeout_ms)
    bus, ring = KeyRing.read(folder / "bus.json"), KeyRing.read(folder / "store.json")
    cipher = FieldCipher(ring)
    documents = MessageDocuments(cipher)
    answers = Answers(database, cipher.encrypt, cipher.decrypt)
    stamp = EnvelopeStamp(SERVICE, Sealer(bus))
    work = MongoWork(database, (documents.mapping,), stamp=stamp, answers=answers, clock=clock)
    verifier = TokenVerifier(read_key_set(folder / "tokens.public.json"))
    described = _described(settings)
    fleets = _fleets(settings, described, MongoHealths(database))
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        mappings=(documents.mapping,),
        work=work,
        inbox=MongoInbox(work, service=SERVICE),
        outbox=MongoOutbox(database, clock=clock),
        parked=Parked(database, clock=clock),
        opener=Opener(bus),
        sessions=Sessions(verifier, secure=not is_local(settings.public_url), clock=clock),
        messages=MongoMessages(database, documents),
        counts=MongoSendCounts(database, BlindIndex(ring).digest),
        desk=_desk(settings, fleets),
        fleets=fleets,
        receipts=_receipts(described),
    )


def make_app(parts: Parts) -> Flask:
    """The WSGI application: API and pages."""
    from services.notifications import web
    from services.notifications.api.registration import make_api

    pages = web.Pages(parts.messages, parts.desk, parts.settings, parts.clock, parts.fleets)
    app = make_api(parts, pages=(web.blueprint(pages),), error_page=web.error_page())
    web.dress(app, pages)
    return app


def make_bus_parts(parts: Parts) -> BusParts:
    """Relay, consumer and timers, the senders among these."""
    settings = parts.settings
    bus = bus_parts(
        SERVICE,
        settings.amqp_url,
        parts.outbox,
        parts.inbox,
        load_registry(),
        readings=readings(parts.desk),
        opener=parts.opener,
        batch=settings.consumer_batch,
        hooks=counting_hooks(),
        drain_seconds=settings.drain_seconds / 2,
    )
    bus.timers.update(senders(make_sendings(parts), settings.send_threads))
    return bus


def make_sendings(parts: Parts) -> tuple[Sending, ...]:
    """What each channel is sent with."""
    pace = _pace(parts)
    return tuple(
        Sending(channel, fleet, parts.messages, parts.work, parts.clock, pace, parts.desk.rules.shares)
        for channel, fleet in parts.fleets.items()
    )


def initialise(parts: Parts) -> list[str]:
    """What ``init`` does, one line for each thing done; safe to run again. Raises StoreAway."""
    indexes.ensure(parts.database, parts.mappings)
    parts.messages.give_lanes()
    parts.counts.ensure()
    return ["indexes stand", f"{len(list(parts.desk.templates))} templates read"]


def _pace(parts: Parts) -> Pace:
    settings, rules = parts.settings, parts.desk.rules
    span = read_span(settings.quiet_hours)
    return Pace(
        parts.counts,
        QuietHours(*span, rules.quiet_channels, rules.zones) if span else None,
        Rate(settings.recipient_rate, 3_600) if settings.recipient_rate else None,
        Rate(settings.provider_rate, 1) if settings.provider_rate else None,
    )


def _desk(settings: Settings, channels: Collection[Channel]) -> Desk:
    templates = read_templates(json.loads(settings.templates_file.read_text("utf-8")))
    unit = {"vi": settings.unit_name, "en": settings.unit_name_en}
    house = House(unit, settings.hotline, f"{settings.public_url.rstrip('/')}/tracking")
    rules = read_sending_rules(json.loads(settings.sending_file.read_text("utf-8")))
    return Desk(templates, house, frozenset(channels), rules)


def _described(settings: Settings) -> tuple[Described, ...]:
    """The providers of the file, or the one a channel that the settings name. Raises BadProviders."""
    if settings.providers_file:
        return read_providers(Path(settings.providers_file))
    found = []
    if settings.sms_url:
        told = {
            "url": settings.sms_url, "api_key": settings.sms_api_key, "secret_key": settings.sms_secret_key,
            "callback_secret": settings.sms_callback_secret, "brandname": settings.sms_brandname,
            "callback_url": settings.sms_callback_url, "sandbox": settings.sms_sandbox,
        }  # fmt: skip
        found.append(Described(Provider("esms"), "esms", told))
    if settings.smtp_host:
        told = {
            "host": settings.smtp_host, "port": settings.smtp_port, "security": settings.smtp_security,
            "user": settings.smtp_user, "password": settings.smtp_password, "sender": settings.mail_from,
        }  # fmt: skip
        found.append(Described(Provider("smtp"), "smtp", told))
    return tuple(found)


def _gateway(settings: Settings, one: Described) -> Gateway:
    told = one.told
    if one.kind == "esms":
        back = told.get("callback_url") or f"{settings.public_url.rstrip('/')}{RECEIPTS}{one.provider.name}"
        return EsmsGateway(
            EsmsSettings(
                told["url"], told["api_key"], told["secret_key"], told["brandname"], back,
                settings.send_timeout_seconds, told.get("sandbox", False),
            )
        )  # fmt: skip
    return SmtpGateway(
        SmtpSettings(
            told["host"], told["port"], told["security"], told.get("user", ""), told.get("password", ""),
            told["sender"], settings.unit_name, settings.send_timeout_seconds,
        )
    )  # fmt: skip


def _fleets(settings: Settings, described: Sequence[Described], healths: Healths) -> dict[Channel, Fleet]:
    found = {}
    for channel in Channel:
        some = [one for one in described if CHANNEL_OF[one.kind] is channel]
        if some:
            gateways = {one.provider.name: _gateway(settings, one) for one in some}
            found[channel] = Fleet(tuple(one.provider for one in some), gateways, healths)
    return found


def _receipts(described: Sequence[Described]) -> dict[str, ReceiptReader]:
    """By the provider's name; without a secret nobody could be believed."""
    secrets = {one.provider.name: one.told["callback_secret"] for one in described if one.kind == "esms"}
    return {name: EsmsReceipts(secret) for name, secret in secrets.items() if secret}
