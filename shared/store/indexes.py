"""The collections and indexes that every service's database has; ``ensure`` may be run as often as wanted."""

from __future__ import annotations

from collections.abc import Iterable

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import OperationFailure

from shared.store.answers import KEPT_FOR
from shared.store.connection import Document
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

PENDING = {"pending": True}
NAMESPACE_EXISTS = 48

INDEXES: dict[str, tuple[IndexModel, ...]] = {
    "events": (
        # Rows never held back have no ``held.until`` and stand first, oldest id first; it forgets the confirmed.
        IndexModel([("held.until", ASCENDING), ("_id", ASCENDING)], name="pending", partialFilterExpression=PENDING),
        IndexModel([(name, ASCENDING) for name in ("subject", "sequence", "slot")], name="told_once", unique=True),
        IndexModel([("at", ASCENDING), ("_id", ASCENDING)], name="by_time"),
        # Of the contents that only pass through; see ``shared.store.passing``.
        IndexModel([("digest", ASCENDING)], name="passing", partialFilterExpression={"kept": {"$exists": True}}),
    ),
    "inbox": (),
    "deferred": (IndexModel([("next_attempt_at", ASCENDING)], name="due"),),
    "parked": (
        IndexModel([("state", ASCENDING), ("parked_at", DESCENDING), ("_id", DESCENDING)], name="latest"),
        IndexModel([("event_id", ASCENDING)], name="by_event"),
    ),
    "suspects": (),
    "leases": (),
    "jobs": (IndexModel([("next_try_at", ASCENDING)], name="due"),),
    "answers": (IndexModel([("at", ASCENDING)], name="forgotten", expireAfterSeconds=int(KEPT_FOR.total_seconds())),),
    "numbers": (
        IndexModel([("series", ASCENDING), ("first", ASCENDING)], name="by_series"),
        IndexModel([("kind", ASCENDING)], name="series", partialFilterExpression={"kind": "series"}),
    ),
}


def ensure(database: Database[Document], mappings: Iterable[Mapping] = ()) -> None:
    """Make every collection (a transaction should not have to) and every index. Raises StoreAway."""
    wanted = dict(INDEXES)
    for mapping in mappings:
        wanted[mapping.collection] = wanted.get(mapping.collection, ()) + mapping.indexes
    with store_faults():
        there = set(database.list_collection_names())
        for name, indexes in wanted.items():
            if name not in there:
                _create(database, name)
            if indexes:
                database[name].create_indexes(list(indexes))


def _create(database: Database[Document], name: str) -> None:
    try:
        database.create_collection(name, check_exists=False)
    except OperationFailure as refused:
        if refused.code != NAMESPACE_EXISTS:  # else another copy of this job was a moment faster
            raise
