"""Which cases have an opinion that is late and whose asker was not told yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pymongo
from pymongo.database import Database

from services.routing.store.collections import CASES, LONG_AGO
from shared.store.faults import store_faults


class MongoLateOpinions:
    """Implements ``use_cases.ask_opinion.LateOpinions`` over a derived field of the cases."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._cases = database[CASES]

    def late(self, now: datetime, limit: int) -> list[str]:
        """Dossier codes, the latest first; reads only the partial index."""
        wanted = {"opinion_due": {"$gt": LONG_AGO, "$lt": now}}
        with store_faults():
            found = self._cases.find(wanted, {"_id": 1}).sort("opinion_due", pymongo.ASCENDING).limit(limit)
            return [one["_id"] for one in found]
