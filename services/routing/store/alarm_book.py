"""What the clocks ask of MongoDB beside the cases: alarms, how long steps took, who did them, who was heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pymongo
from pymongo.database import Database

from services.routing.domain.agency import Agency
from services.routing.domain.alarm import Alarm, AlarmKind
from services.routing.domain.case import Case
from services.routing.domain.task import TaskStatus
from services.routing.store import case_documents, collections
from services.routing.store.alarm_documents import alarm_from_document, place
from services.routing.store.reference_documents import agency_from_document
from services.routing.use_cases import facts
from services.routing.use_cases.questions import MOST_COUNTED
from services.routing.use_cases.watch_ports import AlarmPlace
from shared.store.faults import store_faults
from shared.store.history import EventHistory, PastEvent

BY_AGE = [("since", pymongo.ASCENDING), ("_id", pymongo.ASCENDING)]
DONE_BY = (facts.TASK_ACKNOWLEDGED, facts.TASK_DONE, facts.CASE_DECIDED)


class MongoAlarmBook:
    """Implements ``use_cases.watch_ports.AlarmBook`` and ``Hearing``."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._database = database
        self._alarms = database[collections.ALARMS]
        self._heard = database[collections.HEARD]
        self._history = EventHistory(database)

    def of_case(self, dossier: str) -> list[Alarm]:
        with store_faults():
            return [alarm_from_document(one) for one in self._alarms.find({"dossier": dossier})]

    def open(
        self, kinds: Sequence[AlarmKind], agency_key: str | None, after: AlarmPlace | None, limit: int
    ) -> list[Alarm]:
        """Each kind walks the index from where the page begins; what comes first of all of them is the page."""
        found: list[Alarm] = []
        with store_faults():
            for kind in kinds:
                wanted: dict[str, Any] = {"open": place(kind, agency_key)}
                if after:
                    since, id = after
                    wanted["$or"] = [{"since": {"$gt": since}}, {"since": since, "_id": {"$gt": id}}]
                    wanted["since"] = {"$gte": since}
                found += map(alarm_from_document, self._alarms.find(wanted).sort(BY_AGE).limit(limit))
        return sorted(found, key=lambda one: (one.since, one.id))[:limit]

    def count(self, kinds: Sequence[AlarmKind], agency_key: str | None) -> int:
        with store_faults():
            return sum(
                self._alarms.count_documents({"open": place(kind, agency_key)}, limit=MOST_COUNTED) for kind in kinds
            )

    def times(self, step: str, newest: int) -> list[float]:
        rows = self._database[collections.STEP_TIMES].find({"step": step}, {"_id": False, "hours": True})
        with store_faults():
            return [one["hours"] for one in rows.sort("ended_at", pymongo.DESCENDING).limit(newest)]

    def doers(self, case: Case) -> Mapping[str, str]:
        """The last who did something to a task: whoever decided it stands over who took it."""
        found: dict[str, str] = {}
        for event in self._history.of_subject(case.id):
            if event.type in DONE_BY:
                for id in _tasks_of(event, case):
                    found[id] = event.actor
        return found

    def heard(self, agency_key: str, at: datetime) -> None:
        with store_faults():
            known = self._heard.find_one({"_id": agency_key})
            if known is None or known["at"] < at:
                self._heard.update_one({"_id": agency_key}, {"$max": {"at": at}}, upsert=True)

    def last_heard(self, agency_key: str) -> datetime | None:
        with store_faults():
            known = self._heard.find_one({"_id": agency_key})
        return known["at"] if known else None

    def lying(self, agency_key: str) -> list[datetime]:
        """Few: the dispatcher puts no more into a queue than its limit."""
        wanted = {"places": case_documents.place(agency_key, TaskStatus.DISPATCHED)}
        with store_faults():
            found = self._database[collections.CASES].find(wanted, {"tasks": 1})
            return sorted(
                task["dispatched_at"]
                for case in found
                for task in case["tasks"]
                if task["agency_key"] == agency_key and task["status"] == TaskStatus.DISPATCHED.value
            )

    def open_silences(self) -> list[Alarm]:
        with store_faults():
            found = self._alarms.find({"open": place(AlarmKind.SILENT, None)})
            return [alarm_from_document(one) for one in found]

    def agencies(self) -> list[Agency]:
        with store_faults():
            return [agency_from_document(one) for one in self._database[collections.AGENCIES].find()]


def _tasks_of(event: PastEvent, case: Case) -> Iterator[str]:
    """The task that the event names; of a case's decision, the one that was decided then."""
    named = event.data.get("task_id")
    if named:
        yield named
        return
    for task in case.tasks:
        if task.decided_at is not None and task.decided_at == case.decided_at and task.agency == event.data["agency"]:
            yield task.id
