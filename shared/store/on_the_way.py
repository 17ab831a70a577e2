"""Messages about some subjects that have not taken effect yet: not published, put off, or parked."""

from __future__ import annotations

from collections.abc import Collection

from pymongo.database import Database

from shared.store.connection import Document
from shared.store.faults import store_faults
from shared.store.parked import WAITING
from shared.store.tally import NOT_PUBLISHED, PARKED, PUT_OFF, OnTheWay


def on_the_way(database: Database[Document], subjects: Collection[str]) -> dict[str, list[OnTheWay]]:
    """By subject; only by indexes of what waits. Raises StoreAway."""
    if not subjects:
        return {}
    about = {"subject": {"$in": list(subjects)}}
    found: list[OnTheWay] = []
    with store_faults():
        for row in database["events"].find({**about, "pending": True}, {"subject": 1, "type": 1, "held": 1}):
            reason = (row.get("held") or {}).get("reason") or ""
            found.append(OnTheWay(row["subject"], row["type"], NOT_PUBLISHED, reason))
        for row in database["deferred"].find(about, {"subject": 1, "type": 1, "reason": 1}):
            found.append(OnTheWay(row["subject"], row["type"], PUT_OFF, row.get("reason") or ""))
        for row in database["parked"].find({**about, "state": WAITING}, {"subject": 1, "type": 1, "reason": 1}):
            found.append(OnTheWay(row["subject"], row["type"] or "", PARKED, row.get("reason") or ""))
    by_subject: dict[str, list[OnTheWay]] = {}
    for one in found:
        by_subject.setdefault(one.subject, []).append(one)
    return by_subject
