"""The kept events read again: one subject's history for pages, a range of time to be published once more."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database

from shared.bus.ports import Outgoing
from shared.store.connection import Document
from shared.store.faults import store_faults
from shared.store.outbox import COLLECTION, FIELDS, outgoing_of
from shared.store.rows import OWN_SLOT

CHUNK = 500
BY_TIME = (("at", ASCENDING), ("_id", ASCENDING))


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One kept event. ``data`` never holds the personal block; ``pending`` says that the broker has not got it yet."""

    id: str
    type: str
    subject: str
    sequence: int
    at: datetime
    actor: str
    why: str | None
    correlation_id: str
    causation_id: str | None
    data: Mapping[str, Any]
    pending: bool
    held_for: str | None


class EventHistory:
    """Reads the ``events`` collection; changes nothing."""

    def __init__(self, database: Database[Document]) -> None:
        self._events = database[COLLECTION]

    def of_subject(self, subject: str, *, limit: int = 1_000) -> list[PastEvent]:
        """What happened to one dossier or petition, in order of its versions. Raises StoreAway."""
        with store_faults():
            rows = self._events.find({"subject": subject}).sort([("sequence", ASCENDING), ("slot", ASCENDING)])
            return [_past(row) for row in rows.limit(limit)]

    def between(
        self, since: datetime, until: datetime, *, subject: str | None = None, type: str | None = None
    ) -> Iterator[Outgoing]:
        """The events of the service's own exchange with ``since <= at < until``, as they were stored, oldest first.

        Messages to single receivers are left out: they are no news to others. Reads in chunks, so a long republishing
        holds no cursor open. Raises StoreAway.
        """
        wanted: Document = {"slot": OWN_SLOT}
        wanted |= ({} if subject is None else {"subject": subject}) | ({} if type is None else {"type": type})
        after: Document = {"at": {"$gte": since}}
        while True:
            chunk = {"$and": [wanted, after, {"at": {"$lt": until}}]}
            with store_faults():
                rows = list(self._events.find(chunk, {**FIELDS, "at": 1}).sort(BY_TIME).limit(CHUNK))
            yield from map(outgoing_of, rows)
            if len(rows) < CHUNK:
                return
            last = rows[-1]
            after = {"$or": [{"at": {"$gt": last["at"]}}, {"at": last["at"], "_id": {"$gt": last["_id"]}}]}


def _past(row: Mapping[str, Any]) -> PastEvent:
    data = json.loads(bytes(row["body"])).get("data") or {}
    return PastEvent(
        row["_id"],
        row["type"],
        row["subject"],
        row["sequence"],
        row["at"],
        row["actor"],
        row["why"],
        row["correlation_id"],
        row["causation_id"],
        {name: value for name, value in data.items() if name != "personal"},
        bool(row.get("pending")),
        (row.get("held") or {}).get("reason"),
    )
