"""The store in memory: FakeWork, FakeInbox and FakeOutbox keep the rules that the MongoDB ones keep, and no data."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from uuid6 import uuid7

from shared.bus.ports import AlreadyReceived, Deferred, HandlerFailed, Outgoing
from shared.bus.reading import Received
from shared.store.answers import KEY_FIELDS
from shared.store.change import AlreadyExists, Answer, Change, Conflict, Context, Fact, Job, Key, Loaded, StoreAway
from shared.store.deciding import Batch, Gathered, ask, decide
from shared.store.messages import Message
from shared.store.pauses import hold_seconds, next_attempt_at
from shared.store.rows import Clock, Stamp, event_row, utc_now

T = TypeVar("T")
LEASE = timedelta(minutes=1)


def plain_stamp(fact: Fact, context: Context) -> dict[str, Any]:
    """An event document with the fields of the real envelope's, nothing sealed: for tests that don't look inside."""
    id = str(uuid7())
    at_owner = fact.type.partition(".")[0] + ".events", fact.type
    exchange, routing_key = (fact.address.exchange, fact.address.routing_key) if fact.address else at_owner
    body = {"id": id, "type": fact.type, "subject": fact.subject, "sequence": fact.sequence, "data": dict(fact.data)}
    return {
        "_id": id,
        "type": fact.type,
        "source": "/test",
        "subject": fact.subject,
        "sequence": fact.sequence,
        "at": context.at,
        "actor": context.actor,
        "why": context.why,
        "correlation_id": context.correlation_id,
        "causation_id": context.causation_id,
        "exchange": exchange,
        "routing_key": routing_key,
        "headers": {},
        "body": json.dumps(body, default=str).encode(),
        "pending": True,
    }


class FakeWork:
    """Implements Work. ``states`` are there from the start; ``unique`` names attributes that no two states of a kind
    share; ``away = True`` makes every call raise StoreAway.

    What was written can be looked at: ``all(Kind)``, ``facts``, ``contexts``, ``jobs``, ``answers``.
    """

    def __init__(
        self,
        *states: Any,
        stamp: Stamp = plain_stamp,
        clock: Clock = utc_now,
        unique: Mapping[type[Any], Sequence[str]] | None = None,
    ) -> None:
        self.clock = clock
        self.away = False
        self.facts: list[Fact] = []
        self.contexts: list[Context] = []
        self.events: dict[str, dict[str, Any]] = {}
        self.jobs: dict[tuple[str, str], Job] = {}
        self.answers: dict[str, Answer] = {}
        self.lock = threading.RLock()
        self.written = threading.Condition(self.lock)
        self._states: dict[Key, Any] = {Key(type(one), one.id): one for one in states}
        self._stamp = stamp
        self._unique = unique or {}

    def all(self, kind: type[T]) -> list[T]:
        """Every state of one kind, in the order in which they were first saved."""
        return [state for key, state in self._states.items() if key.kind is kind]

    def load(self, *keys: Key) -> Loaded:
        self.check_away()
        with self.lock:
            return Loaded({key: self._states[key] for key in keys if key in self._states})

    def commit(self, change: Change, context: Context) -> None:
        gathered = Gathered()
        gathered.add(change, context)
        self.write(gathered)

    def write(self, gathered: Gathered) -> None:
        """All or nothing. Raises Conflict, AlreadyExists, StoreAway."""
        self.check_away()
        with self.lock:
            for key, (base, state) in gathered.states.items():
                self._check_state(key, base, state)
            rows = [event_row(self._stamp, fact, context) for fact, context in gathered.facts]
            told = {self._slot(row) for row in self.events.values()}
            if any(self._slot(row) in told for row in rows):
                raise Conflict("somebody else told this version")
            if gathered.answer is not None and gathered.answer[0].key in self.answers:
                raise AlreadyExists(KEY_FIELDS)
            self._write_checked(gathered, rows)

    def check_away(self) -> None:
        """Raises StoreAway while the store is said to be away."""
        if self.away:
            raise StoreAway("the store is away, as the test wants it")

    def _check_state(self, key: Key, base: int, state: Any) -> None:
        there = self._states.get(key)
        if base == 0 and there is not None:
            raise AlreadyExists(("_id",))
        if base > 0 and (there is None or there.version != base):
            raise Conflict(f"{key.kind.__name__} {key.id}: changed by somebody else since it was read")
        for name in self._unique.get(key.kind, ()):
            if any(getattr(o, name) == getattr(state, name) for o in self.all(key.kind) if o.id != state.id):
                raise AlreadyExists((name,))

    def _write_checked(self, gathered: Gathered, rows: list[dict[str, Any]]) -> None:
        self._states.update({key: state for key, (_, state) in gathered.states.items()})
        self.events.update({row["_id"]: row for row in rows})
        self.facts.extend(fact for fact, _ in gathered.facts)
        self.contexts.extend(context for _, context in gathered.facts)
        for key, (job, _) in gathered.jobs.items():
            self.jobs.pop(key, None)
            if job.due_at is not None:
                self.jobs[key] = job
        if gathered.answer is not None:
            self.answers[gathered.answer[0].key] = gathered.answer[0]
        self.written.notify_all()

    @staticmethod
    def _slot(row: Mapping[str, Any]) -> tuple[Any, ...]:
        return row["subject"], row["sequence"], row["slot"]


@dataclass(frozen=True, slots=True)
class FakeParked:
    """A parked message with its reason."""

    message: Message
    reason: str


@dataclass(frozen=True, slots=True)
class FakeDeferred:
    """A deferred message: attempts failed so far, next due time, whether a timer has it on lease."""

    message: Message
    reason: str
    attempt: int
    due: datetime
    leased: bool = False


class FakeInbox:
    """Implements Inbox over a FakeWork. ``received``, ``parked`` and ``deferred`` (by content id) can be looked at."""

    def __init__(
        self, work: FakeWork, *, service: str = "test", actor: Callable[[Received], str] | None = None
    ) -> None:
        self._work = work
        self._actor = actor or (lambda received: f"service:{service}")
        self.received: set[str] = set()
        self.parked: dict[str, FakeParked] = {}
        self.deferred: dict[str, FakeDeferred] = {}
        self.suspects: Counter[str] = Counter()

    def seen(self, ids: Sequence[str]) -> frozenset[str]:
        self._work.check_away()
        return frozenset(ids) & self.received

    def absorb(self, batch: Batch) -> None:
        self._work.check_away()
        asked = ask(batch)
        with self._work.lock:
            doubles = self.seen([received.id for received, _ in asked.batch])
            if doubles:
                raise AlreadyReceived(doubles)
            decided = decide(asked, self._work.load(*asked.keys), self._context)
            try:
                self._work.write(decided.gathered)
            except AlreadyExists as refused:
                if refused.fields == ("_id",):
                    raise Conflict("somebody else made this document a moment ago") from refused
                raise HandlerFailed(str(refused)) from refused
            self.received.update(received.id for received, _ in asked.batch)
            for received, reason in decided.not_yet:
                self._put_off(received, reason)
            for received, reason in decided.never:
                self._park(Message.of(received), reason)

    def defer(self, received: Received, reason: str, attempt: int) -> None:
        self._work.check_away()
        message = Message.of(received)
        due = next_attempt_at(self._work.clock(), attempt)
        if due is not None:
            self.deferred[message.content_id] = FakeDeferred(message, reason, attempt, due)
            return
        self.deferred.pop(message.content_id, None)
        self.received.add(received.id)
        self._park(message, reason)

    def park(
        self,
        body: bytes,
        reason: str,
        *,
        headers: Mapping[str, Any],
        routing_key: str,
        type: str | None = None,
        id: str | None = None,
        subject: str | None = None,
        user: str | None = None,
    ) -> None:
        self._work.check_away()
        self._park(Message(body, headers, routing_key, user, id, type, subject), reason)

    def suspect(self, id: str) -> int:
        self._work.check_away()
        self.suspects[id] += 1
        return self.suspects[id]

    def clear_suspect(self, id: str) -> None:
        self._work.check_away()
        del self.suspects[id]

    def deferred_due(self, now: datetime, limit: int) -> list[Deferred]:
        self._work.check_away()
        with self._work.lock:
            due = sorted((row.due, id) for id, row in self.deferred.items() if row.due <= now)[:limit]
            for _, id in due:
                self.deferred[id] = replace(self.deferred[id], due=now + LEASE, leased=True)
            return [self._given_out(id) for _, id in due]

    def settle_deferred(self, id: str) -> None:
        self._work.check_away()
        if id in self.deferred and self.deferred[id].leased:
            del self.deferred[id]

    def _given_out(self, id: str) -> Deferred:
        row = self.deferred[id]
        message = row.message
        return Deferred(id, message.body, message.headers, message.routing_key, row.attempt, message.user)

    def _context(self, received: Received) -> Context:
        return Context(
            self._actor(received), self._work.clock(), received.correlation_id, received.id, received.traceparent
        )

    def _put_off(self, received: Received, reason: str) -> None:
        id = Message.of(received).content_id
        row = self.deferred.get(id)
        if row is not None and not row.leased:
            self.received.discard(received.id)
            return
        attempt = (row.attempt if row else 0) + 1
        if next_attempt_at(self._work.clock(), attempt) is not None:
            self.received.discard(received.id)
        self.defer(received, reason, attempt)

    def _park(self, message: Message, reason: str) -> None:
        self.parked[message.content_id] = FakeParked(message, reason)


@dataclass(frozen=True, slots=True)
class _Held:
    reason: str
    tries: int
    until: datetime


class FakeOutbox:
    """Implements Outbox over a FakeWork's events; ``held`` (by id) can be looked at."""

    def __init__(self, work: FakeWork) -> None:
        self._work = work
        self.held: dict[str, _Held] = {}
        self.leader: str | None = None
        self._lead_until = work.clock()

    def pending(self, limit: int) -> list[Outgoing]:
        self._work.check_away()
        now = self._work.clock()
        with self._work.lock:
            rows = sorted((row for row in self._work.events.values() if row["pending"]), key=lambda row: row["_id"])
        due = [row for row in rows if row["_id"] not in self.held or self.held[row["_id"]].until <= now]
        return [_outgoing(row) for row in due[:limit]]

    def confirm(self, ids: Sequence[str]) -> None:
        self._work.check_away()
        for id in ids:
            if id in self._work.events:
                self._work.events[id]["pending"] = False
                self.held.pop(id, None)

    def hold_back(self, ids: Sequence[str], reason: str) -> None:
        self._work.check_away()
        for id in ids:
            if self._work.events.get(id, {}).get("pending"):
                tries = self.held[id].tries + 1 if id in self.held else 1
                self.held[id] = _Held(reason, tries, self._work.clock() + timedelta(seconds=hold_seconds(tries)))

    def arrivals(self, timeout: float) -> Iterator[None]:
        """Yields at once, then after every change that tells facts, and at the latest after ``timeout`` seconds."""
        told = -1
        while True:
            with self._work.written:
                if len(self._work.events) == told:
                    self._work.written.wait(timeout)
                told = len(self._work.events)
            yield

    def lead(self, holder: str, seconds: float) -> bool:
        self._work.check_away()
        now = self._work.clock()
        if self.leader not in (None, holder) and now < self._lead_until:
            return False
        self.leader, self._lead_until = holder, now + timedelta(seconds=seconds)
        return True


def _outgoing(row: Mapping[str, Any]) -> Outgoing:
    return Outgoing(
        row["_id"],
        row["exchange"],
        row["routing_key"],
        row["body"],
        row.get("content_type", "application/cloudevents+json"),
        row["correlation_id"],
        row["headers"],
    )
