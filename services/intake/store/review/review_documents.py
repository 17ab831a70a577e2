"""Rounds and reviews as documents."""

from __future__ import annotations

from datetime import date
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from services.intake.domain.errors import Words
from services.intake.domain.procedure import Level
from services.intake.domain.review.plan import ReviewRound
from services.intake.domain.review.proposal import Body, Measure, ProposalKind
from services.intake.domain.review.records import (
    Act,
    Entry,
    Outcome,
    Posting,
    Proposal,
    Ruling,
    Run,
    Verdict,
)
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.store.review.findings_documents import read_findings, write_findings
from services.intake.store.value_documents import read_limit, write_limit, write_words
from shared.store.mapping import Mapping

Document = dict[str, Any]
ROUNDS, REVIEWS = "review_rounds", "procedure_reviews"


def _write_round(one: ReviewRound) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "unit": one.unit,
        "name": one.name,
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "basis": one.basis,
        "planned_by": one.planned_by,
        "planned_at": one.planned_at,
    }


def read_round(data: Document) -> ReviewRound:
    return ReviewRound(
        data["_id"],
        data["version"],
        data["unit"],
        data["name"],
        date.fromisoformat(data["since"]),
        date.fromisoformat(data["until"]),
        data["basis"],
        data["planned_by"],
        data["planned_at"],
    )


def _write_review(one: ProcedureReview) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "round": one.round,
        "procedure": one.procedure,
        "name": write_words(one.name),
        "unit": one.unit,
        "officer": one.officer,
        "due_on": one.due_on.isoformat(),
        "state": one.state.value,
        "run": _write_run(one.run),
        "findings": write_findings(one.findings),
        "proposal": _write_proposal(one.proposal),
        "ruling": _write_ruling(one.ruling),
        "answer": _write_ruling(one.answer),
        "outcome": _write_outcome(one.outcome),
        "posting": _write_posting(one.posting),
        "history": [{"act": each.act.value, "at": each.at, "who": each.who, "note": each.note} for each in one.history],
    }


def read_review(data: Document) -> ProcedureReview:
    return ProcedureReview(
        round=data["round"],
        procedure=data["procedure"],
        name=Words(**data["name"]),
        version=data["version"],
        unit=data["unit"],
        officer=data["officer"],
        due_on=date.fromisoformat(data["due_on"]),
        state=ReviewState(data["state"]),
        run=Run(**data["run"]) if data["run"] else None,
        findings=read_findings(data["findings"]),
        proposal=_read_proposal(data["proposal"]),
        ruling=_read_ruling(data["ruling"]),
        answer=_read_ruling(data["answer"]),
        outcome=_read_outcome(data["outcome"]),
        posting=_read_posting(data["posting"]),
        history=tuple(Entry(Act(one["act"]), one["at"], one["who"], one["note"]) for one in data["history"]),
    )


def _write_run(one: Run | None) -> Document | None:
    if one is None:
        return None
    return {
        "number": one.number,
        "asked_at": one.asked_at,
        "asked_by": one.asked_by,
        "looked_at": one.looked_at,
        "finished_at": one.finished_at,
    }


def _write_proposal(one: Proposal | None) -> Document | None:
    if one is None:
        return None
    return {
        "measures": [_write_measure(each) for each in one.measures],
        "body": one.body.value,
        "reason": one.reason,
        "based_on": one.based_on,
        "proposed_at": one.proposed_at,
        "proposed_by": one.proposed_by,
    }


def _read_proposal(data: Document | None) -> Proposal | None:
    if data is None:
        return None
    measures = tuple(_read_measure(one) for one in data["measures"])
    return Proposal(
        measures, Body(data["body"]), data["reason"], data["based_on"], data["proposed_at"], data["proposed_by"]
    )


def _write_measure(one: Measure) -> Document:
    return {
        "kind": one.kind.value,
        "papers": list(one.papers),
        "limit": write_limit(one.limit) if one.limit else None,
        "into": one.into,
        "route": one.route,
        "level": one.level.value if one.level else None,
    }


def _read_measure(data: Document) -> Measure:
    return Measure(
        ProposalKind(data["kind"]),
        tuple(data["papers"]),
        read_limit(data["limit"]) if data["limit"] else None,
        data["into"],
        data["route"],
        Level(data["level"]) if data["level"] else None,
    )


def _write_ruling(one: Ruling | None) -> Document | None:
    if one is None:
        return None
    return {
        "verdict": one.verdict.value,
        "at": one.at,
        "by": one.by,
        "reason": one.reason,
        "document": one.document,
        "day": one.day.isoformat() if one.day else None,
    }


def _read_ruling(data: Document | None) -> Ruling | None:
    if data is None:
        return None
    day = date.fromisoformat(data["day"]) if data["day"] else None
    return Ruling(Verdict(data["verdict"]), data["at"], data["by"], data["reason"], data["document"], day)


def _write_outcome(one: Outcome | None) -> Document | None:
    if one is None:
        return None
    return {
        "document": one.document,
        "in_force": one.in_force.isoformat(),
        "note": one.note,
        "recorded_at": one.recorded_at,
        "recorded_by": one.recorded_by,
        "catalogue_version": one.catalogue_version,
    }


def _read_outcome(data: Document | None) -> Outcome | None:
    return Outcome(**{**data, "in_force": date.fromisoformat(data["in_force"])}) if data else None


def _write_posting(one: Posting | None) -> Document | None:
    if one is None:
        return None
    return {
        "day": one.day.isoformat(),
        "where": one.where,
        "recorded_at": one.recorded_at,
        "recorded_by": one.recorded_by,
    }


def _read_posting(data: Document | None) -> Posting | None:
    return Posting(**{**data, "day": date.fromisoformat(data["day"])}) if data else None


REVIEW_ROUNDS = Mapping(
    ReviewRound,
    ROUNDS,
    _write_round,
    read_round,
    (IndexModel([("unit", ASCENDING), ("planned_at", DESCENDING)], name="latest"),),
)
PROCEDURE_REVIEWS = Mapping(
    ProcedureReview,
    REVIEWS,
    _write_review,
    read_review,
    (IndexModel([("round", ASCENDING), ("procedure", ASCENDING)], name="of_round", unique=True),),
)
