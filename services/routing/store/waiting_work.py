"""Which tasks wait for room in their agency's queue, and the news that there is something to dispatch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pymongo
from pymongo.database import Database

from services.routing.domain.task import TaskStatus
from services.routing.store.case_documents import place
from services.routing.store.collections import CASES
from shared.store.arrivals import arrivals
from shared.store.faults import store_faults

IN_ORDER_OF_URGENCY = [("rank", pymongo.ASCENDING), ("queue_due", pymongo.ASCENDING), ("_id", pymongo.ASCENDING)]


class MongoWaitingWork:
    """Implements ``use_cases.ports.WaitingWork`` over the derived fields of the cases."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
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
        """Dossier codes in the order in which the agency is to get them."""
        with store_faults():
            found = self._cases.find({"places": place(key, TaskStatus.WAITING)}, {"_id": 1})
            return [case["_id"] for case in found.sort(IN_ORDER_OF_URGENCY).limit(limit)]

    def news(self, timeout: float) -> Iterator[None]:
        """Yields when something may have made work or room, and at the latest after ``timeout`` seconds, for ever.

        A case that opens and a task that is acknowledged both tell an event: new events are the news.
        """
        return arrivals(self._database, "events", timeout)
