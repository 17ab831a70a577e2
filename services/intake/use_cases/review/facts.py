"""What a review tells: who decided what about a procedure, and since when people can read of it."""

from __future__ import annotations

from typing import Any

from services.intake.domain.review.records import Ruling
from services.intake.domain.review.review import ProcedureReview
from shared.store.change import Fact
from shared.working_time.calendar import local

DECIDED = "intake.review.decided.v1"
POSTED = "intake.review.posted.v1"


def ruled(review: ProcedureReview) -> Fact:
    """The leader's decision. Raises ValueError where there is none."""
    return _decided(review, review.ruling, "department")


def answered(review: ProcedureReview) -> Fact:
    """The decision of the body to which it was put forward. Raises ValueError where there is none."""
    return _decided(review, review.answer, review.proposal.body.value if review.proposal else "")


def posted(review: ProcedureReview) -> Fact:
    """People can read of it. Raises ValueError where they cannot."""
    if review.posting is None:
        raise ValueError(f"review {review.id} is not posted")
    data = {
        **_head(review),
        "posted_on": review.posting.day.isoformat(),
        "where": review.posting.where,
        "approved": review.approved,
        "catalogue_version": review.outcome.catalogue_version if review.outcome else None,
    }
    return Fact(POSTED, review.id, review.version, data)


def _decided(review: ProcedureReview, ruling: Ruling | None, body: str) -> Fact:
    if ruling is None:
        raise ValueError(f"review {review.id} is not decided")
    data = {
        **_head(review),
        "verdict": ruling.verdict.value,
        "body": body,
        "state": review.state.value,
        "document": ruling.document,
        "decided_at": local(ruling.at).isoformat(),
    }
    return Fact(DECIDED, review.id, review.version, data)


def _head(review: ProcedureReview) -> dict[str, Any]:
    return {
        "round": review.round,
        "procedure": {"code": review.procedure, "name": review.name.vi, "name_en": review.name.en},
        "measures": [one.kind.value for one in review.proposal.measures] if review.proposal else [],
    }
