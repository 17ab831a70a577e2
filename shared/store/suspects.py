"""Messages under suspicion of killing their consumer: counted before they are handled, forgotten afterwards."""

from __future__ import annotations

from pymongo import ReturnDocument
from pymongo.database import Database

from shared.store.clock import Clock
from shared.store.connection import Document
from shared.store.faults import store_faults

COLLECTION = "suspects"


class Suspects:
    """Written outside the transaction of the effect, for that one does not survive the crash that is looked for."""

    def __init__(self, database: Database[Document], clock: Clock) -> None:
        self._collection = database[COLLECTION]
        self._clock = clock

    def note(self, id: str) -> int:
        """Count one more attempt on this message; the number of attempts so far. Raises StoreAway."""
        now = self._clock()
        change = {"$inc": {"count": 1}, "$set": {"last_at": now}, "$setOnInsert": {"first_at": now}}
        with store_faults():
            row = self._collection.find_one_and_update(
                {"_id": id}, change, upsert=True, return_document=ReturnDocument.AFTER
            )
        return int(row["count"]) if row else 1

    def clear(self, id: str) -> None:
        """It was handled. Raises StoreAway."""
        with store_faults():
            self._collection.delete_one({"_id": id})
