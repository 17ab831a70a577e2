"""Messages found along an index each, whatever is asked first; the recipient lies there as a digest only."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pymongo.cursor import Cursor
from pymongo.database import Database

from services.notifications.domain.message import Message
from services.notifications.store.message_documents import COLLECTION, NEWEST_FIRST, MessageDocuments
from services.notifications.use_cases.ports import Place
from services.notifications.use_cases.seeing.search import Wanted
from shared.store.faults import store_faults

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class MongoSearch:
    """Implements ``MessageSearch``."""

    def __init__(self, database: Database[dict[str, Any]], documents: MessageDocuments) -> None:
        self._messages = database[COLLECTION]
        self._documents = documents

    def find(self, wanted: Wanted, after: Place | None, limit: int) -> list[Message]:
        with store_faults():
            rows = list(self.cursor(wanted, after, limit))
        return [self._documents.from_document(row) for row in rows]

    def cursor(self, wanted: Wanted, after: Place | None, limit: int) -> Cursor[dict[str, Any]]:
        """The question before it is asked, so that a test can see how it would be answered."""
        asked: dict[str, Any] = _filter(wanted)
        if after is not None:
            moment, id = after
            asked["$or"] = [{"asked_at": {"$lt": moment}}, {"asked_at": moment, "_id": {"$lt": id}}]
        return self._messages.find(asked).sort(list(NEWEST_FIRST)).limit(limit)

    def of_event(self, event_id: str) -> list[Message]:
        with store_faults():
            rows = list(self._messages.find({"event_id": event_id}))
        return [self._documents.from_document(row) for row in rows]


def day_bounds(day: date) -> dict[str, datetime]:
    """From a day's beginning in Viet Nam to the next one's."""
    start = datetime.combine(day, time(), ZONE)
    return {"$gte": start, "$lt": start + timedelta(days=1)}


def _filter(wanted: Wanted) -> dict[str, Any]:
    asked = {
        "about": wanted.about, "to_index": wanted.recipient, "status": wanted.status.value if wanted.status else None,
        "attempts.provider": wanted.provider, "event": wanted.event,
        "asked_at": day_bounds(wanted.day) if wanted.day else None,
    }  # fmt: skip
    return {name: value for name, value in asked.items() if value is not None}
