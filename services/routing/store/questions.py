"""Answers the questions about many cases from MongoDB, every one of them along an index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import pymongo
from bson import MaxKey
from pymongo.cursor import Cursor
from pymongo.database import Database

from services.routing.domain.agency import Agency
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from services.routing.store import collections
from services.routing.store.case_documents import NORMAL, URGENT, case_from_document, is_work, place
from services.routing.store.reference_documents import agency_from_document, route_from_document
from services.routing.use_cases.questions import MOST_COUNTED, Place, TaskQuery, TaskRow, Turn
from shared.ordering import RuleVersions, Waiting, in_order
from shared.store.faults import store_faults
from shared.working_time.calendar import local

BY_DATE = [("queue_due", pymongo.ASCENDING), ("_id", pymongo.ASCENDING)]
SMALLEST = "\0"  # a text with this behind it is the very next one in any order


class MongoQuestions:
    """Implements ``use_cases.questions.Questions``."""

    def __init__(self, database: Database[dict[str, Any]], order: RuleVersions, clock: Callable[[], datetime]) -> None:
        """``order`` bounds how far the preferred go first."""
        self._database = database
        self._order = order
        self._clock = clock

    def tasks(self, query: TaskQuery) -> list[TaskRow]:
        """Tasks of up to ``limit`` cases in the order of turns; at most one case more is read of each line."""
        turn = query.after or Turn(self._clock())
        rules = self._order.on(local(turn.now).date())
        rows: list[TaskRow] = []
        with store_faults():
            preferred, others = (_waiting(line) for line in self.task_cursors(query))
            for one in islice(in_order(preferred, others, turn.now, rules, turn.in_a_row), query.limit):
                document = one.waiting.key
                at = (document["queue_due"], document["_id"])
                turn = turn.after(at, one.in_a_row, first=one.waiting.first)
                rows += _rows(document, query, turn)
        return rows

    def task_cursors(self, query: TaskQuery) -> tuple[Cursor[dict[str, Any]], Cursor[dict[str, Any]]]:
        """The preferred and the others before they are asked for, so that a test can see how it would be done."""
        at = place(query.agency_key, query.status)
        after = query.after
        return (
            self._line(at, URGENT, after.preferred if after else None, query.limit),
            self._line(at, NORMAL, after.others if after else None, query.limit),
        )

    def _line(self, at: str, rank: int, last: Place | None, limit: int) -> Cursor[dict[str, Any]]:
        found = self._database[collections.CASES].find({"places": at, "rank": rank}).sort(BY_DATE).limit(limit)
        return _behind(found, at, rank, last) if last else found

    def count(self, query: TaskQuery) -> int:
        """How many cases have such a task, counted no further than ``MOST_COUNTED``."""
        wanted = {"places": place(query.agency_key, query.status)}
        with store_faults():
            return self._database[collections.CASES].count_documents(wanted, limit=MOST_COUNTED)

    def agencies(self) -> list[Agency]:
        """All agencies by code."""
        with store_faults():
            found = self._database[collections.AGENCIES].find().sort("code", pymongo.ASCENDING)
            return [agency_from_document(document) for document in found]

    def routes(self, after: str | None, limit: int) -> list[Route]:
        """Routes by procedure code."""
        wanted = {"_id": {"$gt": after}} if after else {}
        with store_faults():
            found = self._database[collections.ROUTES].find(wanted).sort("_id", pymongo.ASCENDING).limit(limit)
            return [route_from_document(document) for document in found]

    def route_versions(self, id: str) -> list[int]:
        """The numbers of a route's kept versions, the newest first."""
        with store_faults():
            found = self._database[collections.ROUTE_VERSIONS].find({"route": id}, {"number": True})
            return [one["number"] for one in found.sort("number", pymongo.DESCENDING)]


def _waiting(found: Iterable[dict[str, Any]]) -> Iterator[Waiting[dict[str, Any]]]:
    return (Waiting(one, one["queue_due"], one["rank"] == URGENT) for one in found)


def _behind(found: Cursor[dict[str, Any]], at: str, rank: int, last: Place) -> Cursor[dict[str, Any]]:
    """Begin in the index right behind the last one: a filter would walk there from the first page on each time."""
    due, code = last
    fields = list(collections.URGENCY_INDEX)
    begin: list[tuple[str, Any]] = list(zip(fields, (at, rank, due, code + SMALLEST), strict=True))
    end: list[tuple[str, Any]] = [(fields[0], at), (fields[1], rank), *((name, MaxKey()) for name in fields[2:])]
    return found.min(begin).max(end).hint(list(collections.URGENCY_INDEX.items()))


def _rows(document: dict[str, Any], query: TaskQuery, turn: Turn) -> list[TaskRow]:
    case = case_from_document(document)
    return [TaskRow(task, case, turn) for task in case.tasks if _is_wanted(task, query)]


def _is_wanted(task: Task, query: TaskQuery) -> bool:
    if query.agency_key not in (None, task.agency_key):
        return False
    return task.status is query.status if query.status else is_work(task)
