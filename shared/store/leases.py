"""Leases: who of several copies does a thing right now, told by the database's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pymongo import ReturnDocument
from pymongo.database import Database

from shared.store.connection import Document
from shared.store.faults import store_faults

COLLECTION = "leases"


@dataclass(frozen=True, slots=True)
class Lease:
    """``holder`` may act until ``until`` and was first given the lease at ``since``."""

    name: str
    holder: str
    since: datetime
    until: datetime


class Leases:
    """A lease spares doubled work; it is no fence: whoever is paused past its end may still act for a moment."""

    def __init__(self, database: Database[Document]) -> None:
        self._collection = database[COLLECTION]

    def take(self, name: str, holder: str, seconds: float) -> bool:
        """Take a free lease or renew one's own, for ``seconds``; False while another holds it. Raises StoreAway."""
        me, now = {"$literal": holder}, "$$NOW"
        own = {"$eq": ["$holder", me]}
        mine = {"$or": [own, {"$lte": [{"$ifNull": ["$until", now]}, now]}]}
        change = {
            "since": {"$cond": [own, "$since", {"$cond": [mine, now, "$since"]}]},
            "until": {"$cond": [mine, {"$add": [now, round(seconds * 1_000)]}, "$until"]},
            "holder": {"$cond": [mine, me, "$holder"]},
        }
        with store_faults():
            row = self._collection.find_one_and_update(
                {"_id": name}, [{"$set": change}], upsert=True, return_document=ReturnDocument.AFTER
            )
        return row is not None and row["holder"] == holder

    def release(self, name: str, holder: str) -> None:
        """Give it back before its time, so that another need not wait. Raises StoreAway."""
        with store_faults():
            self._collection.delete_one({"_id": name, "holder": holder})

    def holder_of(self, name: str) -> Lease | None:
        """Who had it last; ``until`` may have passed. Raises StoreAway."""
        with store_faults():
            row = self._collection.find_one({"_id": name})
        return None if row is None else Lease(name, row["holder"], row["since"], row["until"])
