"""The register of complaints and denunciations as documents: what people wrote into its lines is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bson import MaxKey, MinKey
from pymongo import ASCENDING, DESCENDING
from pymongo.cursor import Cursor
from pymongo.database import Database

from services.hotline.domain.kinds import Kind
from services.hotline.domain.legal.case import Entry, LegalCase, Step
from services.hotline.store import collections
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from services.hotline.use_cases.legal.legal_ports import Place
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
PLAIN = ("version", "received_at", "answers", "is_complex")
WRITTEN = ("note", "paper", "to")
SMALLEST = "\0"


def legal_mapping(sealing: Sealing) -> Mapping:
    """How cases are kept; ``open`` and ``order_at`` say where in which list, and are derived."""

    def write(one: LegalCase) -> Document:
        return {
            "_id": one.id,
            **{name: getattr(one, name) for name in PLAIN},
            "kind": one.kind.value,
            "open": one.is_open,
            "order_at": _listed_at(one),
            "entries": [{"step": line.step.value, "at": line.at, "who": line.who} for line in one.entries],
            "written": sealing.seal_json(
                one.id, "written", [[getattr(line, name) for name in WRITTEN] for line in one.entries]
            ),
        }

    def read(document: Document) -> LegalCase:
        case = read_closed(document)
        written: Sequence[Sequence[str]] = sealing.open_json(case.id, "written", document["written"]) or []
        lines = zip(case.entries, written, strict=True)
        return replace(case, entries=tuple(_written(one, *texts) for one, texts in lines))

    return Mapping(LegalCase, collections.REGISTER, write, read, collections.REGISTER_INDEXES)


def read_closed(document: Document) -> LegalCase:
    """The case with what people wrote left closed, as lists need it."""
    return LegalCase(
        id=document["_id"],
        kind=Kind(document["kind"]),
        entries=tuple(Entry(Step(one["step"]), one["at"], one["who"]) for one in document["entries"]),
        **{name: document[name] for name in PLAIN},
    )


class MongoCases:
    """Implements ``use_cases.legal.legal_ports.Cases``."""

    def __init__(self, database: Database[Document], veil: Veil) -> None:
        self._collection = database[collections.REGISTER]
        self._veil = veil

    def page(self, is_open: bool, after: Place | None, limit: int) -> Sequence[LegalCase]:
        with store_faults():
            return [read_closed(document) for document in self.cursor(is_open, after, limit)]

    def cursor(self, is_open: bool, after: Place | None, limit: int) -> Cursor[Document]:
        """The question before it is asked, so that a test can see how it would be answered."""
        order = ASCENDING if is_open else DESCENDING
        begin: tuple[Any, ...] = (is_open, MinKey(), MinKey())
        end: tuple[Any, ...] = (is_open, MaxKey(), MaxKey())
        if after is not None and is_open:
            begin = (True, after[0], after[1] + SMALLEST)
        elif after is not None:
            end = (False, *after)
        names = list(collections.REGISTER_INDEX)
        found = self._collection.find({"open": is_open, **self._veil.without()})
        bounded = found.min(list(zip(names, begin, strict=True))).max(list(zip(names, end, strict=True)))
        walked = bounded.hint(list(collections.REGISTER_INDEX.items()))
        return walked.sort([("order_at", order), ("_id", order)]).limit(limit)


def unentered(database: Database[Document], limit: int) -> list[tuple[str, Kind, datetime, str]]:
    """Complaints and denunciations of before there was a register: code, kind, when and by whom they were received."""
    wanted: list[Document] = [
        {"$match": {"status": "handed_over"}},
        {"$lookup": {"from": collections.REGISTER, "localField": "_id", "foreignField": "_id", "as": "case"}},
        {"$match": {"case": []}},
        {"$limit": limit},
    ]
    with store_faults():
        found = database[collections.PETITIONS].aggregate(wanted)
        return [(one["_id"], Kind(one["kind"]), one["received_at"], one["received_by"]) for one in found]


def _written(line: Entry, note: str, paper: str, to: str) -> Entry:
    return replace(line, note=note, paper=paper, to=to)


def _listed_at(one: LegalCase) -> datetime:
    return one.ended_at or one.received_at
