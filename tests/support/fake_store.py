"""The store in memory: FakeWork keeps the rules of the MongoDB one; FakeInbox and FakeOutbox stand over it in rooms of
their own (``fake_inbox``, ``fake_outbox``)."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from uuid6 import uuid7

from shared.store.answers import KEY_FIELDS
from shared.store.change import AlreadyExists, Answer, Change, Conflict, Context, Fact, Job, Key, Loaded, StoreAway
from shared.store.clock import Clock, utc_now
from shared.store.deciding import Gathered
from shared.store.rows import Stamp, event_row

T = TypeVar("T")


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
