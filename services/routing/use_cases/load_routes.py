"""Load agencies and routes from a data file: checked whole before anything is written, safe to run again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.routing.domain.agency import Agency
from services.routing.domain.route import BadRoute, Route, Step, new_route
from services.routing.use_cases.keep_agencies import keep_agency
from shared.store.change import Change, Context, Key, Work

NAME = validate.Length(min=1, max=200)
HOURS = validate.Range(min=0, max=10_000)


class AgencyData(Schema):
    """An agency and the calendar that its clocks run in."""

    code = fields.String(required=True)
    name = fields.String(required=True, validate=NAME)
    name_en = fields.String(required=True, validate=NAME)
    calendar = fields.String(required=True, validate=NAME)


class StepData(Schema):
    """``hours`` null: the dossier's whole limit, less ``hand_back_hours``."""

    id = fields.String(required=True, validate=NAME)
    agency = fields.String(required=True)
    name = fields.String(required=True, validate=NAME)
    name_en = fields.String(required=True, validate=NAME)
    hours = fields.Float(load_default=None, allow_none=True, validate=HOURS)
    hand_back_hours = fields.Float(load_default=0, validate=HOURS)


class RouteData(Schema):
    """The route of one procedure."""

    procedure = fields.String(required=True, validate=NAME)
    name = fields.String(required=True, validate=validate.Length(min=1, max=500))
    steps = fields.List(fields.Nested(StepData), required=True)


class RoutesFile(Schema):
    """The whole file."""

    note = fields.String()
    agencies = fields.List(fields.Nested(AgencyData), required=True)
    routes = fields.List(fields.Nested(RouteData), required=True)


class BadData(ValueError):
    """The file cannot be loaded; the message names the place in it."""


def load_routes(work: Work, context: Context, content: Mapping[str, Any]) -> tuple[int, int]:
    """How many agencies and routes the file holds, all of them kept now. Raises BadData, BadAgency, StoreAway."""
    try:
        data = RoutesFile().load(dict(content))
    except ValidationError as problem:
        raise BadData(str(problem.messages)) from problem
    _check_references(data)
    agencies = {one["code"]: keep_agency(work, context, **one) for one in data["agencies"]}
    known = work.load(*(Key(Route, one["procedure"]) for one in data["routes"]))
    routes = [_route(one, agencies, known.get(Route, one["procedure"])) for one in data["routes"]]
    changed = tuple(route for route in routes if route is not known.get(Route, route.id))
    if changed:
        work.commit(Change(saved=changed), context)
    return len(agencies), len(routes)


def _check_references(data: Mapping[str, Any]) -> None:
    codes = {one["code"] for one in data["agencies"]}
    seen = set()
    for number, route in enumerate(data["routes"]):
        if route["procedure"] in seen:
            raise BadData(f"routes/{number}/procedure: {route['procedure']} has a route already")
        seen.add(route["procedure"])
        for step in route["steps"]:
            if step["agency"] not in codes:
                raise BadData(f"routes/{number}/steps: agency {step['agency']} is not among the agencies")


def _route(data: Mapping[str, Any], agencies: Mapping[str, Agency], known: Route | None) -> Route:
    steps = [_step(step, agencies[step["agency"]]) for step in data["steps"]]
    try:
        return known.with_steps(data["name"], steps) if known else new_route(data["procedure"], data["name"], steps)
    except BadRoute as problem:
        raise BadData(f"route of {data['procedure']}: {problem}") from problem


def _step(data: Mapping[str, Any], agency: Agency) -> Step:
    return Step(**data, agency_name=agency.name, agency_name_en=agency.name_en, calendar=agency.calendar)
