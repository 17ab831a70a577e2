"""Counts of messages by day, template and provider: one document a day, counted anew when one of its messages changed.

A day may be counted twice, at once or after a crash, and is right each time; a running counter would not be.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from pymongo.database import Database

from services.notifications.domain.figures import COUNTS, PROMPT, Figures
from services.notifications.domain.message import Channel, Status
from services.notifications.store.message_documents import COLLECTION as MESSAGES
from services.notifications.store.message_search import ZONE, day_bounds
from services.notifications.use_cases.seeing.figures import Kept
from services.notifications.use_cases.templates.trying import ABOUT as TRIAL
from shared.store.faults import store_faults

COLLECTION = "figures"
MARK = "counted"
# What was committed just before a count may carry an earlier moment: so far back is looked again.
OVERLAP = timedelta(minutes=5)
LAST = {"$ifNull": [{"$last": "$attempts.provider"}, ""]}
TAKEN = {"$gt": ["$accepted_at", None]}
NOT_MEANT = [Status.SKIPPED.value, Status.SUPERSEDED.value]
AT_ONCE = {"$and": [{"$ne": [{"$ifNull": ["$put_off", False]}, True]}, {"$not": [{"$in": ["$status", NOT_MEANT]}]}]}
IN_TIME = {"$lte": [{"$subtract": ["$accepted_at", "$asked_at"]}, round(PROMPT.total_seconds() * 1_000)]}
WHEN = {
    "at_once": AT_ONCE,
    "prompt": {"$and": [AT_ONCE, TAKEN, IN_TIME]},
    "taken": TAKEN,
    "delivered": {"$eq": ["$status", Status.DELIVERED.value]},
    "failed": {"$in": ["$status", [Status.PERMANENTLY_FAILED.value, Status.EXPIRED.value]]},
    "unknown": {"$and": [{"$eq": ["$status", Status.UNKNOWN.value]}, {"$lte": ["$due_at", None]}]},
    "not_sent": {"$in": ["$status", NOT_MEANT]},
}
PARTS = {"$cond": [TAKEN, {"$cond": [{"$eq": ["$channel", Channel.SMS.value]}, "$parts", 1]}, 0]}


class MongoFigures:
    """Implements ``FigureStore``."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._figures = database[COLLECTION]
        self._messages = database[MESSAGES]

    def recount(self, now: datetime) -> int:
        """Count every day anew in which something changed since the last count; how many. Raises StoreAway."""
        with store_faults():
            mark = self._figures.find_one({"_id": MARK}) or {}
            days = self._changed_days(mark.get("at"))
            for day in days:
                self._figures.replace_one({"_id": day}, {"_id": day, "rows": self._counted(day)}, upsert=True)
            self._figures.update_one({"_id": MARK}, {"$set": {"at": now}}, upsert=True)
        return len(days)

    def rows(self, first: date, last: date) -> list[Figures]:
        wanted = {"_id": {"$gte": first.isoformat(), "$lte": last.isoformat()}}
        with store_faults():
            days = list(self._figures.find(wanted).sort("_id"))
        return [_figures(date.fromisoformat(day["_id"]), row) for day in days for row in day["rows"]]

    def kept(self) -> Kept:
        with store_faults():
            mark = self._figures.find_one({"_id": MARK}) or {}
        return Kept(mark.get("at"), mark.get("forgotten", 0))

    def add_forgotten(self, count: int) -> None:
        """So many more messages whose content is gone. Raises StoreAway."""
        with store_faults():
            self._figures.update_one({"_id": MARK}, {"$inc": {"forgotten": count}}, upsert=True)

    def _changed_days(self, since: datetime | None) -> list[str]:
        changed = {"$match": {"changed_at": {"$gte": since - OVERLAP}}} if since else {"$match": {}}
        day = {"$dateToString": {"date": "$asked_at", "format": "%Y-%m-%d", "timezone": str(ZONE)}}
        found = self._messages.aggregate([changed, {"$group": {"_id": day}}], hint="changed")
        return sorted(one["_id"] for one in found)

    def _counted(self, day: str) -> list[dict[str, Any]]:
        sums = {name: {"$sum": {"$cond": [when, 1, 0]}} for name, when in WHEN.items()}
        found = self._messages.aggregate(
            [
                {"$match": {"asked_at": day_bounds(date.fromisoformat(day)),
                            "about": {"$not": re.compile(f"^{re.escape(TRIAL)}")}}},
                {"$group": {
                    "_id": {"template": "$template", "event": "$event", "channel": "$channel", "provider": LAST},
                    "asked": {"$sum": 1}, **sums, "parts": {"$sum": PARTS},
                }},
                {"$sort": {"_id": 1}},
            ],
            hint="newest",
        )  # fmt: skip
        return [{**row.pop("_id"), **row} for row in found]


def _figures(day: date, row: dict[str, Any]) -> Figures:
    counts = {name: row[name] for name in COUNTS}
    return Figures(day, row["template"], row["event"], Channel(row["channel"]), row["provider"], **counts)
