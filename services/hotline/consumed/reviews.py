"""What the weekly review hears of routing: steps, lateness, what is irregular, silent agencies. All of it commutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from marshmallow import Schema, fields

from services.hotline.consumed.texts import TEXT
from services.hotline.domain.review.followed import Heard
from services.hotline.use_cases.review import know_steps
from shared.bus.reading import Order, Reading, Received
from shared.store.change import Change, Key, Loaded


class StepRead(Schema):
    """A step of the route, as it is called."""

    id = fields.String(required=True, validate=TEXT)
    name = fields.String(load_default="")
    name_en = fields.String(load_default="")


class PlaceRead(Schema):
    """Which task, of which step, at which agency."""

    task_id = fields.String(required=True, validate=TEXT)
    step = fields.String(required=True, validate=TEXT)
    agency = fields.String(required=True, validate=TEXT)
    agency_name = fields.String(required=True, validate=TEXT)


class PausedRead(Schema):
    task_id = fields.String(required=True, validate=TEXT)
    requested_at = fields.AwareDateTime(required=True)


class DatedRead(Schema):
    task_id = fields.String(required=True, validate=TEXT)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class RedatedRead(DatedRead):
    also = fields.List(fields.Nested(DatedRead), load_default=list)


class ResumedRead(RedatedRead):
    resumed_at = fields.AwareDateTime(required=True)


class EndedRead(Schema):
    task_id = fields.String(required=True, validate=TEXT)
    recalled = fields.List(fields.String(), load_default=list)


class DoneRead(EndedRead):
    done_at = fields.AwareDateTime(required=True)


class RefusedRead(EndedRead):
    refused_at = fields.AwareDateTime(required=True)


class ReassignedRead(EndedRead):
    reassigned_at = fields.AwareDateTime(required=True)


class AlarmRead(PlaceRead):
    dossier = fields.String(required=True, validate=TEXT)
    at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class EscalatedRead(AlarmRead):
    kind = fields.String(required=True, validate=TEXT)
    level = fields.Integer(required=True)
    to = fields.String(required=True, validate=TEXT)


class ForecastRead(AlarmRead):
    share = fields.Integer(required=True)


class IrregularRead(AlarmRead):
    kind = fields.String(required=True, validate=TEXT)
    about = fields.String(load_default="")


class SilentRead(Schema):
    agency = fields.String(required=True, validate=TEXT)
    agency_name = fields.String(required=True, validate=TEXT)
    since = fields.AwareDateTime(required=True)
    tasks = fields.Integer(required=True)
    at = fields.AwareDateTime(required=True)


def _of_case(type: str, schema: Callable[[], Schema], apply: know_steps.Handler) -> Reading:
    return Reading(type, schema, know_steps.of_case, apply, Order.COMMUTES)


def _alarm(type: str, schema: Callable[[], Schema], kind: Heard, *names: str) -> Reading:
    return Reading(type, schema, know_steps.of_alarm, know_steps.alarmed(kind, *names), Order.COMMUTES)


# What other readings of the hotline's hear as well: the same event, kept for the review besides.
BESIDES: Mapping[str, know_steps.Handler] = {
    "routing.case.opened.v1": know_steps.opened,
    "routing.task.dispatched.v1": know_steps.dispatched,
    "routing.task.acknowledged.v1": know_steps.acknowledged,
    "routing.case.decided.v1": know_steps.ended("decided_at"),
}
MORE_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "routing.case.opened.v1": {"steps": fields.List(fields.Nested(StepRead), load_default=list)},
    "routing.task.dispatched.v1": {
        "step": fields.String(required=True, validate=TEXT),
        "holders": fields.List(fields.Dict(), load_default=list),
    },
    "routing.case.decided.v1": {
        "task_id": fields.String(load_default=""),
        "recalled": fields.List(fields.String(), load_default=list),
    },
}

READINGS = (
    _of_case("routing.supplement.requested.v1", PausedRead, know_steps.paused),
    _of_case("routing.task.resumed.v1", ResumedRead, know_steps.dated(Heard.RESUMED, "resumed_at")),
    _of_case("routing.task.due_changed.v1", RedatedRead, know_steps.dated(Heard.REDATED)),
    _of_case("routing.task.done.v1", DoneRead, know_steps.ended("done_at")),
    _of_case("routing.task.refused.v1", RefusedRead, know_steps.ended("refused_at")),
    _of_case("routing.task.reassigned.v1", ReassignedRead, know_steps.ended("reassigned_at")),
    _alarm("routing.task.due_soon.v1", AlarmRead, Heard.DUE_SOON, "due_at"),
    _alarm("routing.task.overdue.v1", AlarmRead, Heard.OVERDUE, "due_at"),
    _alarm("routing.task.escalated.v1", EscalatedRead, Heard.ESCALATED, "due_at", "kind", "level", "to"),
    _alarm("routing.task.forecast_late.v1", ForecastRead, Heard.FORECAST, "due_at", "share"),
    _alarm("routing.step.irregular.v1", IrregularRead, Heard.IRREGULAR, "kind", "about"),
    Reading("routing.agency.silent.v1", SilentRead, know_steps.of_agency, know_steps.silent, Order.COMMUTES),
)


def heard_besides(reading: Reading) -> Reading:
    """The reading with the review's beside it, where the review hears the same event."""
    more = BESIDES.get(reading.type)
    if more is None:
        return reading
    schema: Any = reading.schema
    more_fields = MORE_FIELDS.get(reading.type, {})
    added = {name: one for name, one in more_fields.items() if name not in schema().fields}
    wider = type(f"{schema.__name__}Besides", (schema,), dict(added))

    def apply(received: Received, loaded: Loaded) -> Change:
        narrow = replace(received, data={name: one for name, one in received.data.items() if name not in added})
        return Change(saved=(*reading.apply(narrow, loaded).saved, *more(received, loaded).saved))

    def needs(received: Received) -> tuple[Key, ...]:
        return (*reading.needs(received), *know_steps.of_case(received))

    return Reading(reading.type, wider, needs, apply, reading.order, reading.by_sender)
