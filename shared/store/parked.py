"""Messages that can never succeed as they are, kept whole until a person replays or drops them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo import DESCENDING
from pymongo.client_session import ClientSession
from pymongo.database import Database

from shared.store.clock import Clock, utc_now
from shared.store.connection import Document
from shared.store.deferred import DeferredRows
from shared.store.faults import store_faults
from shared.store.messages import Message, clean
from shared.store.transactions import transact

COLLECTION = "parked"
WAITING = "parked"
REPLAYED = "replayed"
DROPPED = "dropped"
LATEST_FIRST = (("parked_at", DESCENDING), ("_id", DESCENDING))
STATES = (WAITING, REPLAYED, DROPPED)


class NotParked(Exception):
    """No such message waits here (any more)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person did with a parked message."""

    what: str
    who: str
    at: datetime
    why: str | None


@dataclass(frozen=True, slots=True)
class ParkedMessage:
    """``times`` counts how often the same message was parked; ``parked_at`` is the last time."""

    id: str
    message: Message
    reason: str
    state: str
    parked_at: datetime
    times: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class ParkedPage:
    """``next`` is the cursor of the page that follows, None on the last."""

    items: tuple[ParkedMessage, ...]
    next: str | None


class Parked:
    """The dead-letter workbench's view; rows are never removed, a dropped one only leaves the list of the waiting."""

    def __init__(self, database: Database[Document], *, clock: Clock = utc_now) -> None:
        self._database = database
        self._collection = database[COLLECTION]
        self._deferred = DeferredRows(database, clock)
        self._clock = clock

    def keep(self, message: Message, reason: str, session: ClientSession | None = None) -> None:
        """Park it; the same message parked again is counted, and waits again if it was dropped. Raises PyMongoError."""
        change = {
            "$setOnInsert": message.fields(),
            "$set": {"state": WAITING, "reason": clean(reason), "parked_at": self._clock()},
            "$inc": {"times": 1},
        }
        self._collection.update_one({"_id": message.content_id}, change, upsert=True, session=session)

    def page(
        self, *, state: str = WAITING, type: str | None = None, limit: int = 50, cursor: str | None = None
    ) -> ParkedPage:
        """Messages in one state, the latest first. Raises ValueError for a broken cursor or a state that is none."""
        if state not in STATES:
            raise ValueError(f"state: one of {', '.join(STATES)}")
        wanted: Document = {"state": state} | ({} if type is None else {"type": type})
        if cursor is not None:
            at, id = _place_of(cursor)
            wanted["$or"] = [{"parked_at": {"$lt": at}}, {"parked_at": at, "_id": {"$lt": id}}]
        with store_faults():
            found = self._collection.find(wanted).sort(LATEST_FIRST).limit(limit + 1)
            items = tuple(_parked(row) for row in found)
        more = len(items) > limit
        return ParkedPage(items[:limit], _cursor_at(items[limit - 1]) if more else None)

    def get(self, id: str) -> ParkedMessage | None:
        """One message, in whatever state. Raises StoreAway."""
        with store_faults():
            row = self._collection.find_one({"_id": id})
        return None if row is None else _parked(row)

    def replay(self, id: str, *, who: str, why: str | None = None) -> None:
        """Give it back to be absorbed: it is due at once among the deferred. Raises NotParked, StoreAway."""

        def move(session: ClientSession) -> None:
            message = self._leave(id, REPLAYED, who, why, session)
            # Parked by a handler, its id counts as received; an id whose event took effect must stay received.
            if message.event_id is not None:
                self._database["inbox"].delete_one({"_id": message.event_id, "parked": True}, session=session)
            self._deferred.put_off(message, "replayed", 0, self._clock(), session)

        with store_faults():
            transact(self._database, move, attempts=3)

    def drop(self, id: str, *, who: str, why: str) -> None:
        """It needs no handling; the row stays. Raises NotParked, StoreAway, ValueError (no reason)."""
        if not why.strip():
            raise ValueError("reason: a message is dropped with a reason")
        with store_faults():
            self._leave(id, DROPPED, who, why)

    def _leave(self, id: str, state: str, who: str, why: str | None, session: ClientSession | None = None) -> Message:
        mark = {"what": state, "who": clean(who), "at": self._clock(), "why": clean(why)}
        row = self._collection.find_one_and_update(
            {"_id": id, "state": WAITING}, {"$set": {"state": state}, "$push": {"marks": mark}}, session=session
        )
        if row is None:
            raise NotParked(f"{id}: no parked message of this id waits")
        return Message.from_fields(row)


def _parked(row: Mapping[str, Any]) -> ParkedMessage:
    marks = tuple(Mark(mark["what"], mark["who"], mark["at"], mark["why"]) for mark in row.get("marks", ()))
    return ParkedMessage(
        row["_id"], Message.from_fields(row), row["reason"], row["state"], row["parked_at"], row["times"], marks
    )


def _cursor_at(last: ParkedMessage) -> str:
    return base64.urlsafe_b64encode(f"{last.parked_at.isoformat()} {last.id}".encode()).decode()


def _place_of(cursor: str) -> tuple[datetime, str]:
    try:
        at, id = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        return datetime.fromisoformat(at), id
    except (binascii.Error, ValueError):
        raise ValueError("cursor: not one that was given out here") from None
