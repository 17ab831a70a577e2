"""Catalogue, calendar and accounts: small, read on every request, so kept for some seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Generic, TypeVar

from pymongo.database import Database

from services.intake.domain.account import Account
from services.intake.domain.calendar_plan import CalendarPlan
from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.procedure import Procedure
from services.intake.domain.procedure_data import procedure_from_data
from services.intake.domain.shelf import Shelf
from services.intake.store.reference_documents import PROCEDURES, read_history, write_history
from shared.store.change import Key, StoreAway, Work
from shared.store.faults import store_faults
from shared.working_time import Calendar

Document = dict[str, Any]
T = TypeVar("T")
KEPT_FOR_SECONDS = 10.0
CATALOGUE_SECONDS = 2.0
WHOLE = {"versions": {"$exists": True}}


class Kept(Generic[T]):
    """A value read again after some seconds; while it can be read no more, a fault is told and nothing stale."""

    def __init__(
        self, read: Callable[[], T], seconds: float = KEPT_FOR_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._read = read
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._found: tuple[float, T] | None = None

    def get(self) -> T:
        with self._lock:
            now = self._clock()
            if self._found is None or now - self._found[0] > self._seconds:
                self._found = (now, self._read())
            return self._found[1]


class CatalogueStore:
    """Implements ``use_cases.ports.Catalogue`` on ``procedures``: one document a code, with all its versions.

    Looked at again after some seconds; only what changed since is read.
    """

    def __init__(self, database: Database[Document]) -> None:
        self._collection = database[PROCEDURES.collection]
        self._shelf = Shelf()
        self._kept = Kept(self._load, CATALOGUE_SECONDS)

    def current(self, code: str, day: date) -> Procedure | None:
        return self._kept.get().current(code, day)

    def all(self, day: date) -> Sequence[Procedure]:
        return self._kept.get().all(day)

    def history(self, code: str) -> ProcedureHistory | None:
        return self._kept.get().history(code)

    def histories(self) -> Sequence[ProcedureHistory]:
        return tuple(self._kept.get().histories.values())

    def _load(self) -> Shelf:
        known = self._shelf.histories
        with store_faults():
            there = {one["_id"]: one["version"] for one in self._collection.find(WHOLE, {"version": 1})}
            changed = [code for code, version in there.items() if code not in known or known[code].version != version]
            if not changed and len(there) == len(known):
                return self._shelf
            fresh = (read_history(one) for one in self._collection.find({"_id": {"$in": changed}, **WHOLE}))
            self._shelf = Shelf({**{code: known[code] for code in there if code in known}, **by_code(fresh)}.values())
        return self._shelf


def by_code(histories: Iterable[ProcedureHistory]) -> dict[str, ProcedureHistory]:
    return {one.code: one for one in histories}


def gather_versions(database: Database[Document]) -> int:
    """Catalogues of an earlier make held one document a version: each code's become one. How many codes; StoreAway."""
    collection = database[PROCEDURES.collection]
    with store_faults():
        older: dict[str, list[Procedure]] = {}
        for one in collection.find({"versions": {"$exists": False}}).sort("version", 1):
            older.setdefault(one["code"], []).append(procedure_from_data(one))
        for code, versions in older.items():
            history = ProcedureHistory(code, tuple(replace(one, version=n) for n, one in enumerate(versions, 1)))
            collection.update_one({"_id": code}, {"$setOnInsert": write_history(history)}, upsert=True)
            collection.delete_many({"code": code, "versions": {"$exists": False}})
    return len(older)


class CalendarStore:
    """Implements ``use_cases.ports.Calendars``."""

    def __init__(self, work: Work, id: str, plan: CalendarPlan | None = None, unit: str = "") -> None:
        """``unit`` is whose calendar is the current one; without a plan everybody works by the calendar ``id``."""
        self._work = work
        self._plan = plan or CalendarPlan(id, {})
        self._unit = unit
        self._kept: dict[str, Kept[Calendar]] = {}

    def current(self) -> Calendar:
        return self.of(self._unit)

    def of(self, agency: str) -> Calendar:
        kept = self._kept.setdefault(agency, Kept(lambda: self.fresh(agency)))
        return kept.get()

    def fresh(self, agency: str) -> Calendar:
        """The same, read now. Raises StoreAway."""
        ids = [id for _, id in self._plan.calendars_of(agency)]
        loaded = self._work.load(*(Key(Calendar, id) for id in ids))
        found = {id: calendar for id in ids if (calendar := loaded.get(Calendar, id))}
        missing = [id for id in ids if id not in found]
        if missing:
            raise StoreAway(f"there is no calendar {', '.join(missing)} yet: run init")
        return self._plan.composed(agency, found)


class AccountStore:
    """Implements ``use_cases.ports.Accounts``."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def find(self, username: str) -> Account | None:
        return self._work.load(Key(Account, username)).get(Account, username)
