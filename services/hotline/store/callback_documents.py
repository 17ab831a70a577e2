"""Callbacks as documents: whom to call and what to say are sealed in one field, and gone once the call is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from bson import MaxKey, MinKey
from pymongo import ASCENDING, DESCENDING
from pymongo.cursor import Cursor
from pymongo.database import Database

from services.hotline.domain.callbacks.callback import Call, Callback, State, Way, WhyNot
from services.hotline.domain.contact import Contact
from services.hotline.store import collections
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from services.hotline.use_cases.callbacks.callback_ports import Place
from services.hotline.use_cases.ports import MOST_COUNTED
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
PLAIN = ("version", "about", "event", "asked_at", "next_at", "language", "holder", "held_at", "ended_at")
SMALLEST = "\0"


def callback_mapping(sealing: Sealing) -> Mapping:
    """How callbacks are kept; ``open`` and ``order_at`` say where in which list, and are derived."""

    def write(one: Callback) -> Document:
        personal = {"contact": asdict(one.contact) if one.contact else None, "script": one.script}
        return {
            "_id": one.id,
            **{name: getattr(one, name) for name in PLAIN},
            "state": one.state.value,
            "open": one.state.is_open,
            "order_at": one.listed_at,
            "ways": [asdict(way) for way in one.ways],
            "calls": [_write_call(call) for call in one.calls],
            "notes": sealing.seal_json(one.id, "notes", [call.note for call in one.calls]),
            "personal": sealing.seal_json(one.id, "personal", personal if one.contact or one.script else None),
        }

    def read(document: Document) -> Callback:
        id, bare = document["_id"], read_row(document)
        notes: Sequence[str] = sealing.open_json(id, "notes", document["notes"]) or []
        calls = tuple(replace(call, note=note) for call, note in zip(bare.calls, notes, strict=True))
        personal = sealing.open_json(id, "personal", document["personal"]) or {}
        contact = Contact(**personal["contact"]) if personal.get("contact") else None
        return replace(bare, calls=calls, contact=contact, script=personal.get("script"))

    return Mapping(Callback, collections.CALLBACKS, write, read, collections.CALLBACK_INDEXES)


def read_row(document: Document) -> Callback:
    """The callback with its sealed parts left closed, as lists need it."""
    return Callback(
        id=document["_id"],
        **{name: document[name] for name in PLAIN},
        state=State(document["state"]),
        ways=tuple(Way(**way) for way in document["ways"]),
        calls=tuple(_read_call(call) for call in document["calls"]),
    )


class MongoCallbacks:
    """Implements ``use_cases.callbacks.callback_ports.Callbacks``."""

    def __init__(self, database: Database[Document], veil: Veil) -> None:
        self._collection = database[collections.CALLBACKS]
        self._veil = veil

    def page(self, is_open: bool, after: Place | None, limit: int) -> Sequence[Callback]:
        with store_faults():
            return [read_row(document) for document in self.cursor(is_open, after, limit)]

    def cursor(self, is_open: bool, after: Place | None, limit: int) -> Cursor[Document]:
        """The question before it is asked, so that a test can see how it would be answered."""
        order = ASCENDING if is_open else DESCENDING
        begin: tuple[Any, ...] = (is_open, MinKey(), MinKey())
        end: tuple[Any, ...] = (is_open, MaxKey(), MaxKey())
        if after is not None and is_open:
            begin = (True, after[0], after[1] + SMALLEST)
        elif after is not None:
            end = (False, *after)
        names = list(collections.CALLBACK_INDEX)
        found = self._collection.find({"open": is_open, **self._veil.without("about")})
        bounded = found.min(list(zip(names, begin, strict=True))).max(list(zip(names, end, strict=True)))
        walked = bounded.hint(list(collections.CALLBACK_INDEX.items()))
        return walked.sort([("order_at", order), ("_id", order)]).limit(limit)

    def count_due(self, now: datetime) -> int:
        with store_faults():
            wanted = {"open": True, "order_at": {"$lte": now}, **self._veil.without("about")}
            return self._collection.count_documents(wanted, limit=MOST_COUNTED)


def _write_call(call: Call) -> Document:
    """Its note is sealed apart, for people write names into it."""
    reason = call.reason.value if call.reason else None
    return {"at": call.at, "who": call.who, "outcome": call.outcome.value, "reason": reason}


def _read_call(document: Document) -> Call:
    reason = WhyNot(document["reason"]) if document["reason"] else None
    return Call(document["at"], document["who"], State(document["outcome"]), reason)
