"""What intake reads of routing: how the case of a dossier goes on.

They commute: the progress of a case keeps each fact in its own place, so any order ends in the same state.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from services.intake.consumed.holders import HolderRead, OtherTaskRead, held
from services.intake.consumed.results import ResultRead, needs_result, with_result
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.progress import Decision, Left, Outcome, Progress, Step, Task
from services.intake.domain.supplement import Supplement
from services.intake.use_cases.record_progress import (
    record_case_opened,
    record_decision,
    record_supplement_request,
    record_task_acknowledged,
    record_task_dates,
    record_task_dispatched,
    record_task_done,
    record_task_left,
    record_tasks_resumed,
)
from shared.bus.reading import NotYet, Order, Reading, Received
from shared.store.change import NOTHING, Change, Key, Loaded
from shared.working_time import Calendar, due_in_days

CASE_OPENED = "routing.case.opened.v1"
TASK_DISPATCHED = "routing.task.dispatched.v1"
TASK_ACKNOWLEDGED = "routing.task.acknowledged.v1"
TASK_RESUMED = "routing.task.resumed.v1"
SUPPLEMENT_REQUESTED = "routing.supplement.requested.v1"
TASK_DUE_CHANGED = "routing.task.due_changed.v1"
TASK_DONE = "routing.task.done.v1"
CASE_DECIDED = "routing.case.decided.v1"
TASK_REFUSED = "routing.task.refused.v1"
TASK_REASSIGNED = "routing.task.reassigned.v1"


class StepRead(Schema):
    id = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(load_default="")
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)
    after = fields.List(fields.String(), load_default=list)


class CaseOpenedRead(Schema):
    opened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)
    steps = fields.List(fields.Nested(StepRead), load_default=list)
    correction = fields.Integer(load_default=0)
    holders = fields.List(fields.Nested(HolderRead), load_default=None)


class TaskRead(Schema):
    task_id = fields.String(required=True)
    step = fields.String(load_default="")
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    opinion_for = fields.String(load_default="", allow_none=True)
    holders = fields.List(fields.Nested(HolderRead), load_default=None)


class TaskDispatchedRead(TaskRead):
    dispatched_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class TaskAcknowledgedRead(TaskRead):
    acknowledged_at = fields.AwareDateTime(required=True)


class TaskResumedRead(TaskRead):
    resumed_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)
    also = fields.List(fields.Nested(OtherTaskRead), load_default=list)


class TaskDueChangedRead(TaskRead):
    due_at = fields.AwareDateTime(required=True)
    also = fields.List(fields.Nested(OtherTaskRead), load_default=list)


class TaskDoneRead(TaskRead):
    done_at = fields.AwareDateTime(required=True)
    recalled = fields.List(fields.String(), load_default=list)
    result = fields.Nested(ResultRead, load_default=None, allow_none=True)


class TaskRefusedRead(TaskRead):
    reason = fields.String(load_default="")
    refused_at = fields.AwareDateTime(required=True)
    refused_by = fields.String(load_default="")


class TaskReassignedRead(TaskRead):
    to_task_id = fields.String(load_default="")
    to_agency_name = fields.String(load_default="")
    reason = fields.String(load_default="")
    reassigned_at = fields.AwareDateTime(required=True)
    reassigned_by = fields.String(load_default="")


class SupplementRequestedRead(TaskRead):
    wanted = fields.String(required=True)
    reason = fields.String(load_default="")
    requested_at = fields.AwareDateTime(required=True)


class CaseDecidedRead(Schema):
    decision = fields.String(required=True, validate=validate.OneOf([one.value for one in Outcome]))
    decided_at = fields.AwareDateTime(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    note = fields.String(load_default="", allow_none=True)
    result = fields.Nested(ResultRead, load_default=None, allow_none=True)
    task_id = fields.String(load_default="")
    recalled = fields.List(fields.String(), load_default=list)


def _case_opened(dossier: Dossier, received: Received) -> Change:
    data = received.data
    steps = tuple(
        Step(
            one["id"],
            one["agency"],
            one["agency_name"],
            Words(one["name"], one["name_en"] or one["name"]),
            one["due_at"],
            tuple(one["after"]),
        )
        for one in data["steps"]
    )
    opening = Progress(opened_at=data["opened_at"], due_at=data["due_at"], steps=steps, rerouted=data["correction"])
    return record_case_opened(dossier, opening, received.sequence, held(received))


def _task_dispatched(dossier: Dossier, received: Received) -> Change:
    data = received.data
    task = _task(data, dispatched_at=data["dispatched_at"], due_at=data["due_at"], dispatch_told=received.sequence)
    return record_task_dispatched(dossier, task, held(received))


def _task_acknowledged(dossier: Dossier, received: Received) -> Change:
    data = received.data
    told = {"officer": received.personal.get("officer"), "acknowledgement_told": received.sequence}
    task = _task(data, acknowledged_at=data["acknowledged_at"], **told)
    return record_task_acknowledged(dossier, task, held(received))


def _task_resumed(dossier: Dossier, received: Received) -> Change:
    data, told = received.data, received.sequence
    tasks = [
        _task(one, resumed_at=data["resumed_at"], resumed_due=one["due_at"], resumption_told=told)
        for one in (data, *data["also"])
    ]
    return record_tasks_resumed(dossier, tasks, held(received))


def _task_due_changed(dossier: Dossier, received: Received) -> Change:
    data, told = received.data, received.sequence
    tasks = [_task(one, moved_due=one["due_at"], move_told=told) for one in (data, *data["also"])]
    return record_task_dates(dossier, tasks, held(received))


def _task_done(dossier: Dossier, received: Received) -> Change:
    data = received.data
    return record_task_done(dossier, _task(data, done_at=data["done_at"]), held(received), data["recalled"])


def _task_refused(dossier: Dossier, received: Received) -> Change:
    data = received.data
    refused = Left(data["refused_at"], data["refused_by"], data["reason"])
    return record_task_left(dossier, _task(data, refused=refused), held(received))


def _task_reassigned(dossier: Dossier, received: Received) -> Change:
    data = received.data
    to = (data["to_agency_name"], data["to_task_id"])
    left = Left(data["reassigned_at"], data["reassigned_by"], data["reason"], *to)
    return record_task_left(dossier, _task(data, left=left), held(received))


def _task(data: dict[str, Any], **told: Any) -> Task:
    names = (data["task_id"], data["step"], data["agency"], data["agency_name"])
    return Task(*names, opinion_for=data.get("opinion_for") or "", **told)


def _supplement_requested(received: Received, loaded: Loaded, calendar: Calendar | None) -> Change:
    dossier = _known(received, loaded)
    _must_be_rerouted(dossier)
    if dossier.progress.is_over(received.sequence):
        return NOTHING  # asked for the procedure that was the wrong one
    data = received.data
    requested_at = whole_milliseconds(data["requested_at"])
    if calendar is None:
        raise NotYet("there is no working calendar yet: run init")
    supplement = Supplement(
        id=data["task_id"],
        asked_by=data["agency_name"],
        wanted=data["wanted"],
        reason=data["reason"],
        requested_at=requested_at,
        respond_by=due_in_days(calendar, requested_at, dossier.procedure.supplement.working_days),
        requested_by=f"agency:{data['agency']}",
    )
    try:
        return record_supplement_request(dossier, supplement, held(received))
    except IllegalStep as error:
        raise NotYet(error.slug) from error


def whole_milliseconds(moment: datetime) -> datetime:
    """As the store keeps it: what is computed from it must be the same before and after."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _must_be_rerouted(dossier: Dossier) -> None:
    """What an agency says while the case is on its way to another route may be of the old one. Raises NotYet."""
    if dossier.progress.rerouted < dossier.reroutings:
        raise NotYet("the case has not been opened anew for the right procedure yet")


def _case_decided(dossier: Dossier, received: Received) -> Change:
    _must_be_rerouted(dossier)
    data: dict[str, Any] = received.data
    result = data["result"] or {}
    decision = Decision(
        Outcome(data["decision"]),
        data["decided_at"],
        data["agency"],
        data["agency_name"],
        data["note"] or "",
        result.get("name"),
        result.get("number"),
        received.sequence,
    )
    return record_decision(dossier, decision, data["recalled"])


def _needs(received: Received) -> tuple[Key, ...]:
    return (Key(Dossier, received.subject),)


def _known(received: Received, loaded: Loaded) -> Dossier:
    dossier = loaded.get(Dossier, received.subject)
    if dossier is None:
        raise NotYet("there is no such dossier here")
    return dossier


def _applied(record: Callable[[Dossier, Received], Change]) -> Callable[[Received, Loaded], Change]:
    def apply(received: Received, loaded: Loaded) -> Change:
        try:
            return record(_known(received, loaded), received)
        except IllegalStep as error:
            raise NotYet(error.slug) from error

    return apply


def case_readings(calendar_id: str) -> tuple[Reading, ...]:
    """All of them; ``calendar_id`` is the calendar by which an applicant's time for an answer is counted."""

    def needs_calendar(received: Received) -> tuple[Key, ...]:
        return Key(Dossier, received.subject), Key(Calendar, calendar_id)

    def ask(received: Received, loaded: Loaded) -> Change:
        return _supplement_requested(received, loaded, loaded.get(Calendar, calendar_id))

    return (
        Reading(CASE_OPENED, CaseOpenedRead, _needs, _applied(_case_opened), Order.COMMUTES),
        Reading(TASK_DISPATCHED, TaskDispatchedRead, _needs, _applied(_task_dispatched), Order.COMMUTES),
        Reading(TASK_ACKNOWLEDGED, TaskAcknowledgedRead, _needs, _applied(_task_acknowledged), Order.COMMUTES),
        Reading(TASK_RESUMED, TaskResumedRead, _needs, _applied(_task_resumed), Order.COMMUTES),
        Reading(TASK_DUE_CHANGED, TaskDueChangedRead, _needs, _applied(_task_due_changed), Order.COMMUTES),
        Reading(TASK_DONE, TaskDoneRead, needs_result, with_result(_applied(_task_done)), Order.COMMUTES),
        Reading(TASK_REFUSED, TaskRefusedRead, _needs, _applied(_task_refused), Order.COMMUTES),
        Reading(TASK_REASSIGNED, TaskReassignedRead, _needs, _applied(_task_reassigned), Order.COMMUTES),
        Reading(SUPPLEMENT_REQUESTED, SupplementRequestedRead, needs_calendar, ask, Order.COMMUTES),
        Reading(CASE_DECIDED, CaseDecidedRead, needs_result, with_result(_applied(_case_decided)), Order.COMMUTES),
    )
