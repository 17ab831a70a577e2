"""Numbers the messages of the exchange, chains them agency by agency and seals each link; no other writes numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import ASCENDING, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.routing.domain.exchange import BEGINNING, Direction, ExchangeEntry, Outcome, digest_of
from services.routing.store.collections import EXCHANGE, EXCHANGE_HEADS, LETTER_EVENT_INDEXES
from services.routing.store.exchange_documents import entry_from_document, entry_to_document
from shared.store.faults import store_faults
from shared.store.rows import OWN_SLOT
from shared.store.transactions import transact

Document = dict[str, Any]
Seal = Callable[[bytes], str]

# Longer than a transaction lives: what commits later than its neighbours still gets its number in order of time.
SETTLED = timedelta(seconds=5)
MOST_AT_ONCE = 200
IN_ORDER = [("at", ASCENDING), ("_id", ASCENDING)]
LETTERS = "agency.tasks"


def with_seal_wanted(stamp: Callable[[Any, Any], Mapping[str, Any]]) -> Callable[[Any, Any], Mapping[str, Any]]:
    """The same stamp, by which every letter to an agency waits for its number in that agency's exchange."""

    def stamped(fact: Any, context: Any) -> Mapping[str, Any]:
        document = stamp(fact, context)
        return document if fact.address is None else {**document, "unsealed": fact.address.routing_key}

    return stamped


class ExchangeKeeper:
    """Gives numbers; ``seal`` is the centre's signature over a link. One works at a time (a lease); were two to, the
    head's number would let only one of them write."""

    def __init__(
        self, database: Database[Document], clock: Callable[[], datetime], seal: Seal, settled: timedelta = SETTLED
    ) -> None:
        self._database = database
        self._entries = database[EXCHANGE]
        self._events = database["events"]
        self._heads = database[EXCHANGE_HEADS]
        self._clock = clock
        self._seal = seal
        self._settled = settled

    def ensure(self) -> None:
        """The index of letters without a number; letters of before the exchange was kept get one too."""
        with store_faults():
            self._events.create_indexes(list(LETTER_EVENT_INDEXES))
            if self._heads.find_one() is None:
                old = {"exchange": LETTERS, "slot": {"$ne": OWN_SLOT}, "unsealed": {"$exists": False}}
                self._events.update_many(old, [{"$set": {"unsealed": "$routing_key"}}])

    def agencies(self) -> list[str]:
        """Keys of the agencies whose exchange has messages without a number. Raises StoreAway."""
        wanted = {"unsealed": {"$gt": ""}}
        with store_faults():
            return sorted({*self._entries.distinct("unsealed", wanted), *self._events.distinct("unsealed", wanted)})

    def seal(self, key: str) -> int:
        """Number the messages of one agency that have settled, in order of time; how many. Raises StoreAway."""
        with store_faults():
            head = self._heads.find_one({"_id": key}) or {"number": 0, "link": BEGINNING}
            waiting = self._waiting(key)
            if not waiting:
                return 0
            sealed = self._sealed(waiting, head["number"], head["link"])
            try:
                transact(self._database, lambda session: self._write(session, key, head["number"], sealed))
            except (_Overtaken, DuplicateKeyError):
                return 0
        return len(sealed)

    def _waiting(self, key: str) -> list[ExchangeEntry]:
        """In order; the sender's lines are merged, and only as far as both are known."""
        wanted = {"unsealed": key, "at": {"$lte": self._clock() - self._settled}}
        letters = self._events.find(wanted).sort(IN_ORDER).limit(MOST_AT_ONCE)
        others = self._entries.find(wanted).sort(IN_ORDER).limit(MOST_AT_ONCE)
        found = [*map(letter_entry, letters), *map(entry_from_document, others)]
        return sorted(found, key=lambda one: (one.at, one.id))[:MOST_AT_ONCE]

    def _sealed(self, waiting: Sequence[ExchangeEntry], number: int, link: str) -> list[Document]:
        documents = []
        for one in waiting:
            number += 1
            link = one.linked(number, link)
            document = entry_to_document(one)
            document.pop("unsealed", None)
            documents.append({**document, "number": number, "link": link, "seal": self._seal(link.encode())})
        return documents

    def _write(self, session: ClientSession, key: str, before: int, sealed: list[Document]) -> None:
        last = sealed[-1]
        letters = [one for one in sealed if one["outcome"] == Outcome.SENT.value]
        ids = {one["_id"] for one in letters}
        if letters:
            self._entries.insert_many(letters, session=session)
            self._events.update_many({"_id": {"$in": list(ids)}}, {"$unset": {"unsealed": 1}}, session=session)
        others = [
            UpdateOne(
                {"_id": one["_id"], "unsealed": key},
                {"$set": {name: one[name] for name in ("number", "link", "seal")}, "$unset": {"unsealed": 1}},
            )
            for one in sealed
            if one["_id"] not in ids
        ]
        if others and self._entries.bulk_write(others, session=session).modified_count != len(others):
            raise _Overtaken
        head = {"number": last["number"], "link": last["link"], "seal": last["seal"]}
        if before == 0:
            self._heads.insert_one({"_id": key, **head}, session=session)
        elif self._heads.update_one({"_id": key, "number": before}, {"$set": head}, session=session).matched_count != 1:
            raise _Overtaken


class _Overtaken(Exception):
    """Another keeper was a moment faster."""


def letter_entry(row: Mapping[str, Any]) -> ExchangeEntry:
    """The entry of a letter as it lies in the events."""
    body = bytes(row["body"])
    data = json.loads(body).get("data") or {}
    return ExchangeEntry(
        id=row["_id"],
        agency_key=row["routing_key"],
        direction=Direction.OUT,
        outcome=Outcome.SENT,
        at=row["at"],
        message_id=row["_id"],
        type=row["type"],
        dossier=row["subject"],
        task_id=str(data.get("task_id") or ""),
        digest=row.get("digest") or digest_of(body),
        jws=str((row.get("headers") or {}).get("jws") or ""),
    )
