"""Which case's clocks are looked at next: claimed by one worker, looked at again when its claim runs out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pymongo
from pymongo.database import Database

from services.routing.store import collections
from services.routing.store.case_documents import AT_ONCE, case_from_document
from services.routing.use_cases.watch_ports import Claim
from shared.store.faults import store_faults

CLAIMED_FOR = timedelta(minutes=1)


class MongoCasesToLookAt:
    """Implements ``use_cases.watch_ports.CasesToLookAt`` over a field that stands beside the case: every save of the
    case sets it to ``AT_ONCE``, so no change is overlooked, whoever makes it."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._cases = database[collections.CASES]

    def claim(self, now: datetime) -> Claim | None:
        until = now + CLAIMED_FOR
        with store_faults():
            found = self._cases.find_one_and_update(
                {"look_at": {"$gte": collections.LONG_AGO, "$lte": now}},
                {"$set": {"look_at": until}},
                sort=[("look_at", pymongo.ASCENDING)],
                return_document=pymongo.ReturnDocument.BEFORE,
            )
        return Claim(case_from_document(found), until) if found else None

    def looked(self, claim: Claim, again_at: datetime | None) -> None:
        this = {"_id": claim.case.id, "version": claim.case.version, "look_at": claim.until}
        with store_faults():
            self._cases.update_one(this, {"$set": {"look_at": again_at}})

    def take_up(self) -> int:
        """Have the cases looked at that were kept before clocks were; how many. Safe to run again. Raises StoreAway."""
        with store_faults():
            found = self._cases.update_many({"look_at": {"$exists": False}}, {"$set": {"look_at": AT_ONCE}})
            return found.modified_count
