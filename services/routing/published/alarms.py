"""What is told of late work: to the other services, and the letter that reminds an agency."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from marshmallow import Schema, fields, validate

from services.routing.domain.agency import new_agency
from services.routing.domain.alarm import Alarm, AlarmKind, Told, alarm_of, silent_alarm
from services.routing.domain.escalation import Role
from services.routing.published.example import ACKNOWLEDGED, LETTERS, TASK_ID
from services.routing.use_cases import alarm_facts
from shared.bus.published import Published

ROLE = validate.OneOf([one.value for one in Role])


class AlarmTold(Schema):
    """What every alarm of a task tells. ``to`` is who is told of it now; ``at`` is when."""

    dossier = fields.String(required=True)
    task_id = fields.String(required=True)
    step = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    to = fields.String(
        required=True,
        validate=ROLE,
        metadata={"description": "officer (who has the task), head (of the agency) or leader (of the department)"},
    )
    at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)


class TaskDueSoon(AlarmTold):
    """A task will be due soon, in working time."""


class TaskOverdue(AlarmTold):
    """A task was not done by its date; told once for each date."""


class TaskEscalated(AlarmTold):
    """Of a late task, or one that nobody takes in hand, the next of the chain is told; ``level`` is which one, from 1,
    ``since`` is when it began to be so, ``times`` how often it went to and fro (kind ``bounced``)."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(["overdue", "unacknowledged", "not_sent", "unassigned", "bounced"]),
        metadata={
            "description": "overdue; unacknowledged: it lies in the agency's queue; not_sent: no room there; "
            "unassigned: nobody has it; bounced: it went to and fro between units"
        },
    )
    level = fields.Integer(required=True, metadata={"description": "which of the chain is told, from 1"})
    since = fields.AwareDateTime(required=True, metadata={"description": "since when it is so"})
    times = fields.Integer(
        required=True, allow_none=True, metadata={"description": "how often it went to and fro between units"}
    )


class TaskForecastLate(Schema):
    """By how long its step took before, a task will probably be late; told once for each date of it."""

    dossier = fields.String(required=True)
    task_id = fields.String(required=True)
    step = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True)
    share = fields.Integer(
        required=True, metadata={"description": "how many of a hundred earlier runs of the step were late"}
    )


class StepIrregular(Schema):
    """A step was skipped, or done by whoever's step it was not. ``task_id`` is the task that shows it."""

    dossier = fields.String(required=True)
    task_id = fields.String(required=True)
    step = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    kind = fields.String(
        required=True,
        validate=validate.OneOf(["skipped", "wrong_role"]),
        metadata={"description": "skipped: a step was left out; wrong_role: not its own agency did it"},
    )
    about = fields.String(
        required=True,
        metadata={"description": "the step that was left out, or who did it: agency:<key>, service:<name>"},
    )
    at = fields.AwareDateTime(required=True)


class AgencySilent(Schema):
    """An agency was not heard in its working hours since ``since``, while tasks lay in its queue."""

    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    since = fields.AwareDateTime(required=True, metadata={"description": "since when it is so"})
    tasks = fields.Integer(required=True, metadata={"description": "how many lie in its queue without an answer"})
    at = fields.AwareDateTime(required=True)


class AgencyTaskReminded(Schema):
    """The letter that reminds an agency of a task that it has: nothing is to be answered but the task itself."""

    task_id = fields.String(required=True)
    dossier = fields.String(required=True)
    reason = fields.String(
        required=True,
        validate=validate.OneOf(["due_soon", "overdue", "unacknowledged"]),
        metadata={"description": "due_soon, overdue, or unacknowledged: it lies in the queue"},
    )
    to = fields.String(
        required=True,
        validate=validate.OneOf(["officer", "head"]),
        metadata={"description": "who at the agency is to know: the officer who has it, or the agency's head"},
    )
    since = fields.AwareDateTime(required=True, metadata={"description": "since when it is so"})
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    reminded_at = fields.AwareDateTime(required=True, metadata={"description": "when the agency was reminded"})


_SOON = datetime(2026, 10, 15, 4, 30, tzinfo=UTC)
_LATE = datetime(2026, 10, 16, 4, 30, 1, tzinfo=UTC)
_HEAD = datetime(2026, 10, 16, 10, 0, tzinfo=UTC)
_AGENCY = new_agency("H99.11.02", "Phòng Nghiệp vụ Y Dược", "Medical and Pharmaceutical Affairs Division", "H99")
_TASK = ACKNOWLEDGED.task(TASK_ID)


def _alarm(kind: AlarmKind, at: datetime, since: datetime, *told: Told, about: str = "") -> Alarm:
    return replace(alarm_of(ACKNOWLEDGED, _TASK, kind, at, since, about=about), told=told)


DUE_SOON = _alarm(AlarmKind.DUE_SOON, _SOON, _SOON, Told(1, Role.OFFICER, _SOON))
OVERDUE = _alarm(AlarmKind.OVERDUE, _LATE, _TASK.due_at or _LATE, Told(1, Role.OFFICER, _LATE))
ESCALATED = OVERDUE.escalated(2, Role.HEAD, _HEAD)
LIKELY = replace(_alarm(AlarmKind.FORECAST, _SOON, _SOON), count=70)
IRREGULAR = _alarm(AlarmKind.WRONG_ROLE, _LATE, _LATE, about="agency:H99-11-05")
SILENT = silent_alarm(_AGENCY, datetime(2026, 10, 5, 1, 0, 1, tzinfo=UTC), _SOON, 3, Role.HEAD)

PUBLISHED = (
    Published(alarm_facts.TASK_DUE_SOON, TaskDueSoon, alarm_facts.task_due_soon(DUE_SOON)),
    Published(alarm_facts.TASK_OVERDUE, TaskOverdue, alarm_facts.task_overdue(OVERDUE)),
    Published(alarm_facts.TASK_ESCALATED, TaskEscalated, alarm_facts.task_escalated(ESCALATED)),
    Published(alarm_facts.TASK_FORECAST_LATE, TaskForecastLate, alarm_facts.task_forecast_late(LIKELY)),
    Published(alarm_facts.STEP_IRREGULAR, StepIrregular, alarm_facts.step_irregular(IRREGULAR)),
    Published(alarm_facts.AGENCY_SILENT, AgencySilent, alarm_facts.agency_silent(SILENT)),
    Published(
        alarm_facts.AGENCY_TASK_REMINDED,
        AgencyTaskReminded,
        alarm_facts.task_reminded(OVERDUE, ACKNOWLEDGED.version, LETTERS),
    ),
)
