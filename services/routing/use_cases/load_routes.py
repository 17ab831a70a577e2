"""Load agencies and routes from a data file: checked whole before anything is written, safe to run again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields

from services.routing.domain.agency import Agency, new_agency
from services.routing.domain.route import Route, RouteVersion, new_route
from services.routing.domain.step import BadRoute
from services.routing.use_cases.keep_agencies import keep_agency
from services.routing.use_cases.route_reader import NAME, RouteData, read_steps
from shared.store.change import Change, Context, Key, Loaded, Work


class AgencyData(Schema):
    """An agency and the calendar that its clocks run in."""

    code = fields.String(required=True)
    name = fields.String(required=True, validate=NAME)
    name_en = fields.String(required=True, validate=NAME)
    calendar = fields.String(required=True, validate=NAME)


class RoutesFile(Schema):
    """The whole file."""

    note = fields.String()
    agencies = fields.List(fields.Nested(AgencyData), required=True)
    routes = fields.List(fields.Nested(RouteData), required=True)


class BadData(ValueError):
    """The file cannot be loaded; the message names the place in it."""


def load_routes(work: Work, context: Context, content: Mapping[str, Any]) -> tuple[int, int]:
    """How many agencies and routes the file holds; what people have changed since stays as they made it.

    Raises BadData, BadAgency, StoreAway.
    """
    try:
        data = RoutesFile().load(dict(content))
    except ValidationError as problem:
        raise BadData(str(problem.messages)) from problem
    agencies = {one["code"]: new_agency(**one) for one in data["agencies"]}
    known = work.load(*(Key(Route, one["procedure"]) for one in data["routes"]))
    routes = _routes(data["routes"], agencies, known)
    for one in data["agencies"]:
        keep_agency(work, context, **one)
    changed = tuple(route for route in routes if route is not known.get(Route, route.id))
    if changed:
        work.commit(Change(saved=(*changed, *map(RouteVersion.of, changed))), context)
    return len(agencies), len(data["routes"])


def _routes(data: list[dict[str, Any]], agencies: Mapping[str, Agency], known: Loaded) -> list[Route]:
    found: dict[str, Route] = {}
    for number, one in enumerate(data):
        code = one["procedure"]
        if code in found:
            raise BadData(f"routes/{number}/procedure: {code} has a route already")
        try:
            found[code] = _route(one, agencies, known.get(Route, code))
        except BadRoute as problem:
            raise BadData(f"route of {code}: {problem}") from problem
    return list(found.values())


def _route(data: Mapping[str, Any], agencies: Mapping[str, Agency], known: Route | None) -> Route:
    steps = read_steps(data["steps"], agencies)
    if known is None:
        return new_route(data["procedure"], data["name"], steps, data["limit_hours"])
    return known.changed(data["name"], steps, data["limit_hours"]) if known.seeded else known
