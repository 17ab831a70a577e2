"""What intake told and what was found, looked up for the balance; every question along an index."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pymongo.database import Database

from services.routing.domain.balance import DayTold, Difference, Doubt, PageListed
from services.routing.store import balance_documents as documents
from services.routing.store.collections import CASES
from services.routing.use_cases.balance_ports import CaseLook
from shared.store.faults import store_faults
from shared.store.on_the_way import on_the_way
from shared.store.tallies import Tallies
from shared.store.tally import OnTheWay

OPEN = {"is_open": True}


def case_tallies(database: Database[dict[str, Any]]) -> Tallies:
    """The kept counts of cases."""
    fees = database[documents.FEES]

    def waiting_for_fee(codes: Sequence[str]) -> frozenset[str]:
        unpaid = {"$or": [{"paid_for": None}, {"$expr": {"$lt": ["$paid_for", "$requested_at"]}}]}
        asked = {"_id": {"$in": list(codes)}, "requested_at": {"$ne": None}, **unpaid}
        return frozenset(one["_id"] for one in fees.find(asked, {"_id": 1}))

    return Tallies(database, documents.counted_cases(waiting_for_fee))


class MongoBook:
    """Implements ``use_cases.balance_ports.Book``."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._database = database

    def told(self) -> Mapping[str, tuple[int, str]]:
        """Without the pages: few and small."""
        with store_faults():
            found = self._database[documents.DAYS].find({}, {"accepted": 1, "digest": 1})
            return {one["_id"]: (one["accepted"], one["digest"]) for one in found}

    def told_days(self, days: Collection[str]) -> Sequence[DayTold]:
        """These days with their pages."""
        return [documents.day_from_document(one) for one in self._by_id(documents.DAYS, days)]

    def doubts(self) -> Sequence[Doubt]:
        """The open ones, the oldest first."""
        with store_faults():
            return [documents.doubt_from_document(one) for one in self._open(documents.DOUBTS)]

    def known_doubts(self, pages: Collection[str]) -> Mapping[str, Doubt]:
        """Open or not."""
        return {one["_id"]: documents.doubt_from_document(one) for one in self._by_id(documents.DOUBTS, pages)}

    def lists(self, pages: Collection[str]) -> Mapping[str, PageListed]:
        """Intake's last list of each page."""
        return {one["_id"]: documents.list_from_document(one) for one in self._by_id(documents.LISTS, pages)}

    def differences(self) -> Sequence[Difference]:
        """The open ones, the oldest first."""
        with store_faults():
            return [documents.difference_from_document(one) for one in self._open(documents.DIFFERENCES)]

    def known_differences(self, codes: Collection[str]) -> Mapping[str, Difference]:
        """Open or not."""
        found = self._by_id(documents.DIFFERENCES, codes)
        return {one["_id"]: documents.difference_from_document(one) for one in found}

    def looks(self, codes: Collection[str]) -> Mapping[str, CaseLook]:
        """As little of a case as says who has it: one that was damaged is shown all the same."""
        return {one["_id"]: _look(one) for one in self._by_id(CASES, codes)}

    def on_the_way(self, codes: Collection[str]) -> Mapping[str, Sequence[OnTheWay]]:
        """The messages about these dossiers that have not taken effect here."""
        return on_the_way(self._database, codes)

    def _open(self, collection: str) -> list[dict[str, Any]]:
        return list(self._database[collection].find(OPEN).sort("since", 1))

    def _by_id(self, collection: str, ids: Collection[str]) -> list[dict[str, Any]]:
        if not ids:
            return []
        with store_faults():
            return list(self._database[collection].find({"_id": {"$in": list(ids)}}))


def _look(case: Mapping[str, Any]) -> CaseLook:
    tasks = tuple((one["id"], one["agency_name"], one["status"]) for one in case["tasks"])
    bearers = {id.rpartition(":")[0] for id, _, _ in tasks} - {case["_id"]}
    return CaseLook(tasks, min(bearers) if bearers else None)
