"""The composition root: the only place where the parts of hotline are put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Flask

from services.hotline.access import ACCESS
from services.hotline.composition.doors import CHAIN_SECONDS, Doors, asking_account, make_doors
from services.hotline.composition.review import review_ports, review_timers
from services.hotline.consumed import READINGS
from services.hotline.domain.errors import TooManyAttempts, Words
from services.hotline.gateways.rules_file import read_rules
from services.hotline.jobs import JOBS_EVERY, VOID_EVERY, job_handlers, run_jobs, used_numbers, void_unused_numbers
from services.hotline.store.callback_documents import MongoCallbacks
from services.hotline.store.mappings import mappings
from services.hotline.store.questions import MongoCallers, MongoPetitions, known_calendar
from services.hotline.store.veil import Veil
from services.hotline.use_cases.doors.veil import VeiledWork
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
from shared.store.clock import Clock, utc_now
from shared.store.connection import connect
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
    opener: Opener
    sessions: Sessions
    ports: Ports
    review: ReviewPorts
    doors: Doors


def build(settings: Settings, *, clock: Clock = utc_now, database: Database[dict[str, Any]] | None = None) -> Parts:
    """Put the parts together; nothing is asked of database or broker yet. Raises BadKeyFile, BadRules."""
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
        opener=Opener(bus),
        sessions=Sessions(verifier, secure=not is_local(settings.public_url), clock=clock),
        ports=ports,
        review=review_ports(settings, database, cipher, ports, veil),
        doors=make_doors(database, cipher, index, veil, clock),
    )


def make_app(parts: Parts) -> Flask:
    """The WSGI application: API and pages."""
    from services.hotline import web
    from services.hotline.api.registration import make_api

    settings = parts.settings
    place = web.Place(
        Words(settings.province, settings.province_en),
        Words(settings.place_address, settings.place_address_en),
        settings.hotline,
    )
    secure = not is_local(settings.public_url)
    pages = web.Parts(
        parts.ports,
        place,
        parts.answers,
        parts.callbacks,
        parts.review,
        parts.doors.looks,
        parts.doors.notes,
        parts.doors.tasks,
        secure=secure,
    )
    app = make_api(parts, pages=(web.blueprint(pages),), error_page=web.error_page)
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
    jobs, handlers = Jobs(parts.work, service=SERVICE), job_handlers(parts.ports)
    bus.timers["jobs"] = Periodic(JOBS_EVERY.total_seconds(), lambda: run_jobs(jobs, handlers, parts.clock()))
    bus.timers.update(review_timers(parts.review, parts.clock))
    return bus


def initialise(parts: Parts) -> list[str]:
    """What ``init`` does, one line for each thing done; safe to run again. Raises StoreAway."""
    indexes.ensure(parts.database, parts.mappings)
    parts.doors.keeper.ensure()
    newest = parts.ports.rules[-1].effective_from
    return ["indexes stand", f"rules: {len(parts.ports.rules)} version(s), the newest from {newest}"]


def read_officers(text: str) -> dict[str, str]:
    """``account=Name;account=Name`` as a table; a name left out is the account itself. Raises ValueError for none."""
    pairs = (one.partition("=") for one in text.split(";") if one.strip())
    officers = {account.strip(): name.strip() or account.strip() for account, _, name in pairs}
    if not officers or "" in officers:
        raise ValueError("PETITION_OFFICERS: expected account=Name;account=Name")
    return officers


def _rates(settings: Settings) -> dict[str, str]:
    return {
        "filing-address": settings.filing_rate_per_address,
        "verify-dossier": settings.verify_rate_per_dossier,
        "verify-caller": settings.verify_rate_per_caller,
        "tracking-code": settings.tracking_rate_per_code,
        "tracking-address": settings.tracking_rate_per_address,
    }
