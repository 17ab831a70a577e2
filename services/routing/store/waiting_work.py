"""Which tasks wait for room in their agency's queue, and the news that there is something to dispatch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import pymongo
from pymongo.database import Database

from services.routing.domain.task import TaskStatus
from services.routing.store.case_documents import NORMAL, URGENT, place
from services.routing.store.collections import CASES
from shared.ordering import RuleVersions, Waiting, in_order
from shared.store.arrivals import arrivals
from shared.store.faults import store_faults
from shared.working_time.calendar import local

BY_DATE = [("queue_due", pymongo.ASCENDING), ("_id", pymongo.ASCENDING)]


class MongoWaitingWork:
    """Implements ``use_cases.ports.WaitingWork`` over the derived fields of the cases."""

    def __init__(self, database: Database[dict[str, Any]], order: RuleVersions, clock: Callable[[], datetime]) -> None:
        """``order`` bounds how far the preferred go first. How many of them just went is remembered for each agency:
        one dispatcher works at a time, and one that begins anew begins to count anew."""
        self._order = order
        self._clock = clock
        self._in_a_row: dict[str, int] = {}
        self._database = database
        self._cases = database[CASES]

    def agencies_waiting(self) -> list[str]:
        """Keys of the agencies for which at least one task waits; reads only the partial index."""
        with store_faults():
            return sorted(self._cases.distinct("waiting_at", {"waiting_at": {"$gt": ""}}))

    def unacknowledged(self, key: str) -> int:
        """How many tasks lie in the agency's queue without an acknowledgement."""
        places = {"places": place(key, TaskStatus.DISPATCHED)}
        with store_faults():
            found = self._cases.find(places, {"tasks.agency_key": 1, "tasks.status": 1})
            return sum(
                task["agency_key"] == key and task["status"] == TaskStatus.DISPATCHED.value
                for case in found
                for task in case["tasks"]
            )

    def next_cases(self, key: str, limit: int) -> list[str]:
        """Dossier codes in the order of turns in which the agency is to get them."""
        now = self._clock()
        rules = self._order.on(local(now).date())
        with store_faults():
            preferred, others = self._line(key, URGENT, limit), self._line(key, NORMAL, limit)
            turns = list(islice(in_order(preferred, others, now, rules, self._in_a_row.get(key, 0)), limit))
        if turns:
            self._in_a_row[key] = turns[-1].in_a_row
        return [one.waiting.key for one in turns]

    def _line(self, key: str, rank: int, limit: int) -> Iterator[Waiting[str]]:
        wanted = {"places": place(key, TaskStatus.WAITING), "rank": rank}
        found = self._cases.find(wanted, {"_id": 1, "queue_due": 1}).sort(BY_DATE).limit(limit + 1)
        return (Waiting(case["_id"], case["queue_due"], rank == URGENT) for case in found)

    def news(self, timeout: float) -> Iterator[None]:
        """Yields when something may have made work or room, and at the latest after ``timeout`` seconds, for ever.

        A case that opens and a task that is acknowledged both tell an event: new events are the news.
        """
        return arrivals(self._database, "events", timeout)
