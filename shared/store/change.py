"""What a use case decided, as data: new states, facts to tell, jobs to do later, all for one transaction.

Standard library only: use cases build these values without knowing MongoDB or RabbitMQ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar, runtime_checkable

T = TypeVar("T")


@runtime_checkable
class Aggregate(Protocol):
    """A state that changes as one: ``version`` is 1 when new and grows by one with every change."""

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Address:
    """Where on the bus a message goes when it does not go to its owner's own exchange."""

    exchange: str
    routing_key: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to one subject, before it gets its envelope.

    ``type`` is the full event type (``intake.dossier.accepted.v1``); ``sequence`` is the version that the aggregate
    reached by it, so one change of an aggregate tells at most one fact on the service's own exchange.
    ``personal`` holds what identifies a person: it is sealed before it is written and never logged.
    ``address`` sends the message elsewhere (to one receiver's exchange); such a message is signed, and several may
    share a sequence. ``kept`` is what stays of ``data`` once the broker has the message, without the personal block:
    for what only passes through, such as a file; None keeps all.
    """

    type: str
    subject: str
    sequence: int
    data: Mapping[str, Any]
    personal: Mapping[str, Any] | None = None
    address: Address | None = None
    kept: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Work that falls due: one per ``kind`` and ``subject``; setting it again moves it, ``due_at=None`` cancels it."""

    kind: str
    subject: str
    due_at: datetime | None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The HTTP answer that a repeated Idempotency-Key gets again; stored in the same transaction as its effect.

    ``key`` is already scoped by caller and route and hashed; ``fingerprint`` is the hash of the request's body.
    """

    key: str
    fingerprint: str
    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """All that one decision changes. ``saved`` holds whole new states (never mutated old ones)."""

    saved: tuple[Aggregate, ...] = ()
    facts: tuple[Fact, ...] = ()
    jobs: tuple[Job, ...] = ()
    answer: Answer | None = None


NOTHING = Change()


@dataclass(frozen=True, slots=True)
class Context:
    """Who did it, when, why, and which events led to it; stamped on every event of the change.

    ``actor`` reads ``staff:<account>``, ``owner:<dossier code>``, ``public``, ``service:<name>`` or ``agency:<key>``:
    never a person's name or number.
    """

    actor: str
    at: datetime
    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """Names one aggregate: its class and its id."""

    kind: type[Any]
    id: str


class Loaded:
    """The aggregates that were asked for, as they stood when they were read."""

    def __init__(self, found: Mapping[Key, Any]) -> None:
        self._found = dict(found)

    def get(self, kind: type[T], id: str) -> T | None:
        """The aggregate, or None where the store has none of that id."""
        return self._found.get(Key(kind, id))

    def with_saved(self, saved: Iterable[Aggregate]) -> Loaded:
        """A copy in which the saved states stand in place of the old ones."""
        return Loaded({**self._found, **{Key(type(one), one.id): one for one in saved}})


class Conflict(Exception):
    """Somebody else changed an aggregate since it was read: load again and decide again."""


class StoreAway(Exception):
    """The database does not answer: nothing was changed as far as we know; try later."""


class AlreadyExists(Exception):
    """A unique index refused a new state; ``fields`` names the index's fields (trap 5 of the event's way)."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(f"a document with this {', '.join(fields)} exists already")
        self.fields = fields


class Work(Protocol):
    """The unit of work that use cases are given; ``shared.store.work.MongoWork`` and the tests' fake implement it."""

    def load(self, *keys: Key) -> Loaded:
        """Read the named aggregates. Raises StoreAway."""
        ...

    def commit(self, change: Change, context: Context) -> None:
        """Write the whole change in one transaction. Raises Conflict, AlreadyExists, StoreAway."""
        ...
