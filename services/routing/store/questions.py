"""Answers the questions about many cases from MongoDB, every one of them along an index."""

from __future__ import annotations

from typing import Any

import pymongo
from bson import MaxKey
from pymongo.cursor import Cursor
from pymongo.database import Database

from services.routing.domain.agency import Agency
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from services.routing.store import collections
from services.routing.store.case_documents import case_from_document, is_work, place
from services.routing.store.reference_documents import agency_from_document, route_from_document
from services.routing.store.waiting_work import IN_ORDER_OF_URGENCY
from services.routing.use_cases.questions import MOST_COUNTED, Place, TaskQuery, TaskRow
from shared.store.faults import store_faults

SMALLEST = "\0"  # a text with this behind it is the very next one in any order


class MongoQuestions:
    """Implements ``use_cases.questions.Questions``."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._database = database

    def tasks(self, query: TaskQuery) -> list[TaskRow]:
        """Tasks of up to ``limit`` cases, the most urgent first."""
        with store_faults():
            documents = list(self.task_cursor(query))
        return [row for document in documents for row in _rows(document, query)]

    def task_cursor(self, query: TaskQuery) -> Cursor[dict[str, Any]]:
        """The question for tasks before it is asked, so that a test can see how it would be answered."""
        at = place(query.agency_key, query.status)
        found = self._database[collections.CASES].find({"places": at}).sort(IN_ORDER_OF_URGENCY).limit(query.limit)
        return _behind(found, at, query.after) if query.after else found

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


def _behind(found: Cursor[dict[str, Any]], at: str, last: Place) -> Cursor[dict[str, Any]]:
    """Begin in the index right behind the last one: a filter would walk there from the first page on each time."""
    rank, due, code = last
    fields = list(collections.URGENCY_INDEX)
    begin: list[tuple[str, Any]] = list(zip(fields, (at, rank, due, code + SMALLEST), strict=True))
    end: list[tuple[str, Any]] = [(fields[0], at), *((name, MaxKey()) for name in fields[1:])]
    return found.min(begin).max(end).hint(list(collections.URGENCY_INDEX.items()))


def _rows(document: dict[str, Any], query: TaskQuery) -> list[TaskRow]:
    case = case_from_document(document)
    return [
        TaskRow(task, case, (document["rank"], document["queue_due"], case.id))
        for task in case.tasks
        if _is_wanted(task, query)
    ]


def _is_wanted(task: Task, query: TaskQuery) -> bool:
    if query.agency_key not in (None, task.agency_key):
        return False
    return task.status is query.status if query.status else is_work(task)
