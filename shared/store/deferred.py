"""Events whose handler was not ready or failed, waiting for a later attempt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from pymongo import ASCENDING
from pymongo.client_session import ClientSession
from pymongo.database import Database

from shared.bus.ports import Deferred
from shared.store.clock import Clock
from shared.store.connection import Document
from shared.store.messages import Message, clean

COLLECTION = "deferred"
LEASE = timedelta(minutes=1)


class DeferredRows:
    """The collection. A lease moves a row's due time by a minute, so a row whose timer died comes back by itself.

    No method translates errors: they run in transactions of the caller's. All raise PyMongoError.
    """

    def __init__(self, database: Database[Document], clock: Clock) -> None:
        self._collection = database[COLLECTION]
        self._clock = clock
        self._me = uuid4().hex

    def due(self, now: datetime, limit: int) -> list[Deferred]:
        """Rows that are due, the longest waiting first, each leased to this instance for a minute."""
        due = self._collection.find({"next_attempt_at": {"$lte": now}}, {"next_attempt_at": 1})
        leased = []
        for candidate in due.sort("next_attempt_at", ASCENDING).limit(limit):
            # The due time in the filter lets one timer win where several saw the same row.
            row = self._collection.find_one_and_update(
                candidate, {"$set": {"next_attempt_at": now + LEASE, "leased_by": self._me}}
            )
            if row is not None:
                leased.append(_deferred(row))
        return leased

    def settle(self, id: str) -> None:
        """Remove a row that this instance has on lease; one that was put off meanwhile is on nobody's."""
        self._collection.delete_one({"_id": id, "leased_by": self._me})

    def standing(self, ids: Iterable[str], session: ClientSession) -> dict[str, tuple[int, bool]]:
        """Of these rows those that are there: attempts so far, and whether this instance has it on lease."""
        rows = self._collection.find({"_id": {"$in": list(ids)}}, {"attempt": 1, "leased_by": 1}, session=session)
        return {row["_id"]: (row["attempt"], row["leased_by"] == self._me) for row in rows}

    def waiting(self, ids: Iterable[str]) -> frozenset[str]:
        """Of these rows those that are there."""
        return frozenset(row["_id"] for row in self._collection.find({"_id": {"$in": list(ids)}}, {"_id": 1}))

    def put_off(
        self, message: Message, reason: str, attempt: int, due: datetime, session: ClientSession | None = None
    ) -> None:
        """Make or move the row; a lease on it ends."""
        now = self._clock()
        state = {"reason": clean(reason), "attempt": attempt, "next_attempt_at": due, "leased_by": None, "last_at": now}
        change = {"$set": state, "$setOnInsert": {**message.fields(), "first_at": now}}
        self._collection.update_one({"_id": message.content_id}, change, upsert=True, session=session)

    def remove(self, id: str, session: ClientSession | None = None) -> None:
        """Whoever holds it."""
        self._collection.delete_one({"_id": id}, session=session)


def _deferred(row: Document) -> Deferred:
    message = Message.from_fields(row)
    return Deferred(row["_id"], message.body, message.headers, message.routing_key, row["attempt"], message.user)
