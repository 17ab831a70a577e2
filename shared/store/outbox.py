"""The pending part of the ``events`` collection: what the relay has to publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, WriteConcern
from pymongo.database import Database
from pymongo.read_concern import ReadConcern

from shared.bus.ports import Outgoing
from shared.store.arrivals import arrivals
from shared.store.clock import Clock, utc_now
from shared.store.connection import Document
from shared.store.faults import store_faults
from shared.store.leases import Lease, Leases
from shared.store.messages import clean
from shared.store.pauses import LONGEST_HOLD_SECONDS, MOST_DOUBLINGS

COLLECTION = "events"
LEADER = "relay"
CONTENT_TYPE = "application/cloudevents+json"
FIELDS = {"exchange": 1, "routing_key": 1, "body": 1, "content_type": 1, "correlation_id": 1, "headers": 1}
# While there are fresh rows, one in so many at most was refused before: those must not crowd out the fresh ones.
HELD_SHARE = 5


class MongoOutbox:
    """Implements ``shared.bus.ports.Outbox``."""

    def __init__(self, database: Database[Document], *, clock: Clock = utc_now) -> None:
        # A mark that is lost in a crash only publishes the event once more, which the inboxes swallow.
        self._events = database.get_collection(COLLECTION, write_concern=WriteConcern(w=1))
        self._lasting = database.get_collection(COLLECTION, read_concern=ReadConcern("majority"))
        self._database = database
        self._leases = Leases(database)
        self._clock = clock

    def pending(self, limit: int) -> list[Outgoing]:
        """Rows due for publishing, the oldest first; always from the lowest id, for rows become visible below ids
        that were read before (trap 10). Raises StoreAway."""
        with store_faults():
            share, past = max(1, limit // HELD_SHARE), {"$lte": self._clock()}
            waited = self._rows(past, share)
            fresh = self._rows(None, limit - len(waited)) if len(waited) < limit else []
            if len(waited) == share < limit - len(fresh):
                waited = self._rows(past, limit - len(fresh))
            rows = self._without_fleeting(waited + fresh)
        return sorted(rows, key=lambda outgoing: outgoing.id)

    def confirm(self, ids: Sequence[str]) -> None:
        """Mark rows as published. Raises StoreAway."""
        if ids:
            with store_faults():
                self._events.update_many({"_id": {"$in": list(ids)}}, {"$unset": {"pending": 1, "held": 1}})

    def hold_back(self, ids: Sequence[str], reason: str) -> None:
        """Let rows wait: 1, 2, 4 … 300 s with every refusal. Raises StoreAway."""
        if not ids:
            return
        # The pause of ``pauses.hold_seconds``, reckoned by the server, for every row has its own number of tries.
        before = {"$ifNull": ["$held.tries", 0]}
        seconds = {"$min": [LONGEST_HOLD_SECONDS, {"$pow": [2, {"$min": [before, MOST_DOUBLINGS]}]}]}
        held = {
            "reason": {"$literal": clean(reason)},
            "tries": {"$add": [before, 1]},
            "until": {"$add": [self._clock(), {"$multiply": [seconds, 1_000]}]},
        }
        with store_faults():
            self._events.update_many({"_id": {"$in": list(ids)}, "pending": True}, [{"$set": {"held": held}}])

    def arrivals(self, timeout: float) -> Iterator[None]:
        """Yields when rows were written, and at the latest after ``timeout`` seconds, for ever; never raises."""
        return arrivals(self._database, COLLECTION, timeout)

    def lead(self, holder: str, seconds: float) -> bool:
        """Take or renew the lease that says who publishes. Raises StoreAway."""
        return self._leases.take(LEADER, holder, seconds)

    def leader(self) -> Lease | None:
        """Who publishes, or did last. Raises StoreAway."""
        return self._leases.holder_of(LEADER)

    def _without_fleeting(self, rows: list[Outgoing]) -> list[Outgoing]:
        # A row shows a moment before most of the servers have it, and a failover in that moment takes it back: it must
        # not be told to others yet. Asked apart, for such a view does not show the latest marks either.
        if not rows:
            return []
        ids = [outgoing.id for outgoing in rows]
        lasting = {row["_id"] for row in self._lasting.find({"_id": {"$in": ids}}, {"_id": 1}, batch_size=len(ids) + 1)}
        return [outgoing for outgoing in rows if outgoing.id in lasting]

    def _rows(self, until: Mapping[str, datetime] | None, limit: int) -> list[Outgoing]:
        wanted = {"pending": True, "held.until": until}
        order = [("_id", ASCENDING)] if until is None else [("held.until", ASCENDING)]
        rows = self._events.find(wanted, FIELDS, batch_size=limit + 1).sort(order).limit(limit).hint("pending")
        return [outgoing_of(row) for row in rows]


def outgoing_of(row: Mapping[str, Any]) -> Outgoing:
    """A stored event as the broker is to get it."""
    return Outgoing(
        row["_id"],
        row["exchange"],
        row["routing_key"],
        bytes(row["body"]),
        row.get("content_type", CONTENT_TYPE),
        row["correlation_id"],
        row.get("headers") or {},
    )
