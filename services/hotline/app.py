"""The composition root: the only place where the parts of hotline are put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask

from services.hotline.consumed import READINGS
from services.hotline.jobs import TIMERS
from services.hotline.store.mappings import MAPPINGS
from shared.bus.envelope import EnvelopeStamp
from shared.bus.parts import BusParts, bus_parts
from shared.bus.registry import load_registry
from shared.http.sessions import Sessions, is_local
from shared.security.fields import FieldCipher
from shared.security.keys import KeyRing, read_key_set
from shared.security.personal import Opener, Sealer
from shared.security.tokens import TokenVerifier
from shared.settings import Settings
from shared.store import indexes
from shared.store.answers import Answers
from shared.store.connection import connect
from shared.store.inbox import MongoInbox
from shared.store.outbox import MongoOutbox
from shared.store.parked import Parked
from shared.store.work import MongoWork
from shared.telemetry.bus_metrics import counting_hooks

if TYPE_CHECKING:
    from pymongo.database import Database

SERVICE = "hotline"
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that the roles are made of, built once per process (after a fork)."""

    settings: Settings
    clock: Clock
    database: Database[dict[str, Any]]
    work: MongoWork
    inbox: MongoInbox
    outbox: MongoOutbox
    parked: Parked
    opener: Opener
    sessions: Sessions


def build(settings: Settings, *, clock: Clock = utc_now, database: Database[dict[str, Any]] | None = None) -> Parts:
    """Put the parts together; nothing is asked of database or broker yet. Raises BadKeyFile."""
    folder = settings.secrets_dir
    if database is None:
        database = connect(settings.mongo_url, SERVICE, timeout_ms=settings.mongo_timeout_ms)
    bus, cipher = KeyRing.read(folder / "bus.json"), FieldCipher(KeyRing.read(folder / "store.json"))
    answers = Answers(database, cipher.encrypt, cipher.decrypt)
    work = MongoWork(database, MAPPINGS, stamp=EnvelopeStamp(SERVICE, Sealer(bus)), answers=answers, clock=clock)
    verifier = TokenVerifier(read_key_set(folder / "tokens.public.json"))
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        work=work,
        inbox=MongoInbox(work, service=SERVICE),
        outbox=MongoOutbox(database, clock=clock),
        parked=Parked(database, clock=clock),
        opener=Opener(bus),
        sessions=Sessions(verifier, secure=not is_local(settings.public_url), clock=clock),
    )


def make_app(parts: Parts) -> Flask:
    """The WSGI application."""
    from services.hotline.api.registration import make_api

    return make_api(parts)


def make_bus_parts(parts: Parts) -> BusParts:
    """Relay, consumer and timers."""
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
    bus.timers.update(TIMERS)
    return bus


def initialise(parts: Parts) -> list[str]:
    """What ``init`` does, one line for each thing done; safe to run again. Raises StoreAway."""
    indexes.ensure(parts.database, MAPPINGS)
    return ["indexes stand"]
