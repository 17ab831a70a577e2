"""The composition root: the only place where the parts of notifications are put together."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import Flask

from services.notifications.aftercare_parts import aftercare_timers, asking, silent_providers
from services.notifications.consumed import readings
from services.notifications.domain.message import Channel
from services.notifications.domain.pace import Rate
from services.notifications.domain.quiet import QuietHours, read_span
from services.notifications.domain.sending_rules import read_sending_rules
from services.notifications.domain.words.seed import read_templates
from services.notifications.fleets import approved_words, described, make_fleets, make_line, receipt_readers
from services.notifications.gateways.smpp import SmppGateway
from services.notifications.inbound_parts import (
    heard_by,
    inbound_mappings,
    inbound_messages,
    inbound_readers,
    inbound_timers,
    make_choosing,
    make_letterbox,
)
from services.notifications.jobs import WhileReady, senders
from services.notifications.seeing_parts import RECIPIENT, make_figures, make_looking, seeing_timers
from services.notifications.settings import checked
from services.notifications.store.inbound_documents import MongoInbound
from services.notifications.store.message_documents import MessageDocuments
from services.notifications.store.message_queue import MongoMessages
from services.notifications.store.provider_health import MongoHealths
from services.notifications.store.reach_documents import reach_mapping
from services.notifications.store.retention import MongoRetention
from services.notifications.store.send_counts import MongoSendCounts
from services.notifications.store.submitted_parts import SubmittedParts
from services.notifications.store.suppression_documents import SUPPRESSIONS, MongoSuppressions
from services.notifications.store.template_documents import MAPPING as TEMPLATES
from services.notifications.store.template_documents import MongoTemplates
from services.notifications.use_cases.choose_provider import Fleet
from services.notifications.use_cases.inbound.ports import InboundReader
from services.notifications.use_cases.inbound.receive import Letterbox
from services.notifications.use_cases.look_after import Aftercare
from services.notifications.use_cases.pacing import Pace
from services.notifications.use_cases.ports import ReceiptReader
from services.notifications.use_cases.preferences.hand_over import HandOver
from services.notifications.use_cases.preferences.people import People
from services.notifications.use_cases.queue_messages import Desk
from services.notifications.use_cases.seeing.search import Looking
from services.notifications.use_cases.send_message import Sending
from services.notifications.use_cases.suppress import Guard
from services.notifications.use_cases.wording import House
from services.notifications.words_parts import bring_templates, make_words_desk
from shared.bus.envelope import EnvelopeStamp
from shared.bus.parts import BusParts, bus_parts
from shared.bus.registry import load_registry
from shared.bus.worker import Part
from shared.http.sessions import Sessions, is_local
from shared.security import personal as security
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
    answers: Answers
    inbox: MongoInbox
    outbox: MongoOutbox
    parked: Parked
    opener: Opener
    sessions: Sessions
    documents: MessageDocuments
    messages: MongoMessages
    counts: MongoSendCounts
    templates: MongoTemplates
    desk: Desk
    fleets: Mapping[Channel, Fleet]
    receipts: Mapping[str, ReceiptReader]
    line: SmppGateway | None
    letterbox: Letterbox
    inbound: MongoInbound
    inbound_readers: Mapping[str, InboundReader]
    care: Aftercare
    suppressions: MongoSuppressions
    looking: Looking

    @property
    def guard(self) -> Guard:
        """The bounce guard, which aftercare counts with."""
        return Guard(self.work, self.suppressions, self.desk.rules.bounces)


def build(settings: Settings, *, clock: Clock = utc_now, database: Database[dict[str, Any]] | None = None) -> Parts:
    """Put the parts together; nothing is asked of database or broker yet.

    Raises BadKeyFile, BadTemplate, BadSendingRules, BadProviders, InvalidSetting.
    """
    checked(settings)
    folder = settings.secrets_dir
    if database is None:
        database = connect(settings.mongo_url, SERVICE, timeout_ms=settings.mongo_timeout_ms)
    bus, own = KeyRing.read(folder / "bus.json"), KeyRing.read(folder / "store.json")
    cipher = FieldCipher(own)
    index = BlindIndex(own)
    documents = MessageDocuments(cipher, lambda recipient: index.digest(RECIPIENT, recipient))
    answers = Answers(database, cipher.encrypt, cipher.decrypt)
    stamp = EnvelopeStamp(SERVICE, Sealer(bus))
    kept = (documents.mapping, TEMPLATES, reach_mapping(cipher), SUPPRESSIONS, *inbound_mappings(cipher))
    work = MongoWork(database, kept, stamp=stamp, answers=answers, clock=clock)
    verifier = TokenVerifier(read_key_set(folder / "tokens.public.json"))
    given = described(settings)
    healths = MongoHealths(database)
    line = (
        make_line(settings, database, index, work, clock, lambda piece: heard_by(letterbox)(piece))
        if settings.smpp_host
        else None
    )
    counts, choosing = MongoSendCounts(database, index.digest), make_choosing(settings, index, given)
    fleets = make_fleets(settings, given, healths, line, choosing.leave)
    messages, receipts = MongoMessages(database, documents), receipt_readers(given)
    desk = replace(_desk(settings, fleets, choosing.people), approved=approved_words(given))
    letterbox = make_letterbox(settings, work, desk, choosing, counts, clock)
    suppressions = MongoSuppressions(database, index.digest)
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        mappings=kept,
        work=work,
        answers=answers,
        inbox=MongoInbox(work, service=SERVICE),
        outbox=MongoOutbox(database, clock=clock),
        parked=Parked(database, clock=clock),
        opener=Opener(bus),
        sessions=Sessions(verifier, secure=not is_local(settings.public_url), clock=clock),
        documents=documents,
        messages=messages,
        counts=counts,
        templates=MongoTemplates(database, documents),
        desk=desk,
        fleets=fleets,
        receipts=receipts,
        line=line,
        letterbox=letterbox,
        inbound=inbound_messages(database, cipher),
        inbound_readers=inbound_readers(settings, given),
        care=Aftercare(
            work,
            messages,
            desk.rules.waits,
            silent_providers(given, receipts),
            asking(fleets),
            Guard(work, suppressions, desk.rules.bounces),
        ),
        suppressions=suppressions,
        looking=make_looking(database, documents, work, index, suppressions),
    )


def make_app(parts: Parts) -> Flask:
    """The WSGI application: API and pages."""
    from services.notifications import web
    from services.notifications.api.registration import make_api

    words = make_words_desk(parts)
    figures = make_figures(parts.database, lambda: words.prices, parts.clock)
    pages = web.Pages(parts.looking, words, parts.settings, parts.clock, parts.fleets, parts.guard, figures)
    taken_over = HandOver(security.HandOver(KeyRing.read(parts.settings.secrets_dir / "bus.json"), "notices").open)
    people = web.people_blueprint(parts.letterbox.preferences, taken_over, parts.inbound)
    app = make_api(parts, words, figures, pages=(web.blueprint(pages), people), error_page=web.error_page())
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
    bus.timers.update(aftercare_timers(parts.work, parts.care, parts.clock))
    bus.timers.update(seeing_timers(parts))
    bus.timers.update(inbound_timers(settings, parts.letterbox, parts.inbound, parts.clock))
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
    pace, rules = _pace(parts), parts.desk.rules
    return tuple(
        Sending(
            channel,
            fleet,
            parts.messages,
            parts.work,
            parts.clock,
            pace,
            rules.shares,
            simulated=rules.simulated,
            blocked=parts.guard.blocks,
        )
        for channel, fleet in parts.fleets.items()
    )


def initialise(parts: Parts) -> list[str]:
    """What ``init`` does, one line for each thing done; safe to run again. Raises StoreAway."""
    indexes.ensure(parts.database, parts.mappings)
    SubmittedParts.ensure(parts.database)
    parts.messages.give_lanes()
    MongoRetention(parts.database, parts.documents).prepare()
    parts.counts.ensure()
    return ["indexes stand", bring_templates(parts)]


def _pace(parts: Parts) -> Pace:
    settings, rules = parts.settings, parts.desk.rules
    span = read_span(settings.quiet_hours)
    return Pace(
        parts.counts,
        QuietHours(*span, rules.quiet_channels, rules.zones) if span else None,
        Rate(settings.recipient_rate, 3_600) if settings.recipient_rate else None,
        Rate(settings.provider_rate, 1) if settings.provider_rate else None,
    )


def _desk(settings: Settings, channels: Collection[Channel], people: People) -> Desk:
    templates = read_templates(json.loads(settings.templates_file.read_text("utf-8")))
    unit = {"vi": settings.unit_name, "en": settings.unit_name_en}
    house = House(unit, settings.hotline, f"{settings.public_url.rstrip('/')}/tracking")
    rules = read_sending_rules(json.loads(settings.sending_file.read_text("utf-8")))
    return Desk(templates, house, frozenset(channels), rules, people)
