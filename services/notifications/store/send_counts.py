"""How many messages went where in a window of time, counted for all copies together; forgotten by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.notifications.domain.pace import Rate
from shared.store.faults import store_faults

COLLECTION = "send_counts"
INDEXES = (IndexModel([("forget_at", ASCENDING)], name="forgotten", expireAfterSeconds=0),)
Digest = Callable[[str, str], str]


class MongoSendCounts:
    """Implements ``SendCounts``. ``digest(kind, text)`` hides the recipients."""

    def __init__(self, database: Database[dict[str, Any]], digest: Digest) -> None:
        self._counts = database[COLLECTION]
        self._digest = digest

    def take(self, kind: str, key: str, rate: Rate, now: datetime) -> bool:
        """Count one; False where the window is full already. Raises StoreAway."""
        id = f"{kind}/{self._digest(f'pace/{kind}', key)}/{rate.seconds}/{rate.window(now)}"
        forget_at = rate.window_ends(now) + rate.span
        counted = {"$inc": {"count": 1}, "$setOnInsert": {"forget_at": forget_at}}
        for _ in range(2):  # two that begin a window at once: one of them meets the other's row
            with store_faults():
                try:
                    self._counts.update_one({"_id": id, "count": {"$lt": rate.most}}, counted, upsert=True)
                except DuplicateKeyError:
                    continue
            return True
        return False

    def ensure(self) -> None:
        """Its index. Raises StoreAway."""
        with store_faults():
            self._counts.create_indexes(list(INDEXES))
