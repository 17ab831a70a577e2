"""The views of what is late: /api/routing/v1/late, and the forecast of one task."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from services.routing.domain.agency import BadAgency, agency_key
from services.routing.domain.alarm import Alarm, AlarmKind
from services.routing.domain.escalation import Role
from services.routing.domain.forecast import Forecast
from services.routing.domain.task import NotAllowed
from services.routing.use_cases.ports import Clock
from services.routing.use_cases.view_alarms import (
    MOST_REASON,
    AlarmQuery,
    BadReason,
    Group,
    forecast_task,
    forecasts_of,
    list_alarms,
    settle_alarm,
)
from services.routing.use_cases.watch_cases import Watch
from shared.http.correlation import request_context
from shared.http.guard import current_grant
from shared.http.paging import PageQuery, decode_cursor, encode_cursor, page_schema
from shared.http.parsing import Blueprint
from shared.http.problems import Problem, field_problem
from shared.security.access import needs
from shared.store.change import Conflict


class ForecastSchema(Schema):
    """Computed from how long the same step of the same route took at the same agency, in working hours without the wait
    for the applicant: of ``as_long`` tasks that lasted as long as this one has by now, ``late`` lasted longer than this
    one is allowed."""

    known = fields.Integer(required=True, metadata={"description": "how many past tasks of the step were looked at"})
    as_long = fields.Integer(required=True, metadata={"description": "how many of them lasted as long as this one"})
    late = fields.Integer(required=True, metadata={"description": "how many of those lasted longer than is allowed"})
    share = fields.Float(required=True, metadata={"description": "late / as_long"})
    age = fields.Float(required=True, metadata={"description": "working hours that this task has lasted"})
    allowed = fields.Float(required=True, metadata={"description": "working hours that it may last"})
    expected = fields.Float(required=True, metadata={"description": "median of those that lasted as long"})


class ToldSchema(Schema):
    """Who was told, when."""

    level = fields.Integer(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    at = fields.AwareDateTime(required=True)


class AlarmSchema(Schema):
    """Something that is late, will be, or is not as it should be. A silent agency has no ``dossier`` and no task."""

    id = fields.String(required=True)
    kind = fields.Enum(AlarmKind, by_value=True, required=True)
    agency = fields.String(required=True)
    agency_name = fields.String(required=True)
    dossier = fields.String(required=True)
    task_id = fields.String(required=True)
    step = fields.String(required=True)
    step_name = fields.String(required=True)
    step_name_en = fields.String(required=True)
    since = fields.AwareDateTime(required=True, metadata={"description": "since when it is so"})
    raised_at = fields.AwareDateTime(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    about = fields.String(
        required=True, metadata={"description": "the step that was left out, or who did what was not theirs"}
    )
    count = fields.Integer(
        required=True, metadata={"description": "moves to and fro, percent of a forecast, tasks at a silent agency"}
    )
    told = fields.List(fields.Nested(ToldSchema), required=True)
    forecast = fields.Nested(ForecastSchema, required=True, allow_none=True)


class LateQuerySchema(PageQuery):
    """Which alarms: without ``group`` all."""

    group = fields.Enum(Group, by_value=True, load_default=None)
    agency = fields.String(load_default=None, metadata={"description": "agency code; of an officer always the own"})


class TaskForecastSchema(Schema):
    """``forecast`` is null where fewer past tasks than the rules want lasted as long, for a task that is late, and for
    one that was not sent."""

    task_id = fields.String(required=True)
    forecast = fields.Nested(ForecastSchema, required=True, allow_none=True)


class SettleSchema(Schema):
    """What was found."""

    why = fields.String(required=True, validate=validate.Length(min=1, max=MOST_REASON))


class SettledSchema(Schema):
    """Who settled it, with what was found."""

    id = fields.String(required=True)
    settled_by = fields.String(required=True)
    why = fields.String(required=True)
    ended_at = fields.AwareDateTime(required=True)


AlarmPageSchema = page_schema(AlarmSchema)


def late_blueprint(watch: Watch, clock: Clock) -> Blueprint:
    """What is late, will be, or is not as it should be."""
    blueprint = Blueprint("late", __name__, description="What is late, will be, or is not as it should be")

    @blueprint.route("/late", methods=["GET"])
    @blueprint.arguments(LateQuerySchema, location="query")
    @blueprint.response(200, AlarmPageSchema)
    @needs("alarm.list")
    def show_late(query: dict[str, Any]) -> dict[str, Any]:
        """What holds now, the longest first; an agency's officer sees the own agency's."""
        limit = query["limit"]
        found = list_alarms(watch.book, current_grant(), _query(query, limit + 1))
        shown = found[:limit]
        forecasts = forecasts_of(watch, shown, clock())
        more = encode_cursor((shown[-1].since, shown[-1].id)) if len(found) > limit else None
        return {"items": [_shown(one, forecasts.get(one.task_id)) for one in shown], "next": more}

    @blueprint.route("/late/<id>/settle", methods=["POST"])
    @blueprint.arguments(SettleSchema)
    @blueprint.response(200, SettledSchema)
    @needs("alarm.settle")
    def settle(body: dict[str, Any], id: str) -> Alarm:
        """Somebody looked into a step that was skipped or done by the wrong one, and says what was found."""
        try:
            return settle_alarm(watch, id, body["why"], request_context(clock=clock))
        except BadReason:
            raise field_problem("/why", "Say what was found.") from None
        except (NotAllowed, Conflict) as refused:
            raise Problem(409, "conflict", detail=str(refused)) from None

    @blueprint.route("/tasks/<id>/forecast", methods=["GET"])
    @blueprint.response(200, TaskForecastSchema)
    @needs("alarm.list")
    def forecast(id: str) -> dict[str, Any]:
        """Whether a task will be late, by the history of its step; how it is computed stands in the schema."""
        return {"task_id": id, "forecast": forecast_task(watch, current_grant(), id, clock())}

    return blueprint


def _query(query: dict[str, Any], limit: int) -> AlarmQuery:
    after = decode_cursor(query["cursor"], datetime, str)
    try:
        key = agency_key(query["agency"]) if query["agency"] else None
    except BadAgency as problem:
        raise field_problem("/agency", problem.reason, location="query") from None
    return AlarmQuery(query["group"], key, (after[0], after[1]) if after and None not in after else None, limit)


def _shown(alarm: Alarm, forecast: Forecast | None) -> dict[str, Any]:
    return {**{name: getattr(alarm, name) for name in Alarm.__slots__}, "forecast": forecast}
