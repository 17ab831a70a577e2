"""What routing tells the other services of its cases and tasks."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from services.routing.domain.task import Outcome
from services.routing.published.example import (
    ACKNOWLEDGED,
    ASKED,
    DECIDED,
    DISPATCHED,
    FIRST_DONE,
    OPENED,
    REDATED,
    RESUMED,
    ROUTE,
    TASK_ID,
)
from services.routing.use_cases import facts
from shared.bus.published import Published

# The file of a result that came within the decision, in base64.
CONTENT = ("content",)
OUTCOME = validate.OneOf([outcome.value for outcome in Outcome])


class HolderSchema(Schema):
    """An agency that has a part of the case now; ``opinion_for`` is the task for which its opinion is asked."""

    task_id = fields.String(required=True)
    step = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    status = fields.String(required=True)
    since = fields.AwareDateTime(required=True, allow_none=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    opinion_for = fields.String(required=True, allow_none=True)


HOLDERS = fields.List(
    fields.Nested(HolderSchema), metadata={"description": "every agency that has a part now, however many run at once"}
)


class RouteReference(Schema):
    """Which version of which route."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)


class StepSchema(Schema):
    """One step of the route, with the agency's name on the day the case was opened."""

    id = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)
    due_at = fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "by when the agency is to be done, as planned when the case was opened"},
    )
    after = fields.List(
        fields.String(),
        metadata={"description": "the steps that it comes after; steps after the same one run side by side"},
    )


class CaseOpened(Schema):
    """``due_at`` is the dossier's date; null where the procedure has none."""

    route = fields.Nested(RouteReference, required=True)
    opened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    steps = fields.List(fields.Nested(StepSchema), required=True)
    correction = fields.Integer()
    holders = HOLDERS


def _recalled() -> fields.Field[Any]:
    told = "tasks that were taken back from their agencies by this"
    return fields.List(fields.String(), metadata={"description": told})


class TaskPlace(Schema):
    """Which task, at which agency, and who has a part of the case now. ``opinion_for`` is the task whose agency asked
    for this one's opinion; null for a step of the route."""

    opinion_for = fields.String(allow_none=True)
    holders = HOLDERS

    task_id = fields.String(required=True)
    step = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)


class TaskDispatched(TaskPlace):
    """The task is in the agency's queue; ``due_at`` is the agency's own date."""

    dispatched_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)


class TaskAcknowledged(TaskPlace):
    """The agency has the task in hand."""

    acknowledged_at = fields.AwareDateTime(required=True)


class OtherTask(Schema):
    """A task beside the first one, to which the same happened at once; ``due_at`` is its own date."""

    task_id = fields.String(required=True)
    step = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)


class TaskResumed(TaskPlace):
    """The applicant's papers came, and the agency goes on; ``due_at`` is its new date."""

    resumed_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    also = fields.List(fields.Nested(OtherTask))


class TaskDueChanged(TaskPlace):
    """The agency that has the task has another date, as the dossier has."""

    due_before = fields.AwareDateTime(required=True, allow_none=True)
    due_at = fields.AwareDateTime(required=True)
    also = fields.List(fields.Nested(OtherTask))


class TaskDone(TaskPlace):
    """The agency's part is over, and the case goes on elsewhere; what decides the case is told as such instead."""

    done_at = fields.AwareDateTime(required=True)
    recalled = _recalled()
    result = fields.Nested(lambda: ResultSchema(), allow_none=True)


class SupplementRequested(TaskPlace):
    """The agency wants papers of the applicant, who reads both texts; its clock stands still from ``requested_at``."""

    wanted = fields.String(required=True)
    reason = fields.String(required=True)
    requested_at = fields.AwareDateTime(required=True)


class ResultFile(Schema):
    """The paper itself: ``upload_id`` names it where it was uploaded before, else it came with the decision."""

    upload_id = fields.String(metadata={"description": "as the upload link answered it"})
    sha256 = fields.String(required=True, metadata={"description": "of the whole file, hexadecimal"})
    size = fields.Integer(required=True, metadata={"description": "bytes"})
    media_type = fields.String(required=True)


class ResultSchema(Schema):
    """The paper that was issued."""

    name = fields.String(required=True)
    number = fields.String(required=True)
    issued_at = fields.String(required=True, allow_none=True)
    file = fields.Nested(ResultFile, allow_none=True)


class CaseDecided(Schema):
    """``note`` may be read by the applicant; ``result`` is null where no paper was issued."""

    decision = fields.String(required=True, validate=validate.OneOf(["granted", "denied"]))
    decided_at = fields.AwareDateTime(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    note = fields.String(required=True)
    result = fields.Nested(ResultSchema, required=True, allow_none=True)
    task_id = fields.String()
    recalled = _recalled()


PUBLISHED = (
    Published(facts.CASE_OPENED, CaseOpened, facts.case_opened(OPENED, ROUTE)),
    Published(facts.TASK_DISPATCHED, TaskDispatched, facts.task_dispatched(DISPATCHED, DISPATCHED.task(TASK_ID))),
    Published(
        facts.TASK_ACKNOWLEDGED, TaskAcknowledged, facts.task_acknowledged(ACKNOWLEDGED, ACKNOWLEDGED.task(TASK_ID))
    ),
    Published(facts.SUPPLEMENT_REQUESTED, SupplementRequested, facts.supplement_requested(ASKED, ASKED.task(TASK_ID))),
    Published(facts.TASK_RESUMED, TaskResumed, facts.task_resumed(RESUMED, RESUMED.task(TASK_ID))),
    Published(
        facts.TASK_DUE_CHANGED,
        TaskDueChanged,
        facts.task_due_changed(REDATED, REDATED.task(TASK_ID), OPENED.tasks[0].due_at),
    ),
    Published(facts.TASK_DONE, TaskDone, facts.task_done(FIRST_DONE, FIRST_DONE.tasks[0]), CONTENT),
    Published(facts.CASE_DECIDED, CaseDecided, facts.case_decided(DECIDED, DECIDED.task(TASK_ID)), CONTENT),
)
