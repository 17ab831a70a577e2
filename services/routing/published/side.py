"""What is told and wanted beside the way of the route: refused and reassigned tasks, opinions between agencies."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields, validate

from services.routing.domain.asking import Question
from services.routing.domain.calendar import Calendars
from services.routing.domain.handing_over import NewPlace
from services.routing.domain.task import Decision, Outcome
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.published.cases import TaskPlace
from services.routing.published.example import ACKNOWLEDGED, LETTERS, OPENED, TASK_ID
from services.routing.use_cases import side_facts
from services.routing.use_cases.clocks import CalendarClocks
from shared.bus.published import Published
from shared.store.change import Address, Fact
from shared.working_time import Calendar

REASON = "Việc này thuộc thẩm quyền của Phòng Bảo trợ xã hội"
QUESTION = "Cơ sở có đủ điều kiện về phòng cháy, chữa cháy không?"
_AT = datetime(2026, 10, 6, 2, 0, tzinfo=UTC)
_CLOCKS = CalendarClocks(Calendars().with_calendar("H99", 1, Calendar("H99").to_data()), WORKING_TIME)
_ELSEWHERE = NewPlace("H99.11.03", "Phòng Bảo trợ xã hội", "H99")
_REFUSED = ACKNOWLEDGED.refused(TASK_ID, _AT, REASON, "agency:H99-11-02")
_REASSIGNED = _REFUSED.reassigned(TASK_ID, _AT.replace(hour=3), _ELSEWHERE, REASON, "staff:vanhanh")
_SIDE_ID = f"{OPENED.id}:2"
_ASKED = ACKNOWLEDGED.opinion_asked(TASK_ID, _AT, Question(_ELSEWHERE, QUESTION, 8, 5), "agency:H99-11-02", _CLOCKS)
_ADVISED = (
    _ASKED.dispatched(_SIDE_ID, _AT)
    .acknowledged(_SIDE_ID, _AT.replace(hour=3), "Tổ chuyên môn")
    .decided(_SIDE_ID, _AT.replace(hour=9), Decision(Outcome.DONE, "Cơ sở đủ điều kiện"), _CLOCKS)
)


class TaskRefused(TaskPlace):
    """The agency does not take the task, which lies with the centre until another one has it; its date stays."""

    reason = fields.String(required=True)
    refused_at = fields.AwareDateTime(required=True)
    refused_by = fields.String(required=True)


class TaskReassigned(TaskPlace):
    """Another agency has the step from now on, as the task ``to_task_id``."""

    to_task_id = fields.String(required=True)
    to_agency = fields.String(required=True)
    to_agency_name = fields.String(required=True)
    reason = fields.String(required=True)
    reassigned_at = fields.AwareDateTime(required=True)
    reassigned_by = fields.String(required=True)


class OpinionPlace(Schema):
    """Your task ``task_id``, the task by which the other agency was asked, and what you asked."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    opinion_task_id = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    question = fields.String(required=True)


class OpinionGiven(OpinionPlace):
    """The letter with the opinion that you asked for; ``refused``: the agency gives none, for this ``reason``."""

    outcome = fields.String(required=True, validate=validate.OneOf((side_facts.GIVEN, side_facts.REFUSED)))
    opinion = fields.String(required=True)
    reason = fields.String(required=True)
    answered_at = fields.AwareDateTime(required=True)


class OpinionLate(OpinionPlace):
    """The letter that tells that the opinion is late: your own clock runs on, and you may decide without it."""

    due_at = fields.AwareDateTime(required=True)


class RefusalWanted(Schema):
    """Not our task, with the reason. It may come instead of the acknowledgement or after it, before the decision."""

    task_id = fields.String(required=True)
    reason = fields.String(required=True, validate=validate.Length(min=1, max=4000))


class OpinionWanted(Schema):
    """An opinion is asked of another agency, by its code, for a task that you have in hand. Your own clock runs on;
    ``hours`` are working hours of the agency that is asked, left out for the usual ones. The answer comes as
    ``agency.opinion.given.v1``."""

    task_id = fields.String(required=True)
    agency = fields.String(required=True)
    question = fields.String(required=True, validate=validate.Length(min=1, max=4000))
    hours = fields.Float(allow_none=True)


def _reply(type: str, data: dict[str, object]) -> Fact:
    return Fact(type, OPENED.id, 2, data, address=Address("agency.replies", f"H99-11-02.{type}"))


_ASKING = {"task_id": TASK_ID, "agency": "H99.11.03", "question": QUESTION, "hours": 8.0}

PUBLISHED = (
    Published(side_facts.TASK_REFUSED, TaskRefused, side_facts.task_refused(_REFUSED, _REFUSED.task(TASK_ID))),
    Published(
        side_facts.TASK_REASSIGNED,
        TaskReassigned,
        side_facts.task_reassigned(_REASSIGNED, _REASSIGNED.task(TASK_ID)),
    ),
    Published(
        side_facts.AGENCY_OPINION_GIVEN,
        OpinionGiven,
        side_facts.opinion_given(_ADVISED, _ADVISED.task(_SIDE_ID), LETTERS),
    ),
    Published(
        side_facts.AGENCY_OPINION_LATE, OpinionLate, side_facts.opinion_late(_ASKED, _ASKED.task(_SIDE_ID), LETTERS)
    ),
    Published(
        side_facts.AGENCY_REFUSED,
        RefusalWanted,
        _reply(side_facts.AGENCY_REFUSED, {"task_id": TASK_ID, "reason": REASON}),
        sender="agency",
    ),
    Published(
        side_facts.AGENCY_OPINION_REQUESTED,
        OpinionWanted,
        _reply(side_facts.AGENCY_OPINION_REQUESTED, _ASKING),
        sender="agency",
    ),
)
