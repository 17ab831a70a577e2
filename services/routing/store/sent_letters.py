"""Letters about tasks that nobody acknowledged, and how one is sent once more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.routing.domain.exchange import Direction, ExchangeEntry, Outcome, again_id, digest_of, returned_id
from services.routing.domain.task import TaskStatus
from services.routing.store.case_documents import place
from services.routing.store.collections import AGENCIES, CASES, EXCHANGE
from services.routing.store.exchange_documents import entry_to_document
from services.routing.store.exchange_keeper import LETTERS
from services.routing.use_cases.dispatch_again import SentLetter
from shared.store.faults import store_faults
from shared.store.transactions import transact

Document = dict[str, Any]


class MongoSentLetters:
    """Implements ``use_cases.dispatch_again.SentLetters``."""

    def __init__(self, database: Database[Document]) -> None:
        self._database = database
        self._events = database["events"]

    def unacknowledged(self, before: datetime) -> list[SentLetter]:
        """Of every agency; few, for the dispatcher keeps few unacknowledged."""
        with store_faults():
            keys = [row["_id"] for row in self._database[AGENCIES].find({}, {"_id": 1}).sort("_id", 1)]
            return [one for key in keys for one in self._of_agency(key, before)]

    def _of_agency(self, key: str, before: datetime) -> Iterator[SentLetter]:
        for case in self._database[CASES].find({"places": place(key, TaskStatus.DISPATCHED)}, {"tasks": 1}):
            for task in case["tasks"]:
                given = task["agency_key"] == key and task["status"] == TaskStatus.DISPATCHED.value
                if given and task["dispatched_at"] <= before:
                    yield from self._of_task(case["_id"], key, task["id"])

    def _of_task(self, dossier: str, key: str, task_id: str) -> Iterator[SentLetter]:
        for row in self._events.find({"subject": dossier, "exchange": LETTERS, "routing_key": key}).sort("_id", 1):
            data = json.loads(bytes(row["body"])).get("data") or {}
            if data.get("task_id") != task_id or row["type"] == "agency.message.refused.v1":
                continue
            yield SentLetter(
                id=row["_id"],
                agency_key=key,
                last_sent_at=row.get("again_at") or row["at"],
                times_again=row.get("again", 0),
                pending=bool(row.get("pending")),
                returned=self._database[EXCHANGE].find_one({"_id": returned_id(row["_id"])}, {"_id": 1}) is not None,
            )

    def send_again(self, letter: SentLetter, at: datetime) -> bool:
        """The row waits for the relay again, and the exchange has an entry of it, both or neither."""
        done: list[bool] = []

        def write(session: ClientSession) -> None:
            done.clear()
            unchanged = {"_id": letter.id, "pending": {"$ne": True}, "again": letter.times_again or {"$exists": False}}
            change = {"$set": {"pending": True, "again_at": at}, "$inc": {"again": 1}}
            row = self._events.find_one_and_update(unchanged, change, session=session)
            if row is not None:
                entry = _again(row, letter.times_again + 1, at)
                self._database[EXCHANGE].insert_one(entry_to_document(entry), session=session)
                done.append(True)

        with store_faults():
            try:
                transact(self._database, write, attempts=3)
            except DuplicateKeyError:
                return False
        return bool(done)


def _again(row: Document, times: int, at: datetime) -> ExchangeEntry:
    body = bytes(row["body"])
    return ExchangeEntry(
        id=again_id(row["_id"], times),
        agency_key=row["routing_key"],
        direction=Direction.OUT,
        outcome=Outcome.SENT_AGAIN,
        at=at,
        message_id=row["_id"],
        type=row["type"],
        dossier=row["subject"],
        task_id=str((json.loads(body).get("data") or {}).get("task_id") or ""),
        digest=digest_of(body),
        jws=str((row.get("headers") or {}).get("jws") or ""),
    )
