"""What hotline reads of its questions to agencies."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.hotline.consumed.texts import TEXT
from services.hotline.use_cases.inside import ask_agency
from shared.bus.reading import Order, Reading


class QuestionAnsweredRead(Schema):
    """What the agency said, or why it says nothing."""

    outcome = fields.String(required=True, validate=TEXT)
    answer = fields.String(load_default="")
    reason = fields.String(load_default="")
    answered_at = fields.AwareDateTime(required=True)


READINGS = (
    Reading(
        "routing.question.answered.v1", QuestionAnsweredRead, ask_agency.needs, ask_agency.hear_answer, Order.LATEST
    ),
)
