"""What is told of alarms: to the other services, and by letter to the agency whose task it is."""

from __future__ import annotations

from typing import Any

from services.routing.domain.alarm import Alarm, AlarmKind
from services.routing.domain.escalation import Role
from services.routing.domain.task import WITH_AGENCY, Task
from shared.store.change import Address, Fact

TASK_DUE_SOON = "routing.task.due_soon.v1"
TASK_OVERDUE = "routing.task.overdue.v1"
TASK_ESCALATED = "routing.task.escalated.v1"
TASK_FORECAST_LATE = "routing.task.forecast_late.v1"
STEP_IRREGULAR = "routing.step.irregular.v1"
AGENCY_SILENT = "routing.agency.silent.v1"
AGENCY_TASK_REMINDED = "agency.task.reminded.v1"

# An agency is reminded of what it can do something about; its own head is told through it, the department's leaders
# are told by the centre.
REMINDED = frozenset({AlarmKind.DUE_SOON, AlarmKind.OVERDUE, AlarmKind.UNACKNOWLEDGED})
IN_AGENCY = frozenset({Role.OFFICER, Role.HEAD})


def told_of(alarm: Alarm) -> Fact | None:
    """The event of an alarm that was just raised or went one up; None for what is only listed."""
    if alarm.kind is AlarmKind.SILENT:
        return agency_silent(alarm)
    if alarm.kind in (AlarmKind.SKIPPED, AlarmKind.WRONG_ROLE):
        return step_irregular(alarm)
    if alarm.kind is AlarmKind.FORECAST:
        return task_forecast_late(alarm)
    if not alarm.told:
        return None
    if alarm.level == 1 and alarm.kind is AlarmKind.DUE_SOON:
        return task_due_soon(alarm)
    if alarm.level == 1 and alarm.kind is AlarmKind.OVERDUE:
        return task_overdue(alarm)
    return task_escalated(alarm)


def task_due_soon(alarm: Alarm) -> Fact:
    """A task will be due soon."""
    return _fact(TASK_DUE_SOON, alarm, {"due_at": _due(alarm)})


def task_overdue(alarm: Alarm) -> Fact:
    """A task was not done by its date."""
    return _fact(TASK_OVERDUE, alarm, {"due_at": _due(alarm)})


def task_escalated(alarm: Alarm) -> Fact:
    """One more of the chain was told. Raises IndexError for an alarm of which nobody was."""
    last = alarm.told[-1]
    data = {
        "kind": alarm.kind.value,
        "level": last.level,
        "since": alarm.since.isoformat(),
        "due_at": _due(alarm),
        "times": alarm.count if alarm.kind is AlarmKind.BOUNCED else None,
    }
    return _fact(TASK_ESCALATED, alarm, data)


def task_forecast_late(alarm: Alarm) -> Fact:
    """By its step's own history a task will probably be late; nobody is told by it, it is for plans."""
    data = {
        "dossier": alarm.dossier,
        "task_id": alarm.task_id,
        "step": alarm.step,
        "agency": alarm.agency,
        "agency_name": alarm.agency_name,
        "at": alarm.raised_at.isoformat(),
        "due_at": _due(alarm),
        "share": alarm.count,
    }
    return Fact(TASK_FORECAST_LATE, alarm.id, alarm.version, data)


def step_irregular(alarm: Alarm) -> Fact:
    """A step was skipped, or done by whoever's step it was not."""
    data = {
        "dossier": alarm.dossier,
        "task_id": alarm.task_id,
        "step": alarm.step,
        "agency": alarm.agency,
        "agency_name": alarm.agency_name,
        "kind": alarm.kind.value,
        "about": alarm.about,
        "at": alarm.raised_at.isoformat(),
    }
    return Fact(STEP_IRREGULAR, alarm.id, alarm.version, data)


def agency_silent(alarm: Alarm) -> Fact:
    """An agency was not heard while tasks lay in its queue."""
    data = {
        "agency": alarm.agency,
        "agency_name": alarm.agency_name,
        "since": alarm.since.isoformat(),
        "tasks": alarm.count,
        "at": alarm.raised_at.isoformat(),
    }
    return Fact(AGENCY_SILENT, alarm.id, alarm.version, data)


def reminds(alarm: Alarm, task: Task) -> bool:
    """Whether the agency gets a letter of this telling."""
    return (
        alarm.kind in REMINDED and bool(alarm.told) and alarm.told[-1].role in IN_AGENCY and task.status in WITH_AGENCY
    )


def task_reminded(alarm: Alarm, case_version: int, address: Address) -> Fact:
    """The letter: which task, what is the matter, who there should know."""
    last = alarm.told[-1]
    data = {
        "task_id": alarm.task_id,
        "dossier": alarm.dossier,
        "reason": alarm.kind.value,
        "to": last.role.value,
        "since": alarm.since.isoformat(),
        "due_at": _due(alarm),
        "reminded_at": last.at.isoformat(),
    }
    return Fact(AGENCY_TASK_REMINDED, alarm.dossier, case_version, data, address=address)


def _fact(type: str, alarm: Alarm, more: dict[str, Any]) -> Fact:
    last = alarm.told[-1]
    data = {
        "dossier": alarm.dossier,
        "task_id": alarm.task_id,
        "step": alarm.step,
        "agency": alarm.agency,
        "agency_name": alarm.agency_name,
        "to": last.role.value,
        "at": last.at.isoformat(),
        **more,
    }
    return Fact(type, alarm.id, alarm.version, data)


def _due(alarm: Alarm) -> str | None:
    return alarm.due_at.isoformat() if alarm.due_at else None
