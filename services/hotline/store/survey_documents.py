"""Surveys as documents: the number that may answer and what was written are sealed; what was chosen can be counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database

from services.hotline.domain.answers.survey import Aspect, Opinion, Rating, Survey
from services.hotline.domain.kinds import Channel, Topic
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from services.hotline.use_cases.answers.answer_ports import Opinions
from shared.security.fields import BlindIndex
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
SURVEYS = "surveys"
LATEST = 10
INDEXES = (
    IndexModel([("blind", ASCENDING), ("asked_at", DESCENDING)], name="asked_last"),
    IndexModel([("answered_at", ASCENDING)], name="of_a_span"),
)
PLAIN = ("version", "answered_at", "open_until", "asked_at", "key_hash")


def survey_mapping(sealing: Sealing, index: BlindIndex) -> Mapping:
    """How surveys are kept."""

    def write(one: Survey) -> Document:
        comments = [rating.comment for rating in (*one.earlier, one.rating) if rating]
        return {
            "_id": one.id,
            **{name: getattr(one, name) for name in PLAIN},
            "topic": one.topic.value,
            "phone": sealing.seal(one.id, "phone", one.phone),
            "blind": index.digest("phone", one.phone) if one.phone else None,
            "rating": _write_rating(one.rating) if one.rating else None,
            "earlier": [_write_rating(rating) for rating in one.earlier],
            "comments": sealing.seal_json(one.id, "comments", comments if any(comments) else None),
        }

    def read(document: Document) -> Survey:
        id, rows = document["_id"], [*document["earlier"], *([document["rating"]] if document["rating"] else [])]
        comments = sealing.open_json(id, "comments", document["comments"]) or [""] * len(rows)
        ratings = [_read_rating(row, comment) for row, comment in zip(rows, comments, strict=True)]
        return Survey(
            id=id,
            **{name: document[name] for name in PLAIN},
            topic=Topic(document["topic"]),
            phone=sealing.open(id, "phone", document["phone"]),
            rating=ratings[-1] if document["rating"] else None,
            earlier=tuple(ratings[: len(document["earlier"])]),
        )

    return Mapping(Survey, SURVEYS, write, read, INDEXES)


class MongoSurveys:
    """Implements ``use_cases.answers.answer_ports.Surveys``."""

    def __init__(self, database: Database[Document], index: BlindIndex, veil: Veil) -> None:
        self._veil = veil
        self._collection = database[SURVEYS]
        self._index = index

    def newest_of(self, phone: str, now: datetime) -> str | None:
        wanted = {"blind": self._index.digest("phone", phone), "asked_at": {"$ne": None}, "open_until": {"$gt": now}}
        with store_faults():
            found = self._collection.find_one(wanted, {"_id": 1}, sort=[("asked_at", DESCENDING)])
        return found["_id"] if found else None

    def opinions(self, start: datetime, end: datetime) -> Opinions:
        span = {"answered_at": {"$gte": start, "$lt": end}, **self._veil.without()}
        rated = {**span, "rating": {"$ne": None}}
        unhappy = {**span, "rating.opinion": {"$in": [Opinion.UNSATISFIED.value, Opinion.PARTLY.value]}}
        with store_faults():
            asked = self._collection.count_documents({**span, "asked_at": {"$ne": None}})
            by = {"topic": "$topic", "opinion": "$rating.opinion"}
            rows = list(self._collection.aggregate([{"$match": rated}, {"$group": {"_id": by, "count": {"$sum": 1}}}]))
            aspects = list(self._collection.aggregate([
                {"$match": rated}, {"$unwind": "$rating.aspects"},
                {"$group": {"_id": "$rating.aspects", "count": {"$sum": 1}}},
            ]))  # fmt: skip
            latest = list(self._collection.find(unhappy, {"rating": 1}).sort("rating.at", DESCENDING).limit(LATEST))
        table: dict[Topic, dict[Opinion, int]] = {}
        for row in rows:
            table.setdefault(Topic(row["_id"]["topic"]), {})[Opinion(row["_id"]["opinion"])] = row["count"]
        return Opinions(
            asked,
            sum(row["count"] for row in rows),
            {topic: table[topic] for topic in Topic if topic in table},
            {Aspect(row["_id"]): row["count"] for row in sorted(aspects, key=lambda one: -one["count"])},
            [(one["_id"], Opinion(one["rating"]["opinion"]), one["rating"]["at"]) for one in latest],
        )


def _write_rating(one: Rating) -> Document:
    """What they wrote is sealed apart."""
    return {"opinion": one.opinion.value, "at": one.at, "how": one.how.value,
            "aspects": sorted(aspect.value for aspect in one.aspects)}  # fmt: skip


def _read_rating(document: Document, comment: str) -> Rating:
    aspects = frozenset(map(Aspect, document["aspects"]))
    return Rating(Opinion(document["opinion"]), document["at"], Channel(document["how"]), aspects, comment)
