"""Catalogue, calendar and accounts: small, read on every request, so kept for some seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from pymongo import ReplaceOne
from pymongo.database import Database

from services.intake.domain.account import Account
from services.intake.domain.calendar_plan import CalendarPlan
from services.intake.domain.procedure import Procedure
from services.intake.store.reference_documents import read_procedure, write_procedure
from shared.store.change import Key, StoreAway, Work
from shared.store.faults import store_faults
from shared.text import search_key
from shared.working_time import Calendar

Document = dict[str, Any]
T = TypeVar("T")
KEPT_FOR_SECONDS = 10.0


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
    """Implements ``use_cases.ports.Catalogue``: every version of every procedure, in the collection ``procedures``."""

    def __init__(self, database: Database[Document]) -> None:
        self._collection = database["procedures"]
        self._all = Kept(self._load)

    def current(self, code: str, day: date) -> Procedure | None:
        return self._in_force(day).get(code)

    def all(self, day: date) -> Sequence[Procedure]:
        found = list(self._in_force(day).values())
        return sorted(found, key=lambda one: (search_key(one.name.vi), one.code))

    def keep(self, procedures: Iterable[Procedure]) -> tuple[int, int]:
        """Write new versions and mend known ones; how many were new, and how many changed. Raises StoreAway."""
        writes = [ReplaceOne({"_id": one.id}, write_procedure(one), upsert=True) for one in procedures]
        if not writes:
            return 0, 0
        with store_faults():
            done = self._collection.bulk_write(writes, ordered=False)
        return done.upserted_count, done.modified_count

    def _load(self) -> tuple[Procedure, ...]:
        with store_faults():
            return tuple(read_procedure(one) for one in self._collection.find())

    def _in_force(self, day: date) -> dict[str, Procedure]:
        found: dict[str, Procedure] = {}
        for one in self._all.get():
            known = found.get(one.code)
            if one.effective_from <= day and (known is None or known.version < one.version):
                found[one.code] = one
        return found


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
