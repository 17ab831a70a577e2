"""The inbox in memory; see ``fake_store``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shared.bus.ports import AlreadyReceived, Deferred, HandlerFailed
from shared.bus.reading import Received
from shared.store.change import AlreadyExists, Conflict, Context
from shared.store.deciding import Batch, ask, decide
from shared.store.messages import Message
from shared.store.pauses import next_attempt_at
from tests.support.fake_store import FakeWork

LEASE = timedelta(minutes=1)


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

    def repeated(self, again: Sequence[Received]) -> None:
        self._work.check_away()

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
