"""What the weekly review follows, its frozen reviews and their decisions, as documents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database

from services.hotline.domain.petition import OPEN, Petition
from services.hotline.domain.review.decision import Decision, DecisionState, Remark, Said
from services.hotline.domain.review.followed import Fact, Followed, Heard
from services.hotline.domain.review.review import WeeklyReview
from services.hotline.store import collections
from services.hotline.store.petition_documents import read_row
from services.hotline.store.sealing import Sealing
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
FOLLOWED, REVIEWS, DECISIONS = "review_facts", "reviews", "review_decisions"
FOLLOWED_INDEXES = (
    IndexModel([("running", ASCENDING)], name="running", partialFilterExpression={"running": True}),
    IndexModel([("last_at", DESCENDING)], name="latest_first"),
)
DECISION_INDEXES = (
    IndexModel([("review", ASCENDING), ("made_at", ASCENDING)], name="of_one_review"),
    IndexModel([("ended_at", ASCENDING)], name="by_end"),
)


def _write_followed(one: Followed) -> Document:
    """``running`` and ``last_at`` are derived; facts are a list, as their names hold dots."""
    facts = [
        {"name": name, "kind": fact.kind.value, "at": fact.at, "sequence": fact.sequence, "task": fact.task,
         "data": dict(fact.data)}
        for name, fact in one.facts.items()
    ]  # fmt: skip
    return {
        "_id": one.id, "version": one.version, "facts": facts, "running": one.is_running, "last_at": one.last_at,
    }  # fmt: skip


def read_followed(document: Document) -> Followed:
    facts = {
        one["name"]: Fact(Heard(one["kind"]), one["at"], one["sequence"], one["task"], one["data"])
        for one in document["facts"]
    }
    return Followed(document["_id"], document["version"], facts)


FOLLOWED_MAPPING = Mapping(Followed, FOLLOWED, _write_followed, read_followed, FOLLOWED_INDEXES)


def review_mapping(sealing: Sealing) -> Mapping:
    """How reviews are kept: sealed as a whole, for decisions in them are told in people's own words."""

    def write(one: WeeklyReview) -> Document:
        figures = sealing.seal_json(one.id, "figures", dict(one.figures))
        plain = {"version": one.version, "made_at": one.made_at, "before": one.before, "digest": one.digest}
        return {"_id": one.id, **plain, "figures": figures}

    return Mapping(WeeklyReview, REVIEWS, write, lambda document: read_review(document, sealing))


def read_review(document: Document, sealing: Sealing) -> WeeklyReview:
    id = document["_id"]
    figures = sealing.open_json(id, "figures", document["figures"])
    return WeeklyReview(id, document["version"], document["made_at"], figures, document["before"], document["digest"])


def decision_mapping(sealing: Sealing) -> Mapping:
    """How decisions are kept: what was said is sealed, for people write names into it."""

    def write(one: Decision) -> Document:
        history = [
            {"said": each.said.value, "at": each.at, "who": each.who, "owner": each.owner, "due": each.due.isoformat()}
            for each in one.history
        ]
        return {
            "_id": one.id, "version": one.version, "review": one.review, "owner": one.owner,
            "due": one.due.isoformat(), "state": one.state.value, "made_at": one.made_at, "ended_at": one.ended_at,
            "about": one.about, "then": dict(one.then), "history": history,
            "words": sealing.seal_json(one.id, "words", [one.text, *(each.text for each in one.history)]),
        }  # fmt: skip

    return Mapping(Decision, DECISIONS, write, lambda document: read_decision(document, sealing), DECISION_INDEXES)


def read_decision(document: Document, sealing: Sealing) -> Decision:
    id = document["_id"]
    text, *said = sealing.open_json(id, "words", document["words"])
    history = tuple(
        Remark(Said(one["said"]), one["at"], one["who"], words, one["owner"], date.fromisoformat(one["due"]))
        for one, words in zip(document["history"], said, strict=True)
    )
    return Decision(
        id, document["version"], document["review"], text, document["owner"], date.fromisoformat(document["due"]),
        DecisionState(document["state"]), document["made_at"], document["about"], document["then"], history,
    )  # fmt: skip


class MongoReviewBook:
    """Implements ``use_cases.review.review_ports.ReviewBook``. Its questions know no veil: a week is frozen once for
    everybody, and what names its reader is left out as it is shown."""

    def __init__(self, database: Database[Document], reviews: Sealing, decisions: Sealing) -> None:
        self._petitions = database[collections.PETITIONS]
        self._followed = database[FOLLOWED]
        self._reviews = database[REVIEWS]
        self._decisions = database[DECISIONS]
        self._sealed, self._said = reviews, decisions

    def newest(self, before: str = "") -> WeeklyReview | None:
        found = self.page(before or None, 1)
        return found[0] if found else None

    def page(self, before: str | None, limit: int) -> Sequence[WeeklyReview]:
        wanted = {"_id": {"$lt": before}} if before else {}
        with store_faults():
            found = self._reviews.find(wanted).sort("_id", DESCENDING).limit(limit)
            return [read_review(one, self._sealed) for one in found]

    def petitions(self, start: datetime, end: datetime) -> Sequence[Petition]:
        concerned: list[Document] = [
            {"received_at": {"$gte": start, "$lt": end}},
            {"status": {"$in": sorted(one.value for one in OPEN)}, "received_at": {"$lt": end}},
            {"history.at": {"$gte": start}, "received_at": {"$lt": end}},
        ]
        with store_faults():
            found = self._petitions.find({"$or": concerned}).sort("_id", ASCENDING)
            return [read_row(one) for one in found]

    def petitions_about(self, dossiers: Collection[str], since: datetime) -> Sequence[Petition]:
        wanted = {"dossier": {"$in": sorted(dossiers)}, "received_at": {"$gte": since}}
        with store_faults():
            return [read_row(one) for one in self._petitions.find(wanted).sort("_id", ASCENDING)]

    def followed(self, since: datetime) -> Sequence[Followed]:
        wanted = {"$or": [{"running": True}, {"last_at": {"$gte": since}}]}
        with store_faults():
            return [read_followed(one) for one in self._followed.find(wanted).sort("_id", ASCENDING)]

    def decisions(self, ended_since: datetime) -> Sequence[Decision]:
        wanted = {"$or": [{"ended_at": None}, {"ended_at": {"$gte": ended_since}}]}
        return self._read(wanted)

    def decisions_of(self, review: str) -> Sequence[Decision]:
        return self._read({"review": review})

    def _read(self, wanted: Document) -> Sequence[Decision]:
        with store_faults():
            found = self._decisions.find(wanted).sort([("made_at", ASCENDING), ("_id", ASCENDING)])
            return [read_decision(one, self._said) for one in found]
