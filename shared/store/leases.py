"""Leases: who of several copies does a thing right now, told by the database's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

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
        free_or_own = {"$or": [{"holder": holder}, {"$expr": {"$lte": ["$until", "$$NOW"]}}]}
        own = {"$eq": ["$holder", {"$literal": holder}]}
        renewed = {
            "since": {"$cond": [own, "$since", "$$NOW"]},
            "holder": {"$literal": holder},
            "until": {"$add": ["$$NOW", round(seconds * 1_000)]},
        }
        with store_faults():
            try:
                self._collection.update_one({"_id": name, **free_or_own}, [{"$set": renewed}], upsert=True)
            except DuplicateKeyError:
                return False
        return True

    def release(self, name: str, holder: str) -> None:
        """Give it back before its time, so that another need not wait. Raises StoreAway."""
        with store_faults():
            self._collection.delete_one({"_id": name, "holder": holder})

    def holder_of(self, name: str) -> Lease | None:
        """Who had it last; ``until`` may have passed. Raises StoreAway."""
        with store_faults():
            row = self._collection.find_one({"_id": name})
        return None if row is None else Lease(name, row["holder"], row["since"], row["until"])
