"""The exchange read: for pages, and for the proof that nothing of it was removed or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database

from services.routing.domain.exchange import BEGINNING, Direction, ExchangeEntry, Outcome, digest_of, other_id
from services.routing.store.collections import EXCHANGE, EXCHANGE_HEADS
from services.routing.store.exchange_documents import entry_from_document
from services.routing.store.exchange_keeper import IN_ORDER, LETTERS, MOST_AT_ONCE
from shared.store.faults import store_faults
from shared.store.rows import OWN_SLOT

Document = dict[str, Any]


class MongoExchange:
    """Reads the exchange: implements ``use_cases.exchange_questions.Exchange``."""

    def __init__(self, database: Database[Document]) -> None:
        self._entries = database[EXCHANGE]
        self._events = database["events"]
        self._inbox = database["inbox"]
        self._parked = database["parked"]
        self._heads = database[EXCHANGE_HEADS]

    def of_agency(self, key: str, before: int | None, limit: int) -> list[ExchangeEntry]:
        """The latest first: numbers below ``before``. Raises StoreAway."""
        below = {"$gt": 0} if before is None else {"$gt": 0, "$lt": before}
        with store_faults():
            rows = self._entries.find({"agency_key": key, "number": below}, {"body": 0}).sort("number", -1)
            return [_light(row) for row in rows.limit(limit)]

    def of_dossier(self, dossier: str, limit: int) -> list[ExchangeEntry]:
        """All that was written about one dossier, in order of time. Raises StoreAway."""
        with store_faults():
            rows = self._entries.find({"dossier": dossier}, {"body": 0}).sort(IN_ORDER).limit(limit)
            return [_light(row) for row in rows]

    def troubles(self, since: datetime, limit: int) -> list[ExchangeEntry]:
        """What operators should see: messages refused, letters returned or not understood; the latest first."""
        wanted = {"trouble": True, "at": {"$gte": since}}
        with store_faults():
            rows = self._entries.find(wanted, {"body": 0}).sort("at", -1).limit(limit)
            return [_light(row) for row in rows]

    def heads(self) -> dict[str, tuple[int, str]]:
        """Agency key → the last number given, and its link. Raises StoreAway."""
        with store_faults():
            return {row["_id"]: (row["number"], row["link"]) for row in self._heads.find()}

    def keys(self) -> list[str]:
        """Every agency that has an exchange. Raises StoreAway."""
        with store_faults():
            return sorted({*self._entries.distinct("agency_key"), *(row["_id"] for row in self._heads.find())})

    def link_before(self, key: str, number: int) -> str | None:
        """The link of the entry before this number; None where there is no such entry. Raises StoreAway."""
        if number == 1:
            return BEGINNING
        with store_faults():
            row = self._entries.find_one({"agency_key": key, "number": number - 1}, {"link": 1})
        return row["link"] if row else None

    def in_order(self, key: str, since: datetime | None, until: datetime | None) -> Iterator[ExchangeEntry]:
        """The numbered entries with their bodies, as far as those are there (None: not). Raises StoreAway."""
        first = self._first_number(key, since)
        with store_faults():
            rows = self._entries.find({"agency_key": key, "number": {"$gte": first}}).sort("number", ASCENDING)
            for row in rows:
                if until is not None and row["at"] >= until:
                    return
                yield self._with_body(entry_from_document(row))

    def unnumbered(self, key: str, before: datetime) -> int:
        """How many messages of before this moment still wait for their number. Raises StoreAway."""
        wanted = {"unsealed": key, "at": {"$lt": before}}
        with store_faults():
            return self._entries.count_documents(wanted) + self._events.count_documents(wanted)

    def missing(self, key: str, since: datetime | None, until: datetime | None) -> Iterator[str]:
        """What went or came, by other books than the exchange's, and has no entry in it, in words. Raises StoreAway."""
        period = {name: at for name, at in (("$gte", since), ("$lt", until)) if at is not None}
        at = {"at": period} if period else {}
        letters = {"exchange": LETTERS, "routing_key": key, "unsealed": {"$exists": False}, **at}
        replies = {"_id": {"$gte": f"{key}/", "$lt": f"{key}0"}, "parked": {"$ne": True}, **at}
        with store_faults():
            for id in self._without_entry(self._events.find({**letters, "slot": {"$ne": OWN_SLOT}}, {"_id": 1})):
                yield f"letter {id} was sent and has no entry"
            for id in self._without_entry(self._inbox.find(replies, {"_id": 1})):
                yield f"reply {id} took effect and has no entry"

        yield from self._unkept_refusals(key, period)

    def _unkept_refusals(self, key: str, period: Document) -> Iterator[str]:
        """Parked messages of the agency; those of before its exchange was kept are none of it."""
        with store_faults():
            first = self._entries.find_one({"agency_key": key}, {"at": 1}, sort=[("at", ASCENDING)])
            if first is None:
                return
            since = max(period.get("$gte", first["at"]), first["at"])
            wanted = {"routing_key": {"$regex": f"^{re.escape(key)}\\."}, "parked_at": {**period, "$gte": since}}
            for row in self._parked.find(wanted, {"body": 1}):
                id = other_id(key, digest_of(bytes(row["body"])), Outcome.REFUSED)
                if self._unknown([id]):
                    yield f"parked message {row['_id']} has no entry"

    def _without_entry(self, rows: Any) -> Iterator[str]:
        chunk: list[str] = []
        for row in rows:
            chunk.append(row["_id"])
            if len(chunk) == MOST_AT_ONCE:
                yield from self._unknown(chunk)
                chunk = []
        yield from self._unknown(chunk)

    def _unknown(self, ids: list[str]) -> list[str]:
        known = {row["_id"] for row in self._entries.find({"_id": {"$in": ids}}, {"_id": 1})}
        return [id for id in ids if id not in known]

    def _first_number(self, key: str, since: datetime | None) -> int:
        if since is None:
            return 0
        row = self._entries.find_one(
            {"agency_key": key, "at": {"$gte": since}, "number": {"$gt": 0}}, {"number": 1}, sort=[("number", 1)]
        )
        return row["number"] if row else 2**31

    def _with_body(self, entry: ExchangeEntry) -> ExchangeEntry:
        if entry.direction is Direction.IN:
            return entry
        row = self._events.find_one({"_id": entry.message_id}, {"body": 1, "digest": 1, "kept": 1})
        if row and "kept" not in row and row.get("digest") == entry.digest:
            return replace(entry, passed=True)  # what it carried was forgotten once the broker had it
        return replace(entry, body=bytes(row["body"]) if row else None)


def _light(row: Document) -> ExchangeEntry:
    return entry_from_document({"body": None, **row})
