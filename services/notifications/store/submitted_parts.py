"""What was handed to an SMS centre, part by part, so that a receipt finds its message, even without an answer.

The telephone number lies there as a blind index only. Rows go by themselves after two weeks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.database import Database

from shared.security.fields import BlindIndex
from shared.store.faults import store_faults

COLLECTION = "submitted"
KEPT = timedelta(days=14)
INDEXES = (
    IndexModel([("provider", ASCENDING), ("smsc_id", ASCENDING)], name="smsc_id"),
    IndexModel([("provider", ASCENDING), ("to", ASCENDING), ("at", ASCENDING)], name="to"),
    IndexModel([("at", ASCENDING)], name="kept", expireAfterSeconds=int(KEPT.total_seconds())),
)


class SubmittedParts:
    """Implements ``Submitted`` of the SMPP gateway for one provider."""

    def __init__(self, database: Database[dict[str, Any]], index: BlindIndex, provider: str) -> None:
        self._rows = database[COLLECTION]
        self._index = index
        self._provider = provider

    @staticmethod
    def ensure(database: Database[dict[str, Any]]) -> None:
        """The indexes. Raises StoreAway."""
        with store_faults():
            database[COLLECTION].create_indexes(list(INDEXES))

    def begin(self, message_id: str, attempt: int, parts: int, phone: str, now: datetime) -> None:
        """Before the first part leaves. Raises StoreAway."""
        row = {
            "provider": self._provider, "message": message_id, "attempt": attempt, "parts": parts,
            "to": self._to(phone), "at": now, "smsc_id": None, "state": None,
        }  # fmt: skip
        with store_faults():
            for number in range(1, parts + 1):
                self._rows.replace_one({"_id": f"{message_id}/{number}"}, row, upsert=True)

    def drop(self, message_id: str) -> None:
        """Nothing of it left: no receipt can mean it. Raises StoreAway."""
        with store_faults():
            self._rows.delete_many({"message": message_id, "smsc_id": None})

    def answered(self, message_id: str, part: int, smsc_id: str) -> tuple[int, bool]:
        """The centre took a part: the number of the attempt, and whether it has them all now. Raises StoreAway."""
        with store_faults():
            row = self._rows.find_one_and_update(
                {"_id": f"{message_id}/{part}"}, {"$set": {"smsc_id": smsc_id}}, return_document=ReturnDocument.AFTER
            )
            left = self._rows.count_documents({"message": message_id, "smsc_id": None})
        return (row["attempt"] if row else 0, left == 0)

    def settle(self, smsc_ids: Iterable[str], phone: str, arrived: bool) -> tuple[str, bool] | None:
        """A part arrived, or will not: the message and what became of the whole; None while parts are out, or where
        nobody can say which message it was. Raises StoreAway.

        An id that we were never told belongs to the only part of this number without an id, if there is just one.
        """
        with store_faults():
            row = self._rows.find_one({"provider": self._provider, "smsc_id": {"$in": list(smsc_ids)}})
            if row is None:
                wanted = {"provider": self._provider, "to": self._to(phone), "smsc_id": None, "state": None}
                open_parts = list(self._rows.find(wanted).limit(2))
                if len(open_parts) != 1:
                    return None
                row = open_parts[0]
            self._rows.update_one({"_id": row["_id"]}, {"$set": {"state": "arrived" if arrived else "lost"}})
            states = [one["state"] for one in self._rows.find({"message": row["message"]}, {"state": 1})]
        if "lost" in states:
            return row["message"], False
        return (row["message"], True) if states.count("arrived") == row["parts"] else None

    def _to(self, phone: str) -> str:
        return self._index.digest("phone", phone)
