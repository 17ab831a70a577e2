"""What the review of procedures tells: decisions, and since when people can read of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from marshmallow import Schema, fields, validate

from services.intake.domain.errors import Words
from services.intake.domain.review.findings import Findings, Overall
from services.intake.domain.review.proposal import Body, Measure, ProposalKind
from services.intake.domain.review.records import Outcome, Posting, Proposal, Ruling, Verdict
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.domain.time_limit import LimitKind, TimeLimit
from services.intake.published.dossier_head import ProcedureName
from services.intake.use_cases.review import facts
from shared.bus.published import Published

NOBODY = "it stands in the history of the catalogue's care; reports of a round are made here"


class ReviewHead(Schema):
    """Which review, and what it proposed."""

    round = fields.String(required=True, metadata={"description": "id of the round"})
    procedure = fields.Nested(ProcedureName, required=True)
    measures = fields.List(
        fields.String(validate=validate.OneOf([one.value for one in ProposalKind])),
        required=True,
        metadata={"description": "what was proposed, by kind"},
    )


class ReviewDecided(ReviewHead):
    """A proposal of the review was decided on: by the department, or by whom it was put forward to."""

    verdict = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Verdict]),
        metadata={"description": "what was said; `approved` by the department puts it forward where another decides"},
    )
    body = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Body]),
        metadata={"description": "who said it"},
    )
    state = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in ReviewState]),
        metadata={"description": "where the review stands since"},
    )
    document = fields.String(
        required=True, metadata={"description": "number of the decision; empty where there is none"}
    )
    decided_at = fields.AwareDateTime(required=True)


class ReviewPosted(ReviewHead):
    """What came of a review is public."""

    posted_on = fields.Date(required=True, metadata={"description": "the day from which people can read of it"})
    where = fields.String(required=True, metadata={"description": "where they read of it"})
    approved = fields.Boolean(required=True, metadata={"description": "whether the proposal was approved"})
    catalogue_version = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "the procedure's version that shows the result; null where none does"},
    )


def _proposed() -> ProcedureReview:
    at = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    measure = Measure(ProposalKind.SHORTEN, limit=TimeLimit(LimitKind.WORKING_DAYS, Decimal(9)))
    found = Findings(2, at, Overall(received=1222, done=1114, in_time=1114, open=108), ())
    planned = ProcedureReview(
        "2611-4f09ab",
        "2.000286",
        Words("Tiếp nhận đối tượng vào cơ sở trợ giúp xã hội", "Admission to a social assistance facility"),
        1,
        "H99.11",
        "reception",
        date(2026, 11, 30),
    )
    examined = planned.examine(at, "staff:reception").examined(found, 1222, at, "service:intake")
    reason = "Hồ sơ xong trước hạn hai ngày trong chín phần mười trường hợp."
    return examined.propose(Proposal((measure,), Body.DEPARTMENT, reason, 1, at, "staff:reception"))


_DECIDED = _proposed().decide(
    Ruling(Verdict.APPROVED, datetime(2026, 11, 23, 2, 0, tzinfo=UTC), "staff:leader", "", "215/QĐ-SYT")
)
_AT = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
_POSTED = _DECIDED.carry_out(Outcome("215/QĐ-SYT", date(2026, 12, 1), "", _AT, "staff:reception", 2)).post(
    Posting(date(2026, 12, 1), "Cổng thông tin điện tử Sở Y tế", _AT, "staff:reception")
)
PUBLISHED = (
    Published(facts.DECIDED, ReviewDecided, facts.ruled(_DECIDED), unread_because=NOBODY),
    Published(facts.POSTED, ReviewPosted, facts.posted(_POSTED), unread_because=NOBODY),
)
