"""Answers what an agency's inbox asks from MongoDB: a page costs as much at a million cases as at ten."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

import pymongo
from bson import MaxKey, MinKey
from pymongo.cursor import Cursor
from pymongo.database import Database

from services.routing.domain.officer import Officer
from services.routing.domain.task import TaskStatus
from services.routing.store.assignment_documents import OFFICERS, officer_from_document
from services.routing.store.case_documents import NORMAL, URGENT
from services.routing.store.collections import ROUTES
from services.routing.store.inbox_rows import BY_DUE, BY_TIME, INBOX, PAUSED_DUE, mark
from services.routing.use_cases.inbox import GONE, InboxQuery, InboxRow, Named, Sort
from services.routing.use_cases.questions import Place, Turn
from shared.ordering import RuleVersions, Waiting, in_order
from shared.store.faults import store_faults
from shared.working_time.calendar import local

SMALLEST = "\0"  # a text with this behind it is the very next one in any order
MOST_OFFICERS = 200
Document = dict[str, Any]
Line = Cursor[Document]


class MongoInboxQuestions:
    """Implements ``use_cases.inbox.InboxQuestions``."""

    def __init__(self, database: Database[Document], order: RuleVersions, clock: Callable[[], datetime]) -> None:
        """``order`` bounds how far the preferred go first."""
        self._database = database
        self._order = order
        self._clock = clock

    def rows(self, query: InboxQuery) -> list[InboxRow]:
        with store_faults():
            if is_by_time(query):
                newest = heapq.merge(*self.lines(query), key=_moved, reverse=True)
                return [_row(one, _moved(one)) for one in islice(newest, query.limit)]
            if query.sort is Sort.DUE:
                due = heapq.merge(*self.lines(query), key=_due)
                return [_row(one, _due(one)) for one in islice(due, query.limit)]
            return self._by_turn(query)

    def lines(self, query: InboxQuery) -> list[Line]:
        """The cursors before they are asked for, so that a test can see how it would be done."""
        if is_by_time(query):
            return [self._by_time(query, one) for one in _marks(query)]
        return [self._by_due(query, one, rank) for rank in (URGENT, NORMAL) for one in _marks(query)]

    def count(self, query: InboxQuery, most: int) -> int:
        """Reads no more than ``most`` of each line."""
        with store_faults():
            return min(most, sum(self._counted(query, one, most) for one in _marks(query)))

    def choices(self, agency: str) -> tuple[Sequence[Named], Sequence[Named]]:
        """Asks the routes, of which there are as many as procedures, never the tasks."""
        procedures, steps = {}, {}
        with store_faults():
            for route in self._database[ROUTES].find({"steps.agency": agency}, {"name": 1, "steps": 1}):
                procedures[route["_id"]] = Named(route["_id"], route["name"], route["name"])
                own = [one for one in route["steps"] if one["agency"] == agency]
                steps.update({one["id"]: Named(one["id"], one["name"], one["name_en"]) for one in own})
        return sorted(procedures.values(), key=lambda one: one.name), sorted(steps.values(), key=lambda one: one.name)

    def officers(self, unit: str) -> Sequence[Officer]:
        with store_faults():
            found = self._database[OFFICERS].find({"unit": unit}).sort("_id", pymongo.ASCENDING).limit(MOST_OFFICERS)
            return [officer_from_document(one) for one in found]

    def _by_turn(self, query: InboxQuery) -> list[InboxRow]:
        turn = query.after if isinstance(query.after, Turn) else Turn(self._clock())
        rules = self._order.on(local(turn.now).date())
        lines = self.lines(query)
        preferred, others = lines[: len(lines) // 2], lines[len(lines) // 2 :]
        rows = []
        ordered = in_order(_waiting(preferred), _waiting(others), turn.now, rules, turn.in_a_row)
        for one in islice(ordered, query.limit):
            turn = turn.after(_due(one.waiting.key), one.in_a_row, first=one.waiting.first)
            rows.append(_row(one.waiting.key, turn))
        return rows

    def _by_due(self, query: InboxQuery, mark: str, rank: int) -> Line:
        last = _last_of(query, rank)
        first = query.due_from if query.due_from is not None else MinKey()
        until = _end_of_dates(query)
        begin = (mark, rank, *(_behind(last) if last else (first, MinKey())))
        end = (mark, rank, until if until is not None else MaxKey(), MinKey() if until is not None else MaxKey())
        found = self._database[INBOX].find({"marks": mark, "rank": rank, "open": True})
        order = [("due", pymongo.ASCENDING), ("_id", pymongo.ASCENDING)]
        return _bounded(found.sort(order).limit(query.limit), BY_DUE, begin, end)

    def _by_time(self, query: InboxQuery, mark: str) -> Line:
        last = query.after if isinstance(query.after, tuple) else None
        begin, end = (mark, MinKey(), MinKey()), (mark, *(last or (MaxKey(), MaxKey())))
        order = [("moved_at", pymongo.DESCENDING), ("_id", pymongo.DESCENDING)]
        return _bounded(self._database[INBOX].find({"marks": mark}).sort(order).limit(query.limit), BY_TIME, begin, end)

    def _counted(self, query: InboxQuery, mark: str, most: int) -> int:
        if query.status in GONE:
            return self._database[INBOX].count_documents({"marks": mark}, limit=most, hint=list(BY_TIME.items()))
        wanted: Document = {"marks": mark, "open": True, "rank": {"$in": [URGENT, NORMAL]}}
        until = _end_of_dates(query)
        dates = {"$gte": query.due_from} if query.due_from is not None else {}
        if until is not None:
            dates["$lt"] = until
        if dates:
            wanted["due"] = dates
        return self._database[INBOX].count_documents(wanted, limit=most, hint=list(BY_DUE.items()))


def is_by_time(query: InboxQuery) -> bool:
    """What is over has no turn any more: its list is one of times."""
    return query.sort is Sort.NEWEST or query.status in GONE


def _marks(query: InboxQuery) -> list[str]:
    """One for each of the holders; no task has two of them."""
    holders: Sequence[str | None] = tuple(dict.fromkeys(query.holders)) or (None,)
    return [mark(query.agency_key, query.status, one, query.procedure, query.step) for one in holders]


def _last_of(query: InboxQuery, rank: int) -> Place | None:
    if isinstance(query.after, Turn):
        return query.after.preferred if rank == URGENT else query.after.others
    return query.after


def _behind(last: Place) -> tuple[datetime, str]:
    return last[0], last[1] + SMALLEST


def _end_of_dates(query: InboxQuery) -> datetime | None:
    """A span of dates has an end: what is paused, or has no limit, is in no span."""
    return PAUSED_DUE if query.due_from is not None and query.due_until is None else query.due_until


def _bounded(found: Line, index: dict[str, int], begin: tuple[Any, ...], end: tuple[Any, ...]) -> Line:
    """Begin and end in the index itself: a filter would walk there from the first page on each time."""
    names = list(index)
    return (
        found.min(list(zip(names, begin, strict=True)))
        .max(list(zip(names, end, strict=True)))
        .hint(list(index.items()))
    )


def _waiting(lines: Sequence[Line]) -> Iterator[Waiting[Document]]:
    return (Waiting(one, one["due"], one["rank"] == URGENT) for one in heapq.merge(*lines, key=_due))


def _due(row: Document) -> Place:
    return row["due"], row["_id"]


def _moved(row: Document) -> Place:
    return row["moved_at"], row["_id"]


def _row(row: Document, after: Turn | Place) -> InboxRow:
    return InboxRow(
        task_id=row["_id"],
        dossier=row["dossier"],
        status=TaskStatus(row["status"]),
        assignee=row["assignee"],
        procedure=row["procedure"],
        step=row["step"]["id"],
        name=row["step"]["name"],
        name_en=row["step"]["name_en"],
        applicant_kind=row["applicant_kind"],
        priority=row["priority"],
        due_at=row["due_at"],
        given_at=row["given_at"],
        after=after,
    )
