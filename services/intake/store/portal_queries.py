"""Which dossiers the portal lacks something of: a mark inside each dossier's document, laid anew by every save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database

from services.intake.domain.account import Account, Role
from services.intake.domain.errors import Words
from services.intake.domain.portal.dossier_data import Officer
from services.intake.domain.status import Status
from services.intake.store.personal_fields import PersonalFields
from services.intake.store.portal_documents import MARKS, read_mark
from services.intake.use_cases.portal_ports import Behind, BehindPage, BehindRow
from shared.store.change import Key, Work
from shared.store.faults import store_faults

Document = dict[str, Any]
FIELD, TRY_AT = "portal", "portal.try_at"
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
MOST_COUNTED = 10_000
TITLES = {Role.RECEPTION: "Cán bộ Bộ phận Một cửa", Role.LEADER: "Lãnh đạo", Role.ADMIN: "Quản trị hệ thống"}
DOSSIER_INDEX = IndexModel(
    [(TRY_AT, ASCENDING), ("_id", ASCENDING)],
    name="portal",
    partialFilterExpression={TRY_AT: {"$type": "date"}},
)
PAPER_INDEX = IndexModel(
    [("portal_new", ASCENDING), ("_id", ASCENDING)],
    name="portal",
    partialFilterExpression={"portal_new": True},
)


def behind_mark() -> Document:
    """What every save of a dossier writes beside its state: the portal lacks this version."""
    return {"try_at": AT_ONCE, "turn": 0}


class BehindQueries:
    """Implements ``use_cases.portal_ports.BehindStore``; changes the mark alone, never a dossier's state or version."""

    def __init__(self, database: Database[Document], fields: PersonalFields) -> None:
        self._fields = fields
        self._dossiers = database["dossiers"]
        self._papers = database["papers"]
        self._marks = database[MARKS]

    def due(self, now: datetime, limit: int) -> Sequence[Behind]:
        wanted = {TRY_AT: {"$type": "date", "$lte": now}}
        with store_faults():
            found = self._dossiers.find(wanted, {FIELD: 1}).sort([(TRY_AT, ASCENDING), ("_id", ASCENDING)]).limit(limit)
            return [Behind(one["_id"], one[FIELD]) for one in found]

    def settle(self, one: Behind, version: int) -> None:
        unchanged = {"_id": one.code, "version": version, FIELD: dict(one.seen)}
        with store_faults():
            self._dossiers.update_one(unchanged, {"$set": {FIELD: {"synced_version": version}}})

    def put_off(self, one: Behind, until: datetime) -> None:
        with store_faults():
            self._dossiers.update_one({"_id": one.code, FIELD: dict(one.seen)}, {"$set": {TRY_AT: until}})

    def hurry(self, code: str | None = None) -> None:
        wanted: Document = {TRY_AT: {"$type": "date", "$gt": AT_ONCE}}
        if code is not None:
            wanted["_id"] = code
        with store_faults():
            self._dossiers.update_many(wanted, {"$set": {TRY_AT: AT_ONCE}, "$inc": {"portal.turn": 1}})

    def gather_papers(self, limit: int) -> int:
        """The dossier's mark first: a crash in between marks it once more, never not at all."""
        with store_faults():
            found = list(self._papers.find({"portal_new": True}, {"dossier": 1, "version": 1}).limit(limit))
            for code in sorted({one["dossier"] for one in found}):
                change = {"$set": {TRY_AT: AT_ONCE}, "$inc": {"portal.turn": 1}}
                self._dossiers.update_one({"_id": code}, change)
            for one in found:
                same = {"_id": one["_id"], "version": one["version"]}
                self._papers.update_one(same, {"$unset": {"portal_new": ""}})
        return len(found)

    def mark_older(self) -> int:
        """Dossiers that were kept before there was a mark are behind too; how many. Raises StoreAway."""
        with store_faults():
            done = self._dossiers.update_many({FIELD: {"$exists": False}}, {"$set": {FIELD: behind_mark()}})
        return int(done.modified_count)

    def page(self, unit: str, after: str | None, limit: int) -> BehindPage:
        wanted: Document = {"unit": unit, TRY_AT: {"$type": "date"}}
        if after:
            wanted["_id"] = {"$gt": after}
        fields = {"status": 1, "procedure.name": 1, "filed_at": 1, FIELD: 1}
        with store_faults():
            found = list(self._dossiers.find(wanted, fields).sort("_id", ASCENDING).limit(limit + 1))
            ids = [one["_id"] for one in found]
            marks = {one["_id"]: read_mark(one, self._fields) for one in self._marks.find({"_id": {"$in": ids}})}
        rows = tuple(_row(one, marks) for one in found[:limit])
        return BehindPage(rows, rows[-1].code if len(found) > limit else None)

    def is_behind(self, code: str) -> bool:
        with store_faults():
            return self._dossiers.find_one({"_id": code, TRY_AT: {"$type": "date"}}, {"_id": 1}) is not None

    def count(self, unit: str) -> int:
        wanted = {"unit": unit, TRY_AT: {"$type": "date"}}
        with store_faults():
            return self._dossiers.count_documents(wanted, limit=MOST_COUNTED)


class OfficerNames:
    """Implements ``use_cases.portal_ports.Names`` on the accounts of staff."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def officers(self, actors: frozenset[str]) -> Mapping[str, Officer]:
        names = {actor: actor.removeprefix("staff:") for actor in actors}
        found = self._work.load(*(Key(Account, one) for one in names.values()))
        officers = {}
        for actor, name in names.items():
            account = found.get(Account, name)
            if account is not None:
                title = next((TITLES[role] for role in account.roles if role in TITLES), "")
                officers[actor] = Officer(account.display_name.vi, title)
        return officers


def _row(document: Document, marks: Mapping[str, Any]) -> BehindRow:
    name = document["procedure"]["name"]
    try_at = document[FIELD]["try_at"]
    return BehindRow(
        document["_id"],
        Words(name["vi"], name["en"]),
        Status(document["status"]),
        document["filed_at"],
        None if try_at <= AT_ONCE else try_at,
        marks.get(document["_id"]),
    )
