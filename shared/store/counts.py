"""How much waits where, for metrics and the dead-letter workbench."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pymongo import ASCENDING
from pymongo.database import Database

from shared.store.clock import Clock, utc_now
from shared.store.connection import Document
from shared.store.faults import store_faults
from shared.store.parked import WAITING


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """``pending`` events are not confirmed by the broker; ``held`` ones of them were refused and wait."""

    pending: int
    held: int
    oldest_pending_at: datetime | None
    deferred: int
    parked: int
    suspects: int
    jobs_overdue: int
    jobs_failing: int


def count_store(database: Database[Document], *, clock: Clock = utc_now) -> StoreCounts:
    """Exact, by indexes of what waits: an estimate is no judge after a crash (trap 14). Raises StoreAway."""
    pending = {"pending": True}
    held = {"pending": True, "held.until": {"$type": "date"}}
    with store_faults():
        events, jobs = database["events"], database["jobs"]
        oldest = events.find_one({**pending, "held.until": None}, {"at": 1}, sort=[("_id", ASCENDING)], hint="pending")
        return StoreCounts(
            pending=events.count_documents(pending, hint="pending"),
            held=events.count_documents(held, hint="pending"),
            oldest_pending_at=oldest["at"] if oldest else None,
            deferred=database["deferred"].count_documents({}),
            parked=database["parked"].count_documents({"state": WAITING}),
            suspects=database["suspects"].count_documents({}),
            jobs_overdue=jobs.count_documents({"next_try_at": {"$lte": clock()}}),
            jobs_failing=jobs.count_documents({"tries": {"$gt": 0}}),
        )
