"""The composition root: the only place where the parts of hotline are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Flask

from services.hotline.access import ACCESS
from services.hotline.composition import matching
from services.hotline.composition.answers import answer_jobs, answer_stores
from services.hotline.composition.attachments import (
    attachment_desk,
    attachment_files,
    attachment_jobs,
    attachment_timers,
)
from services.hotline.composition.calls import CallRoom, call_room, initialise_calls
from services.hotline.composition.clocks import clock_handlers, clock_ports, watch_all
from services.hotline.composition.doors import CHAIN_SECONDS, Doors, asking_account, make_doors
from services.hotline.composition.open311 import open311_desk
from services.hotline.composition.review import review_ports, review_timers
from services.hotline.consumed import READINGS
from services.hotline.domain.errors import TooManyAttempts, Words
from services.hotline.gateways.rules_file import read_rules
from services.hotline.jobs import JOBS_EVERY, VOID_EVERY, job_handlers, run_jobs, used_numbers, void_unused_numbers
from services.hotline.store.callback_documents import MongoCallbacks
from services.hotline.store.mappings import mappings
from services.hotline.store.matter_documents import MongoMatters, find_again
from services.hotline.store.questions import MongoCallers, MongoPetitions, known_calendar
from services.hotline.store.veil import Veil
from services.hotline.use_cases.answers.answer_ports import AnswerStores
from services.hotline.use_cases.attachments.attachment_ports import AttachmentDesk
from services.hotline.use_cases.clocks.clock_ports import ClockPorts
from services.hotline.use_cases.doors.veil import VeiledWork
from services.hotline.use_cases.matching.matching_ports import MatchPorts
from services.hotline.use_cases.open311.open311_ports import Open311Desk
from services.hotline.use_cases.ports import Ports
from services.hotline.use_cases.review.review_ports import ReviewPorts
from shared.bus.envelope import EnvelopeStamp
from shared.bus.parts import BusParts, bus_parts
from shared.bus.registry import load_registry
from shared.bus.worker import Periodic
from shared.http.rate_limits import CountedLimits, RateLimits
from shared.http.sessions import Sessions, is_local
from shared.security.fields import BlindIndex, FieldCipher
from shared.security.keys import KeyRing, read_key_set
from shared.security.personal import Opener, Sealer
from shared.security.tokens import TokenVerifier
from shared.settings import Settings
from shared.store import indexes
from shared.store.answers import Answers
from shared.store.change import Context
from shared.store.clock import Clock, utc_now
from shared.store.connection import connect
from shared.store.grid_files import GridFiles
from shared.store.inbox import MongoInbox
from shared.store.jobs import Jobs
from shared.store.mapping import Mapping as StoreMapping
from shared.store.numbers import Numbers
from shared.store.outbox import MongoOutbox
from shared.store.parked import Parked
from shared.store.void_numbers import Voiding
from shared.store.work import MongoWork
from shared.telemetry.bus_metrics import counting_hooks

if TYPE_CHECKING:
    from pymongo.database import Database

SERVICE = "hotline"


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
    petitions: MongoPetitions
    callbacks: MongoCallbacks
    stores: AnswerStores
    matters: MongoMatters
    open311: Open311Desk
    attachments: AttachmentDesk
    files: GridFiles
    opener: Opener
    sessions: Sessions
    ports: Ports
    clocks: ClockPorts
    review: ReviewPorts
    doors: Doors
    room: CallRoom
    seals: tuple[FieldCipher, BlindIndex]
    matching: MatchPorts


def build(settings: Settings, *, clock: Clock = utc_now, database: Database[dict[str, Any]] | None = None) -> Parts:
    """Put the parts together; nothing is asked of database or broker yet.

    Raises BadKeyFile, BadRules, BadQuestions, BadLaw.
    """
    folder = settings.secrets_dir
    if database is None:
        database = connect(settings.mongo_url, SERVICE, timeout_ms=settings.mongo_timeout_ms)
    ring, bus = KeyRing.read(folder / "store.json"), KeyRing.read(folder / "bus.json")
    cipher, index = FieldCipher(ring), BlindIndex(ring)
    kept = mappings(cipher, index)
    answers = Answers(database, cipher.encrypt, cipher.decrypt)
    veil = Veil(database, asking_account)
    work = MongoWork(database, kept, stamp=EnvelopeStamp(SERVICE, Sealer(bus)), answers=answers, clock=clock)
    limits = CountedLimits(RateLimits(database.client, database.name, index.digest), _rates(settings), TooManyAttempts)
    petitions = MongoPetitions(database, veil)
    ports = Ports(
        work=VeiledWork(work, asking_account, veil.codes),
        numbers=Numbers(database),
        limits=limits,
        callers=MongoCallers(database, index),
        petitions=petitions,
        access=ACCESS,
        rules=read_rules(settings.rules_file),
        officers=read_officers(settings.petition_officers),
        unit=Words(settings.petition_unit, settings.petition_unit_en),
        calendar=lambda: known_calendar(work, settings.calendar_id),
        clock=clock,
        new_id=lambda: uuid4().hex,
    )
    files = attachment_files(database, cipher, clock)
    verifier = TokenVerifier(read_key_set(folder / "tokens.public.json"))
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
        petitions=petitions,
        callbacks=MongoCallbacks(database, veil),
        stores=answer_stores(database, index, kept, veil),
        matters=MongoMatters(database, cipher, index, veil),
        open311=open311_desk(settings, database, work, veil),
        attachments=attachment_desk(settings, database, cipher, files),
        files=files,
        opener=Opener(bus),
        sessions=Sessions(verifier, secure=not is_local(settings.public_url), clock=clock),
        ports=ports,
        clocks=clock_ports(settings, database, ports, veil),
        review=review_ports(settings, database, cipher, ports, veil),
        doors=make_doors(database, cipher, index, veil, clock),
        room=call_room(settings, database, index, veil),
        seals=(cipher, index),
        matching=matching.ports_of(settings, database, index),
    )


def make_app(parts: Parts) -> Flask:
    """The WSGI application: API and pages."""
    from services.hotline import web
    from services.hotline.api.open311 import open311_blueprint
    from services.hotline.api.registration import make_api

    settings = parts.settings
    place = web.Place(
        Words(settings.province, settings.province_en),
        Words(settings.place_address, settings.place_address_en),
        settings.hotline,
    )
    secure = not is_local(settings.public_url)
    room = parts.room
    pages = web.Parts(
        ports=parts.ports,
        place=place,
        answers=parts.answers,
        callbacks=parts.callbacks,
        looks=parts.doors.looks,
        notes=parts.doors.notes,
        tasks=parts.doors.tasks,
        calls=room.calls,
        questions=room.questions,
        legal=room.legal,
        clocks=parts.clocks,
        stores=parts.stores,
        matters=parts.matters,
        attachments=parts.attachments,
        matching=parts.matching,
        review=parts.review,
        secure=secure,
    )
    open311 = open311_blueprint(parts.ports, parts.open311, parts.attachments, parts.answers)
    app = make_api(parts, pages=(web.blueprint(pages), open311), error_page=web.error_page)
    web.dress(app, pages)
    return app


def make_bus_parts(parts: Parts) -> BusParts:
    """Relay, consumer and timers, with hotline's own timer among them."""
    settings = parts.settings
    bus = bus_parts(
        SERVICE,
        settings.amqp_url,
        parts.outbox,
        parts.inbox,
        load_registry(),
        readings=READINGS,
        opener=parts.opener,
        batch=settings.consumer_batch,
        hooks=counting_hooks(),
        drain_seconds=settings.drain_seconds / 2,
    )
    voiding = Voiding(parts.database, used_numbers(parts.petitions), clock=parts.clock)
    bus.timers["unused numbers"] = Periodic(VOID_EVERY.total_seconds(), lambda: void_unused_numbers(voiding))
    bus.timers["looks"] = Periodic(CHAIN_SECONDS, parts.doors.chain)
    jobs = Jobs(parts.work, service=SERVICE)
    handlers = {
        **job_handlers(parts.ports),
        **clock_handlers(parts.clocks),
        **answer_jobs(parts.ports, parts.stores),
        **attachment_jobs(parts.work, parts.attachments),
    }
    bus.timers.update(attachment_timers(parts.work, parts.attachments, parts.clock))
    bus.timers["jobs"] = Periodic(JOBS_EVERY.total_seconds(), lambda: run_jobs(jobs, handlers, parts.clock()))
    bus.timers.update(review_timers(parts.review, parts.clock))
    return bus


def initialise(parts: Parts) -> list[str]:
    """What ``init`` does, one line for each thing done; safe to run again. Raises StoreAway."""
    indexes.ensure(parts.database, parts.mappings)
    find_again(parts.database, parts.mappings)
    parts.files.ensure_indexes()
    parts.doors.keeper.ensure()
    newest = parts.ports.rules[-1].effective_from
    context = Context("service:hotline", parts.clock(), "init")
    more = initialise_calls(parts.work, parts.database, *parts.seals, context)
    watch_all(parts.clocks, parts.database, parts.clock())
    more.append(matching.refresh(parts))
    return ["indexes stand", *more, f"rules: {len(parts.ports.rules)} version(s), the newest from {newest}"]


def read_officers(text: str) -> dict[str, str]:
    """``account=Name;account=Name`` as a table; a name left out is the account itself. Raises ValueError for none."""
    pairs = (one.partition("=") for one in text.split(";") if one.strip())
    officers = {account.strip(): name.strip() or account.strip() for account, _, name in pairs}
    if not officers or "" in officers:
        raise ValueError("PETITION_OFFICERS: expected account=Name;account=Name")
    return officers


def _rates(settings: Settings) -> dict[str, str]:
    return {
        "attachment-address": settings.attachment_rate_per_address,
        "open311-client": settings.open311_rate_per_client,
        "filing-address": settings.filing_rate_per_address,
        "verify-dossier": settings.verify_rate_per_dossier,
        "verify-caller": settings.verify_rate_per_caller,
        "match-caller": settings.match_rate_per_caller,
        "tracking-code": settings.tracking_rate_per_code,
        "tracking-address": settings.tracking_rate_per_address,
    }
