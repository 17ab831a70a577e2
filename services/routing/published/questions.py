"""What routing tells the hotline of the questions that it asked agencies."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields, validate

from services.routing.domain.asking import Question
from services.routing.domain.calendar import Calendars
from services.routing.domain.handing_over import NewPlace
from services.routing.domain.task import Decision, Outcome
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.published.example import ACKNOWLEDGED, OPENED, TASK_ID
from services.routing.use_cases import hotline_questions
from services.routing.use_cases.clocks import CalendarClocks
from shared.bus.published import Published
from shared.working_time import Calendar

_AT = datetime(2026, 10, 6, 2, 0, tzinfo=UTC)
_CLOCKS = CalendarClocks(Calendars().with_calendar("H99", 1, Calendar("H99").to_data()), WORKING_TIME)
_ELSEWHERE = NewPlace("H99.11.03", "Phòng Bảo trợ xã hội", "H99")
_TASK = "3f1c2a9e5b7d4c6f8a0b1c2d3e4f5a6b"
_SIDE_ID = f"{OPENED.id}:2"
_WHY = Question(_ELSEWHERE, "Vì sao hồ sơ này chậm so với giấy hẹn?", 8, 5, of_holder=True)
_ASKED = ACKNOWLEDGED.opinion_asked(TASK_ID, _AT, _WHY, f"hotline:{_TASK}", _CLOCKS)
_ANSWERED = (
    _ASKED.dispatched(_SIDE_ID, _AT)
    .acknowledged(_SIDE_ID, _AT.replace(hour=3), "Tổ chuyên môn")
    .decided(_SIDE_ID, _AT.replace(hour=9), Decision(Outcome.DONE, "Chờ ý kiến phòng cháy, có ngày 12/10"), _CLOCKS)
)


class QuestionAnswered(Schema):
    """An agency answered what the hotline asked it, or nobody will, for this ``reason``."""

    task = fields.String(required=True, metadata={"description": "the hotline's own id of its question"})
    dossier = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    outcome = fields.String(
        required=True,
        validate=validate.OneOf((hotline_questions.GIVEN, hotline_questions.NOT_GIVEN)),
        metadata={"description": "given, or not given by the agency that was asked"},
    )
    answer = fields.String(required=True, metadata={"description": "what the agency said, for the desk only"})
    reason = fields.String(required=True)
    answered_at = fields.AwareDateTime(required=True)


PUBLISHED = (
    Published(
        hotline_questions.ANSWERED, QuestionAnswered, hotline_questions.answered(_ANSWERED, _ANSWERED.task(_SIDE_ID))
    ),
)
