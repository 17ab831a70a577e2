"""The messages that wait for an attempt, taken by one sender at a time, and the pages of those who look on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pymongo import ASCENDING
from pymongo.cursor import Cursor
from pymongo.database import Database

from services.notifications.domain.lane import Lane
from services.notifications.domain.message import Channel, Message, Status
from services.notifications.store.message_documents import COLLECTION, NEVER_BEFORE, NEWEST_FIRST, MessageDocuments
from services.notifications.use_cases.ports import Place
from shared.store.arrivals import arrivals
from shared.store.faults import store_faults


class MongoMessages:
    """Implements ``MessageQueue`` and ``MessageQuestions`` of the use cases."""

    def __init__(self, database: Database[dict[str, Any]], documents: MessageDocuments) -> None:
        self._database = database
        self._messages = database[COLLECTION]
        self._documents = documents

    def due(self, channel: Channel, lane: Lane, now: datetime, limit: int) -> list[Message]:
        """Those whose attempt may begin, the longest due first."""
        with store_faults():
            rows = list(self.due_cursor(channel, lane, now, limit))
        return [self._documents.from_document(row) for row in rows]

    def due_cursor(self, channel: Channel, lane: Lane, now: datetime, limit: int) -> Cursor[dict[str, Any]]:
        """The question before it is asked, so that a test can see how it would be answered."""
        wanted = {"channel": channel.value, "lane": lane.value, "due_at": {"$gt": NEVER_BEFORE, "$lte": now}}
        return self._messages.find(wanted).sort("due_at", ASCENDING).limit(limit).hint("lane_due")

    def is_replaced(self, message: Message) -> bool:
        """The same rule as ``Message.replaces``, asked along an index."""
        if not message.supersedes_key:
            return False
        wanted = {
            "supersedes_key": message.supersedes_key, "sequence": {"$gt": message.sequence},
            "weight": {"$gte": message.weight}, "status": {"$ne": Status.SKIPPED.value},
        }  # fmt: skip
        with store_faults():
            return self._messages.find_one(wanted, {"_id": 1}, hint="newer") is not None

    def newer(self, about: str, sequence: int, weight: int) -> bool:
        """Implements ``NewerNews``, along the same index."""
        wanted = {
            "supersedes_key": {"$in": [f"{about}:{channel.value}:status" for channel in Channel]},
            "sequence": {"$gt": sequence}, "weight": {"$gte": weight}, "status": {"$ne": Status.SKIPPED.value},
        }  # fmt: skip
        with store_faults():
            return self._messages.find_one(wanted, {"_id": 1}, hint="newer") is not None

    def give_lanes(self) -> int:
        """Those that wait since before there were lanes get theirs; how many. Raises StoreAway."""
        waiting = {"lane": {"$exists": False}, "due_at": {"$gt": NEVER_BEFORE}}
        urgent = {**waiting, "expires_at": {"$gt": NEVER_BEFORE}}
        with store_faults():
            given = self._messages.update_many(urgent, {"$set": {"lane": Lane.URGENT.value}}).modified_count
            return given + self._messages.update_many(waiting, {"$set": {"lane": Lane.NORMAL.value}}).modified_count

    def take(self, claimed: Message) -> bool:
        """By its version: of several senders one wins. One document changes, so no transaction is needed."""
        document = self._documents.to_document(claimed)
        with store_faults():
            done = self._messages.replace_one({"_id": claimed.id, "version": claimed.version - 1}, document)
        return done.matched_count == 1

    def news(self, timeout: float) -> Iterator[None]:
        """New messages wake their sender; those to be tried again are found at the latest after ``timeout``."""
        return arrivals(self._database, COLLECTION, timeout)

    def messages(self, about: str | None, after: Place | None, limit: int) -> list[Message]:
        """The newest first."""
        wanted: dict[str, Any] = {} if about is None else {"about": about}
        if after is not None:
            moment, id = after
            wanted["$or"] = [{"asked_at": {"$lt": moment}}, {"asked_at": moment, "_id": {"$lt": id}}]
        with store_faults():
            rows = list(self._messages.find(wanted).sort(list(NEWEST_FIRST)).limit(limit))
        return [self._documents.from_document(row) for row in rows]
