"""What intake reads: its own smaller schema of each of routing's events, and the use case that each goes to.

All of them commute: the progress of a case keeps each fact in its own place, so any order ends in the same state.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import Schema, fields, validate

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.progress import Decision, Outcome, Progress, Step, Task
from services.intake.use_cases.record_progress import (
    record_case_opened,
    record_decision,
    record_task_acknowledged,
    record_task_dispatched,
)
from shared.bus.reading import NotYet, Order, Reading, Received
from shared.store.change import Change, Key, Loaded

CASE_OPENED = "routing.case.opened.v1"
TASK_DISPATCHED = "routing.task.dispatched.v1"
TASK_ACKNOWLEDGED = "routing.task.acknowledged.v1"
CASE_DECIDED = "routing.case.decided.v1"


class StepRead(Schema):
    id = fields.String(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(load_default="")


class CaseOpenedRead(Schema):
    opened_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)
    steps = fields.List(fields.Nested(StepRead), load_default=list)


class TaskRead(Schema):
    task_id = fields.String(required=True)
    step = fields.String(load_default="")
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)


class TaskDispatchedRead(TaskRead):
    dispatched_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class TaskAcknowledgedRead(TaskRead):
    acknowledged_at = fields.AwareDateTime(required=True)


class ResultRead(Schema):
    name = fields.String(load_default=None, allow_none=True)
    number = fields.String(load_default=None, allow_none=True)


class CaseDecidedRead(Schema):
    decision = fields.String(required=True, validate=validate.OneOf([one.value for one in Outcome]))
    decided_at = fields.AwareDateTime(required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    note = fields.String(load_default="", allow_none=True)
    result = fields.Nested(ResultRead, load_default=None, allow_none=True)


def _case_opened(dossier: Dossier, received: Received) -> Change:
    data = received.data
    steps = tuple(
        Step(one["id"], one["agency"], one["agency_name"], Words(one["name"], one["name_en"] or one["name"]))
        for one in data["steps"]
    )
    opening = Progress(opened_at=data["opened_at"], due_at=data["due_at"], steps=steps)
    return record_case_opened(dossier, opening, received.sequence)


def _task_dispatched(dossier: Dossier, received: Received) -> Change:
    data = received.data
    task = Task(
        data["task_id"],
        data["step"],
        data["agency"],
        data["agency_name"],
        dispatched_at=data["dispatched_at"],
        due_at=data["due_at"],
        dispatch_told=received.sequence,
    )
    return record_task_dispatched(dossier, task)


def _task_acknowledged(dossier: Dossier, received: Received) -> Change:
    data = received.data
    task = Task(
        data["task_id"],
        data["step"],
        data["agency"],
        data["agency_name"],
        acknowledged_at=data["acknowledged_at"],
        officer=received.personal.get("officer"),
        acknowledgement_told=received.sequence,
    )
    return record_task_acknowledged(dossier, task)


def _case_decided(dossier: Dossier, received: Received) -> Change:
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
    return record_decision(dossier, decision)


def _needs(received: Received) -> tuple[Key, ...]:
    return (Key(Dossier, received.subject),)


def _applied(record: Callable[[Dossier, Received], Change]) -> Callable[[Received, Loaded], Change]:
    def apply(received: Received, loaded: Loaded) -> Change:
        dossier = loaded.get(Dossier, received.subject)
        if dossier is None:
            raise NotYet("there is no such dossier here")
        try:
            return record(dossier, received)
        except IllegalStep as error:
            raise NotYet(error.slug) from error

    return apply


READINGS = (
    Reading(CASE_OPENED, CaseOpenedRead, _needs, _applied(_case_opened), Order.COMMUTES),
    Reading(TASK_DISPATCHED, TaskDispatchedRead, _needs, _applied(_task_dispatched), Order.COMMUTES),
    Reading(TASK_ACKNOWLEDGED, TaskAcknowledgedRead, _needs, _applied(_task_acknowledged), Order.COMMUTES),
    Reading(CASE_DECIDED, CaseDecidedRead, _needs, _applied(_case_decided), Order.COMMUTES),
)
