"""Rounds, reviews, findings and reports as the JSON that the API gives."""

from __future__ import annotations

from typing import Any

from services.intake.api.shown.values import Json, limit, moment, words
from services.intake.domain.review.findings import Findings, KeptEvidence, Line
from services.intake.domain.review.plan import ReviewRound
from services.intake.domain.review.proposal import Measure
from services.intake.domain.review.records import Outcome, Posting, Proposal, Ruling
from services.intake.domain.review.report import RoundReport, Share
from services.intake.domain.review.review import ProcedureReview


def review_round(one: ReviewRound) -> Json:
    return {
        "id": one.id,
        "version": one.version,
        "unit": one.unit,
        "name": one.name,
        "basis": one.basis,
        "since": one.since.isoformat(),
        "until": one.until.isoformat(),
        "planned_by": one.planned_by,
        "planned_at": moment(one.planned_at),
    }


def review_item(one: ProcedureReview) -> Json:
    return {
        "round": one.round,
        "procedure": {"code": one.procedure, "name": words(one.name)},
        "version": one.version,
        "officer": one.officer,
        "due_on": one.due_on.isoformat(),
        "state": one.state.value,
        "state_words": words(one.state.words),
    }


def review(one: ProcedureReview) -> Json:
    run = one.run
    return {
        **review_item(one),
        "run": {"number": run.number, "looked_at": run.looked_at, "finished_at": moment(run.finished_at)}
        if run
        else None,
        "findings": findings(one.findings) if one.findings else None,
        "proposal": proposal(one.proposal) if one.proposal else None,
        "decision": ruling(one.ruling),
        "answer": ruling(one.answer),
        "result": outcome(one.outcome),
        "posted": posting(one.posting),
        "history": [
            {"act": each.act.value, "at": moment(each.at), "who": each.who, "note": each.note} for each in one.history
        ],
    }


def findings(one: Findings) -> Json:
    overall: dict[str, Any] = {name: getattr(one.overall, name) for name in one.overall.__slots__}
    return {
        "as_of": moment(one.as_of),
        "rules_of": one.rules_of,
        "overall": overall,
        "lines": [line(each) for each in one.lines],
    }


def line(one: Line) -> Json:
    return {
        "kind": one.kind.value,
        "key": one.key,
        "words": words(one.words),
        "count": one.count,
        "of": one.of,
        "figures": dict(one.figures),
    }


def evidence(one: KeptEvidence) -> Json:
    found = one.evidence
    return {"dossier": found.dossier, "at": moment(found.at), "late_by_minutes": found.minutes, "note": found.note}


def proposal(one: Proposal) -> Json:
    return {
        "measures": [measure(each) for each in one.measures],
        "body": one.body.value,
        "reason": one.reason,
        "based_on": one.based_on,
        "proposed_at": moment(one.proposed_at),
        "proposed_by": one.proposed_by,
    }


def measure(one: Measure) -> Json:
    return {
        "kind": one.kind.value,
        "words": words(one.kind.words),
        "papers": list(one.papers),
        "limit": limit(one.limit),
        "into": one.into,
        "route": one.route,
        "level": one.level.value if one.level else None,
    }


def ruling(one: Ruling | None) -> Json | None:
    if one is None:
        return None
    return {
        "verdict": one.verdict.value,
        "at": moment(one.at),
        "by": one.by,
        "reason": one.reason,
        "document": one.document,
        "day": one.day.isoformat() if one.day else None,
    }


def outcome(one: Outcome | None) -> Json | None:
    if one is None:
        return None
    return {
        "document": one.document,
        "in_force": one.in_force.isoformat(),
        "note": one.note,
        "recorded_at": moment(one.recorded_at),
        "recorded_by": one.recorded_by,
        "catalogue_version": one.catalogue_version,
    }


def posting(one: Posting | None) -> Json | None:
    return {"day": one.day.isoformat(), "where": one.where, "recorded_by": one.recorded_by} if one else None


def report(one: RoundReport) -> Json:
    """Shares are ``{count, of, percent}``; ``percent`` is null of nothing."""
    return {
        "round": review_round(one.round),
        "day": one.day.isoformat(),
        "catalogue": one.catalogue,
        "by_level": {level.value: count for level, count in one.by_level.items()},
        "online_in_full": share(one.online_in_full),
        "states": {state.value: count for state, count in one.states.items()},
        "overdue": one.overdue,
        "reviewed": share(one.reviewed),
        "decided": share(one.decided),
        "simplified": share(one.simplified),
        "posted": share(one.posted),
        "cut_of_catalogue": share(one.cut_of_catalogue),
        "kinds": [
            {
                "kind": each.kind.value,
                "words": words(each.kind.words),
                "proposed": each.proposed,
                "approved": share(Share(each.approved, one.reviewed.of)),
                "done": each.done,
            }
            for each in one.kinds
        ],
        "working_days": {"before": one.days_before, "after": one.days_after, "cut": one.days_cut},
        "calendar_days_cut": one.calendar_days_cut,
        "papers": {"before": one.papers_before, "cut": one.papers_cut},
        "reviews": [review_item(each) for each in one.reviews],
    }


def share(one: Share) -> Json:
    return {"count": one.count, "of": one.of, "percent": one.percent}
