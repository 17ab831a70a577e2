"""What the bus needs from a store, as protocols: the relay's outbox and the consumer's inbox.

The bus knows no database; ``shared.store`` implements these with MongoDB, the tests' fakes in memory, and one
conformance suite holds both to the same behaviour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from shared.bus.reading import Reading, Received


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One stored event that the broker has not confirmed yet; ``body`` was serialised once, when it was written."""

    id: str
    exchange: str
    routing_key: str
    body: bytes
    content_type: str
    correlation_id: str
    headers: Mapping[str, Any] = field(default_factory=dict)


class Outbox(Protocol):
    """The pending part of a service's ``events`` collection."""

    def pending(self, limit: int) -> list[Outgoing]:
        """The oldest rows that are due for publishing, leaving out rows that wait out a backoff. Raises StoreAway."""
        ...

    def confirm(self, ids: Sequence[str]) -> None:
        """Mark rows as published."""
        ...

    def hold_back(self, ids: Sequence[str], reason: str) -> None:
        """Rows that the broker returned or refused: stay pending, next try after a growing pause, visible as alarm."""
        ...

    def arrivals(self, timeout: float) -> Iterator[None]:
        """Yields when a new row was written (change stream), and at the latest after ``timeout`` seconds, for ever.

        Survives lost tokens, dropped collections and an absent database by opening afresh.
        """
        ...

    def lead(self, holder: str, seconds: float) -> bool:
        """Take or renew the lease that says who publishes (for display; the fence is the broker's exclusive queue)."""
        ...


@dataclass(frozen=True, slots=True)
class Deferred:
    """An event that waits for a later attempt, as it came: what the consumer needs to read it once more.

    ``id`` names the row, not the event; ``attempt`` counts the attempts that have failed.
    """

    id: str
    body: bytes
    headers: Mapping[str, Any]
    routing_key: str
    attempt: int
    user: str | None = None


class AlreadyReceived(Exception):
    """At least one event of the batch has been absorbed before; ``ids`` names them when they are known."""

    def __init__(self, ids: frozenset[str] = frozenset()) -> None:
        super().__init__("already received")
        self.ids = ids


class HandlerFailed(Exception):
    """A handler raised something else than NotYet or Never; the cause is chained. Handle the messages singly."""


class Inbox(Protocol):
    """Where the consumer's effects go: ids, aggregates, events, deferred and parked rows, in one transaction."""

    def seen(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that have been absorbed before."""
        ...

    def absorb(self, batch: Sequence[tuple[Received, Reading]]) -> None:
        """Handle the batch in order in ONE transaction: inbox ids, states, facts, and deferred rows for NotYet.

        Raises AlreadyReceived, Conflict (also for an unknown commit), HandlerFailed, StoreAway; then nothing was done.
        An event whose handler raises Never is parked in the same transaction. A deferred event that hears NotYet once
        more counts one attempt further, so the caller may settle its row afterwards in any case.
        """
        ...

    def repeated(self, again: Sequence[Received]) -> None:
        """Told of events whose ids were absorbed before: most came twice, some may only use an id twice."""
        ...

    def defer(self, received: Received, reason: str, attempt: int) -> None:
        """Keep an event whose handler failed for a later attempt; after the last attempt it is parked.

        ``attempt`` counts the attempts that have failed, this one included: 1 for the first, ``deferred.attempt + 1``
        for one that ``deferred_due`` gave out.
        """
        ...

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
        """Keep a message that can never succeed: raw body, reason, where from. The same message is kept once."""
        ...

    def suspect(self, id: str) -> int:
        """Count that a redelivered message is about to be handled alone; the third time it is to be parked."""
        ...

    def clear_suspect(self, id: str) -> None:
        """The suspect was handled: forget it."""
        ...

    def deferred_due(self, now: datetime, limit: int) -> list[Deferred]:
        """Deferred events whose next attempt is due, leased to the caller for a minute: timers share the work."""
        ...

    def settle_deferred(self, id: str) -> None:
        """The deferred event was absorbed (now or before) or parked: remove the row of this ``Deferred.id``, unless it
        was put off once more meanwhile."""
        ...
