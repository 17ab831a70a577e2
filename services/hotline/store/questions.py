"""Answers the questions about many petitions and about callers from MongoDB, every one of them along an index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bson import MaxKey, MinKey
from pymongo import ASCENDING, DESCENDING
from pymongo.cursor import Cursor
from pymongo.database import Database

from services.hotline.domain.calendar import ALL, Calendars
from services.hotline.domain.petition import Petition
from services.hotline.store import collections
from services.hotline.store.petition_documents import place, read_row
from services.hotline.store.sealing import last_digits_digest
from services.hotline.store.veil import Veil
from services.hotline.use_cases.ports import MOST_COUNTED, Group, PetitionQuery
from shared.security.fields import BlindIndex
from shared.store.change import Key, Work
from shared.store.faults import store_faults
from shared.working_time import Calendar

Document = dict[str, Any]
SMALLEST = "\0"  # a text with this behind it is the very next one in any order
LAST_DIGITS = 4


class MongoPetitions:
    """Implements ``use_cases.ports.Petitions`` and ``jobs.CodesInUse``."""

    def __init__(self, database: Database[Document], veil: Veil) -> None:
        self._collection = database[collections.PETITIONS]
        self._veil = veil

    def page(self, query: PetitionQuery) -> Sequence[Petition]:
        """Begins in the index right behind the last one seen, and reads no more than it shows."""
        with store_faults():
            return [read_row(document) for document in self.cursor(query)]

    def cursor(self, query: PetitionQuery) -> Cursor[Document]:
        """The question before it is asked, so that a test can see how it would be answered."""
        order = ASCENDING if query.group is Group.OPEN else DESCENDING
        begin, end = _bounds(query, order)
        wanted = {"places": place(query.group, query.officer), **self._veil.without()}
        found = self._collection.find(wanted).min(begin).max(end)
        walked = found.hint(list(collections.LIST_INDEX.items()))
        return walked.sort([("order_at", order), ("_id", order)]).limit(query.limit)

    def count(self, query: PetitionQuery) -> int:
        """Counted no further than MOST_COUNTED."""
        start, before = query.span
        span = {name: at for name, at in (("$gte", start), ("$lt", before)) if at}
        asked: Document = {"places": place(query.group, query.officer), **({"order_at": span} if span else {})}
        wanted = {**asked, **self._veil.without()}
        with store_faults():
            return self._collection.count_documents(wanted, limit=MOST_COUNTED)

    def existing(self, codes: Sequence[str]) -> Iterable[str]:
        """Those of the codes that petitions have. Raises StoreAway."""
        with store_faults():
            return [one["_id"] for one in self._collection.find({"_id": {"$in": list(codes)}}, {"_id": 1})]


class MongoCallers:
    """Implements ``use_cases.ports.Callers``: asks for code and digest at once, and opens nothing."""

    def __init__(self, database: Database[Document], index: BlindIndex) -> None:
        self._collection = database[collections.DOSSIERS]
        self._index = index

    def is_owner(self, dossier: str, digits: str) -> bool:
        short = len(digits) == LAST_DIGITS
        digest = last_digits_digest(self._index, dossier, digits) if short else self._index.digest("phone", digits)
        with store_faults():
            return self._collection.find_one({"_id": dossier, "blind": digest}, {"_id": 1}) is not None


def known_calendar(work: Work, id: str) -> Calendar:
    """The calendar as intake last told it. Raises StoreAway."""
    kept = work.load(Key(Calendars, ALL)).get(Calendars, ALL) or Calendars()
    return kept.calendar(id)


def _bounds(query: PetitionQuery, order: int) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
    """Where in the index to begin (included) and to end (not included)."""
    names = list(collections.LIST_INDEX)
    at, (start, before) = place(query.group, query.officer), query.span
    begin: tuple[Any, ...] = (at, start or MinKey(), MinKey())
    end: tuple[Any, ...] = (at, before or MaxKey(), MinKey() if before else MaxKey())
    if query.after is not None:
        moment, code = query.after
        if order == ASCENDING:
            begin = (at, moment, code + SMALLEST)
        else:
            end = (at, moment, code)
    return list(zip(names, begin, strict=True)), list(zip(names, end, strict=True))
