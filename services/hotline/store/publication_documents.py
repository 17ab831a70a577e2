"""Answers for everybody as documents: their words are plain only once they are public."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database

from services.hotline.domain.answers.personal_data import Sort
from services.hotline.domain.answers.publication import Deed, Publication, State
from services.hotline.domain.kinds import Kind, Topic
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from services.hotline.use_cases.answers.answer_ports import Place
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
PUBLICATIONS = "publications"
ANY, REVIEW = "*", "review"
INDEX = {"places": ASCENDING, "order_at": DESCENDING, "_id": DESCENDING}
INDEXES = (IndexModel(list(INDEX.items()), name="place_in_order"),)
PLAIN = ("version", "answered_at", "prepared_by", "prepared_at", "reviewed_by", "reviewed_at")


def publication_mapping(sealing: Sealing) -> Mapping:
    """How they are kept; ``places`` and ``order_at`` say in which lists they stand, and are derived."""

    def write(one: Publication) -> Document:
        return {
            "_id": one.id,
            **{name: getattr(one, name) for name in PLAIN},
            "kind": one.kind.value,
            "topic": one.topic.value,
            "state": one.state.value,
            "words": sealing.seal_json(one.id, "words", {"question": one.question, "text": one.text}),
            "masked": {sort.value: count for sort, count in one.masked.items()},
            "left": {sort.value: count for sort, count in one.left.items()},
            "history": [{"state": deed.state.value, "at": deed.at, "who": deed.who} for deed in one.history],
            "reasons": sealing.seal_json(one.id, "reasons", [deed.reason for deed in one.history]),
            "places": _places(one),
            "order_at": one.reviewed_at if one.is_public else one.prepared_at,
        }

    def read(document: Document) -> Publication:
        id = document["_id"]
        words = sealing.open_json(id, "words", document["words"]) or {}
        reasons = sealing.open_json(id, "reasons", document["reasons"]) or []
        return Publication(
            id=id,
            **{name: document[name] for name in PLAIN},
            kind=Kind(document["kind"]),
            topic=Topic(document["topic"]),
            state=State(document["state"]),
            question=words["question"],
            text=words["text"],
            masked={Sort(name): count for name, count in document["masked"].items()},
            left={Sort(name): count for name, count in document["left"].items()},
            history=tuple(
                Deed(State(deed["state"]), deed["at"], deed["who"], reason)
                for deed, reason in zip(document["history"], reasons, strict=True)
            ),
        )

    return Mapping(Publication, PUBLICATIONS, write, read, INDEXES)


class MongoPublications:
    """Implements ``use_cases.answers.answer_ports.Publications``."""

    def __init__(self, database: Database[Document], mapping: Mapping, veil: Veil) -> None:
        self._veil = veil
        self._collection = database[PUBLICATIONS]
        self._mapping = mapping

    def shown(self, topic: Topic | None, after: Place | None, limit: int) -> Sequence[Publication]:
        wanted: Document = {"places": topic.value if topic else ANY}
        if after is not None:
            at, id = after
            wanted["$or"] = [{"order_at": {"$lt": at}}, {"order_at": at, "_id": {"$lt": id}}]
        return self._found(wanted, DESCENDING, limit)

    def to_review(self, limit: int) -> Sequence[Publication]:
        return self._found({"places": REVIEW}, ASCENDING, limit)

    def _found(self, wanted: Document, order: int, limit: int) -> Sequence[Publication]:
        with store_faults():
            rows = (
                self._collection.find({**wanted, **self._veil.without()})
                .sort([("order_at", order), ("_id", order)])
                .limit(limit)
            )
            return [self._mapping.from_document(row) for row in rows]


def _places(one: Publication) -> list[str]:
    if one.is_public:
        return [ANY, one.topic.value]
    return [REVIEW] if one.state is State.WAITING else []
