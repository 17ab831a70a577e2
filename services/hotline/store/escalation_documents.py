"""What is the matter with petitions and who was told, as documents; nothing in it identifies a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bson import MaxKey, MinKey
from pymongo import ASCENDING
from pymongo.cursor import Cursor
from pymongo.database import Database

from services.hotline.domain.clocks.escalation import Escalation, Escalations, Matter, Told
from services.hotline.domain.clocks.limits import Role
from services.hotline.store import collections
from services.hotline.store.veil import Veil
from services.hotline.use_cases.clocks.clock_ports import Place
from services.hotline.use_cases.ports import MOST_COUNTED
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
ANY, SMALLEST = "*", "\0"


def write_escalations(one: Escalations) -> Document:
    """``open`` says in which lists it stands (of each matter, and of any) and ``order_at`` where; both are derived."""
    matters = {each.matter.value for each in one.open}
    return {
        "_id": one.id,
        "version": one.version,
        "officer": one.officer,
        "topic": one.topic,
        "open": sorted({ANY, *matters}) if matters else [],
        "order_at": min((each.since for each in one.open), default=None),
        "all": [_write(each) for each in one.all],
    }


def read_escalations(document: Document) -> Escalations:
    return Escalations(
        document["_id"],
        document["version"],
        tuple(_read(one) for one in document["all"]),
        document["officer"],
        document["topic"],
    )


ESCALATIONS = Mapping(
    Escalations, collections.ESCALATIONS, write_escalations, read_escalations, collections.ESCALATION_INDEXES
)


class MongoEscalations:
    """Implements ``use_cases.clocks.clock_ports.EscalationBook``."""

    def __init__(self, database: Database[Document], veil: Veil) -> None:
        self._collection = database[collections.ESCALATIONS]
        self._veil = veil

    def page(self, matter: Matter | None, after: Place | None, limit: int) -> Sequence[Escalations]:
        with store_faults():
            return [read_escalations(document) for document in self.cursor(matter, after, limit)]

    def cursor(self, matter: Matter | None, after: Place | None, limit: int) -> Cursor[Document]:
        """The question before it is asked, so that a test can see how it would be answered."""
        names, at = list(collections.ESCALATION_INDEX), _place(matter)
        begin: tuple[Any, ...] = (at, after[0], after[1] + SMALLEST) if after else (at, MinKey(), MinKey())
        end: tuple[Any, ...] = (at, MaxKey(), MaxKey())
        found = self._collection.find({"open": at, **self._veil.without()})
        bounded = found.min(list(zip(names, begin, strict=True))).max(list(zip(names, end, strict=True)))
        walked = bounded.hint(list(collections.ESCALATION_INDEX.items()))
        return walked.sort([("order_at", ASCENDING), ("_id", ASCENDING)]).limit(limit)

    def count(self, matter: Matter | None) -> int:
        with store_faults():
            wanted = {"open": _place(matter), **self._veil.without()}
            return self._collection.count_documents(wanted, limit=MOST_COUNTED)


def _place(matter: Matter | None) -> str:
    return matter.value if matter else ANY


def _write(one: Escalation) -> Document:
    return {
        "id": one.id,
        "matter": one.matter.value,
        "since": one.since,
        "due_at": one.due_at,
        "raised_at": one.raised_at,
        "told": [{"level": told.level, "role": told.role.value, "at": told.at} for told in one.told],
        "ended_at": one.ended_at,
    }


def _read(document: Document) -> Escalation:
    told = tuple(Told(one["level"], Role(one["role"]), one["at"]) for one in document["told"])
    return Escalation(**{**document, "matter": Matter(document["matter"]), "told": told})
