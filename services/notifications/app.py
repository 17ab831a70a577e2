"""The composition root: the only place where the parts of notifications are put together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask

from services.notifications.consumed import readings
from services.notifications.domain.message import Channel, Receipt, Reply
from services.notifications.domain.template import read_templates
from services.notifications.gateways.dkim_signature import BadSigningKey, DkimSigner
from services.notifications.gateways.http_mapping import BadMapping, HttpMapping, read_mapping
from services.notifications.gateways.receipts import EsmsReceipts, MappedReceipts
from services.notifications.gateways.smpp import NAME, Ears, SmppGateway
from services.notifications.gateways.smpp_session import SmppAccount
from services.notifications.gateways.sms_http import HttpSmsGateway, SmsAccount
from services.notifications.gateways.smtp import SmtpGateway, SmtpSettings
from services.notifications.jobs import WhileReady, senders
from services.notifications.settings import checked
from services.notifications.store.message_documents import MessageDocuments
from services.notifications.store.message_queue import MongoMessages
from services.notifications.store.submitted_parts import SubmittedParts
from services.notifications.use_cases.ports import BadReceipt, Gateway, ReceiptReader
from services.notifications.use_cases.queue_messages import Desk
from services.notifications.use_cases.record_receipt import record_receipt
from services.notifications.use_cases.send_message import Sending, change_message
from services.notifications.use_cases.wording import House
from shared.bus.connecting import process_name
from shared.bus.envelope import EnvelopeStamp
from shared.bus.parts import BusParts, bus_parts
from shared.bus.registry import load_registry
from shared.bus.worker import Part
from shared.http.sessions import Sessions, is_local
from shared.security.fields import BlindIndex, FieldCipher
from shared.security.keys import KeyRing, read_key_set
from shared.security.personal import Opener, Sealer
from shared.security.tokens import TokenVerifier
from shared.settings import InvalidSetting, Settings
from shared.store import indexes
from shared.store.answers import Answers
from shared.store.clock import Clock, utc_now
from shared.store.connection import connect
from shared.store.inbox import MongoInbox
from shared.store.leases import Leases
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
    desk: Desk
    gateways: Mapping[Channel, Gateway]
    receipts: Mapping[str, ReceiptReader]
    line: SmppGateway | None


def build(settings: Settings, *, clock: Clock = utc_now, database: Database[dict[str, Any]] | None = None) -> Parts:
    """Put the parts together; nothing is asked of database or broker yet.

    Raises BadKeyFile, BadTemplate, InvalidSetting.
    """
    checked(settings)
    folder = settings.secrets_dir
    if database is None:
        database = connect(settings.mongo_url, SERVICE, timeout_ms=settings.mongo_timeout_ms)
    bus, own = KeyRing.read(folder / "bus.json"), KeyRing.read(folder / "store.json")
    cipher = FieldCipher(own)
    documents = MessageDocuments(cipher)
    answers = Answers(database, cipher.encrypt, cipher.decrypt)
    stamp = EnvelopeStamp(SERVICE, Sealer(bus))
    work = MongoWork(database, (documents.mapping,), stamp=stamp, answers=answers, clock=clock)
    verifier = TokenVerifier(read_key_set(folder / "tokens.public.json"))
    mapping = _mapping(settings)
    gateways = _gateways(settings, mapping)
    line = _line(settings, database, BlindIndex(own), work, clock) if settings.smpp_host else None
    if line is not None:
        gateways[Channel.SMS] = line
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
        desk=_desk(settings, gateways),
        gateways=gateways,
        receipts=_receipts(settings, mapping),
        line=line,
    )


def make_app(parts: Parts) -> Flask:
    """The WSGI application: API and pages."""
    from services.notifications import web
    from services.notifications.api.registration import make_api

    pages = web.Pages(parts.messages, parts.desk, parts.settings, parts.clock)
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
    bus.timers.update(make_senders(parts))
    return bus


def make_senders(parts: Parts) -> dict[str, Part]:
    """One sender a channel; over SMPP it works in the process that holds the line."""
    found = senders(make_sendings(parts), parts.settings.send_threads)
    line = parts.line
    if line is not None:
        sms = f"{Channel.SMS.value} sender"
        found = {**found, "smpp bind": line, sms: WhileReady(found[sms], lambda: line.is_ready)}
    return found


def make_sendings(parts: Parts) -> tuple[Sending, ...]:
    """What each channel is sent with."""
    return tuple(
        Sending(channel, gateway, parts.messages, parts.work, parts.clock)
        for channel, gateway in parts.gateways.items()
    )


def initialise(parts: Parts) -> list[str]:
    """What ``init`` does, one line for each thing done; safe to run again. Raises StoreAway."""
    indexes.ensure(parts.database, parts.mappings)
    SubmittedParts.ensure(parts.database)
    return ["indexes stand", f"{len(list(parts.desk.templates))} templates read"]


def _desk(settings: Settings, gateways: Mapping[Channel, Gateway]) -> Desk:
    templates = read_templates(json.loads(settings.templates_file.read_text("utf-8")))
    unit = {"vi": settings.unit_name, "en": settings.unit_name_en}
    house = House(unit, settings.hotline, f"{settings.public_url.rstrip('/')}/tracking")
    return Desk(templates, house, frozenset(gateways))


def _mapping(settings: Settings) -> HttpMapping:
    try:
        return read_mapping(json.loads(settings.sms_mapping_file.read_text("utf-8")))
    except OSError:
        raise InvalidSetting("SMS_MAPPING_FILE can't be read") from None
    except BadMapping as problem:
        raise InvalidSetting(f"SMS_MAPPING_FILE: {problem}") from None
    except ValueError:
        raise InvalidSetting("SMS_MAPPING_FILE holds no JSON") from None


def _receipts(settings: Settings, mapping: HttpMapping) -> dict[str, ReceiptReader]:
    secret, told = settings.sms_callback_secret, mapping.receipts
    if not secret or told is None:
        return {}
    return {mapping.name: EsmsReceipts(secret) if told == "esms" else MappedReceipts(secret, told)}


def _gateways(settings: Settings, mapping: HttpMapping) -> dict[Channel, Gateway]:
    found: dict[Channel, Gateway] = {}
    if settings.sms_url:
        account = SmsAccount(
            settings.sms_url, settings.sms_api_key, settings.sms_secret_key, settings.sms_brandname,
            settings.sms_callback_url or settings.public_url.rstrip("/") + RECEIPTS + mapping.name,
            settings.send_timeout_seconds, settings.sms_sandbox,
        )  # fmt: skip
        found[Channel.SMS] = HttpSmsGateway(mapping, account)
    if settings.smtp_host:
        found[Channel.EMAIL] = _mail(settings)
    return found


def _line(
    settings: Settings, database: Database[dict[str, Any]], index: BlindIndex, work: MongoWork, clock: Clock
) -> SmppGateway:
    account = SmppAccount(
        settings.smpp_host, settings.smpp_port, settings.smpp_system_id, settings.smpp_password, settings.smpp_tls,
        settings.smpp_ca_file, settings.send_timeout_seconds,
    )  # fmt: skip

    def reply(id: str, number: int, told: Reply) -> None:
        change_message(work, id, lambda one: one.record(number, told, clock()), clock, why=f"attempt {number}")

    def receipt(told: Receipt) -> None:
        with suppress(BadReceipt):  # of a message that is not there any more
            record_receipt(work, told, clock, NAME)

    return SmppGateway(
        account, settings.sms_brandname, SubmittedParts(database, index, NAME), Leases(database), process_name(),
        Ears(reply, receipt), clock,
    )  # fmt: skip


def _mail(settings: Settings) -> SmtpGateway:
    told = SmtpSettings(
        settings.smtp_host, settings.smtp_port, settings.smtp_security, settings.smtp_user, settings.smtp_password,
        settings.mail_from, settings.unit_name, settings.send_timeout_seconds, settings.smtp_ca_file, _signer(settings),
    )  # fmt: skip
    try:
        return SmtpGateway(told)
    except OSError:
        raise InvalidSetting("SMTP_CA_FILE holds no certificates that can be read") from None


def _signer(settings: Settings) -> DkimSigner | None:
    if not settings.dkim_selector:
        return None
    try:
        key = (settings.secrets_dir / "dkim.pem").read_bytes()
        return DkimSigner(key, settings.dkim_selector, settings.mail_from.partition("@")[2])
    except OSError:
        raise InvalidSetting("DKIM_SELECTOR is set, but SECRETS_DIR holds no readable dkim.pem") from None
    except BadSigningKey as problem:
        raise InvalidSetting(f"DKIM_SELECTOR: {problem}") from None
