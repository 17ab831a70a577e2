"""Letters to post as documents, and which of them is posted next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database

from services.routing.domain.letter import Letter, LetterState
from services.routing.store.collections import LETTERS
from services.routing.use_cases.post_letters import LettersOf
from shared.bus import topology
from shared.store.faults import store_faults

# The first letters of so many cases are looked at; behind them others wait their turn.
CASES_LOOKED_AT = 200


def letter_to_document(letter: Letter) -> dict[str, Any]:
    """``open`` is derived: there while the letter is not taken, so that what was taken leaves the index."""
    return {
        "_id": letter.id,
        "version": letter.version,
        "agency": letter.agency,
        "dossier": letter.dossier,
        "type": letter.type,
        "sequence": letter.sequence,
        "body": letter.body,
        "signature": letter.signature,
        "came_at": letter.came_at,
        "next_at": letter.next_at,
        "state": letter.state.value,
        "attempts": letter.attempts,
        "reason": letter.reason,
        "settled_at": letter.settled_at,
        **({} if letter.state is LetterState.TAKEN else {"open": True}),
    }


def letter_from_document(document: Mapping[str, Any]) -> Letter:
    """The letter in a document of ``letter_to_document``."""
    given = {name: value for name, value in document.items() if name not in ("_id", "open")}
    state, body = LetterState(document["state"]), bytes(document["body"])
    return Letter(**{**given, "id": document["_id"], "state": state, "body": body})


class MongoLetters:
    """Implements ``use_cases.post_letters.Letters``."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._letters = database[LETTERS]
        self._events = database["events"]

    def due(self, now: datetime) -> list[str]:
        """Keys of the agencies that a letter is due for."""
        wanted = {"open": True, "state": LetterState.WAITING.value, "next_at": {"$lte": now}}
        with store_faults():
            return sorted(self._letters.distinct("agency", wanted))

    def next_of(self, agency: str, now: datetime) -> str | None:
        """The first letter of a case that is due, of that case which waits longest."""
        first_of_cases: list[dict[str, Any]] = [
            {"$match": {"open": True, "agency": agency}},
            {"$sort": {"dossier": 1, "sequence": 1, "_id": 1}},
            {"$group": {"_id": "$dossier", "letter": {"$first": "$_id"}, **_FIRST}},
            {"$match": {"state": LetterState.WAITING.value, "next_at": {"$lte": now}}},
            {"$sort": {"came_at": 1, "_id": 1}},
            {"$limit": CASES_LOOKED_AT},
        ]
        with store_faults():
            for one in self._letters.aggregate(first_of_cases):
                if not self._has_earlier_under_way(agency, one["_id"], one["sequence"]):
                    return str(one["letter"])
        return None

    def standing(self) -> dict[str, LettersOf]:
        """How it stands with the letters that were not taken yet."""
        counted = {"$group": {"_id": ["$agency", "$state"], "count": {"$sum": 1}, "oldest": {"$min": "$came_at"}}}
        found: dict[str, dict[str, Any]] = {}
        with store_faults():
            for one in self._letters.aggregate([{"$match": {"open": True}}, counted]):
                key, state = one["_id"]
                of = found.setdefault(key, {"oldest_at": one["oldest"]})
                of[state] = one["count"]
                of["oldest_at"] = min(one["oldest"], of["oldest_at"])
        return {key: LettersOf(**of) for key, of in found.items()}

    def of(self, agency: str, state: LetterState, limit: int) -> list[Letter]:
        """The agency's letters in one state, by case and place in it."""
        order = [("dossier", ASCENDING), ("sequence", ASCENDING), ("_id", ASCENDING)]
        with store_faults():
            found = self._letters.find({"agency": agency, "state": state.value}).sort(order).limit(limit)
            return [letter_from_document(one) for one in found]

    def _has_earlier_under_way(self, agency: str, dossier: str, sequence: int) -> bool:
        """Whether the relay has still to publish an earlier letter of the case, as it had been held back."""
        wanted = {
            "subject": dossier,
            "sequence": {"$lt": sequence},
            "exchange": topology.agency_tasks_exchange(),
            "routing_key": agency,
            "pending": True,
        }
        return self._events.find_one(wanted, {"_id": 1}) is not None


_FIRST = {name: {"$first": f"${name}"} for name in ("state", "next_at", "came_at", "sequence")}
