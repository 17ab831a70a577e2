"""What a message said and to whom goes after its time; that it was sent, and what became of it, stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo import ASCENDING, UpdateOne
from pymongo.database import Database

from services.notifications.domain.message import Message
from services.notifications.store.message_documents import COLLECTION, NEVER_BEFORE, MessageDocuments
from shared.store.faults import store_faults

BATCH = 500
OPEN = {"$not": {"$gt": NEVER_BEFORE}}


class MongoRetention:
    """Works on the messages themselves, in batches, each message by its version."""

    def __init__(self, database: Database[dict[str, Any]], documents: MessageDocuments) -> None:
        self._messages = database[COLLECTION]
        self._documents = documents

    def forget(self, before: datetime) -> int:
        """Empty up to ``BATCH`` messages asked for before this that wait for no attempt; how many. Raises StoreAway.

        Whatever changed meanwhile is left to the next time.
        """
        wanted = {"anonymised": False, "asked_at": {"$lt": before}, "due_at": OPEN}
        with store_faults():
            ids = [
                (row["_id"], row["version"], row["to_masked"])
                for row in self._messages.find(wanted, {"version": 1, "to_masked": 1})
                .sort("asked_at", ASCENDING)
                .limit(BATCH)
                .hint("content")
            ]
            if not ids:
                return 0
            return self._messages.bulk_write(
                [
                    UpdateOne(
                        {"_id": id, "version": version},
                        {"$set": {"version": version + 1, "personal": None, "to_index": "", "anonymised": True,
                                  "to_masked": "…" if masked else ""}},
                    )
                    for id, version, masked in ids
                ],
                ordered=False,
            ).modified_count  # fmt: skip

    def prepare(self) -> int:
        """Messages written before they could be found by recipient, or forgotten, get what that needs; how many.

        Raises StoreAway, Undecipherable.
        """
        done = 0
        with store_faults():
            for row in self._messages.find({"anonymised": {"$exists": False}}):
                message: Message = self._documents.from_document(row)
                whole = self._documents.to_document(message)
                added = {name: whole[name] for name in ("to_index", "put_off", "anonymised")}
                wanted = {"_id": message.id, "anonymised": {"$exists": False}}
                done += self._messages.update_one(wanted, {"$set": added}).modified_count
        return done
