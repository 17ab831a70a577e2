"""Reads routes as people write them: in the data file, in a YAML file, or in a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields, validate

from services.routing.domain.agency import Agency
from services.routing.domain.step import BadRoute, Join, Step

NAME = validate.Length(min=1, max=200)
HOURS = validate.Range(min=0, max=10_000)


class StepData(Schema):
    """``hours`` null: what the other steps leave of the dossier's limit, less ``hand_back_hours``; without ``after``,
    it comes after the step written above it."""

    id = fields.String(required=True, validate=validate.Regexp(r"[a-z0-9][a-z0-9_-]{0,49}\Z"))
    agency = fields.String(required=True)
    name = fields.String(required=True, validate=NAME)
    name_en = fields.String(required=True, validate=NAME)
    hours = fields.Float(load_default=None, allow_none=True, validate=HOURS)
    hand_back_hours = fields.Float(load_default=0, validate=HOURS)
    after = fields.List(fields.String(validate=NAME), load_default=None, allow_none=True)
    join = fields.Enum(Join, by_value=True, load_default=Join.ALL)
    advises = fields.Boolean(load_default=False)
    returns_to = fields.List(fields.String(validate=NAME), load_default=list)


class RouteData(Schema):
    """The route of one procedure; ``limit_hours`` is the procedure's limit in working hours."""

    procedure = fields.String(required=True, validate=NAME)
    name = fields.String(required=True, validate=validate.Length(min=1, max=500))
    limit_hours = fields.Float(load_default=None, allow_none=True, validate=HOURS)
    steps = fields.List(fields.Nested(StepData), required=True)


def read_steps(data: Sequence[Mapping[str, Any]], agencies: Mapping[str, Agency]) -> tuple[Step, ...]:
    """The steps of a loaded ``RouteData``, with their agencies' names of today. Raises BadRoute."""
    found: list[Step] = []
    for number, one in enumerate(data):
        agency = agencies.get(one["agency"])
        if agency is None:
            raise BadRoute(
                f"steps/{number}/agency",
                f"agency {one['agency']} is not among the agencies",
                f"không có cơ quan {one['agency']}",
            )
        before = (found[-1].id,) if found else ()
        after = before if one["after"] is None else tuple(one["after"])
        given = {**one, "after": after, "returns_to": tuple(one["returns_to"]), "calendar": agency.calendar}
        found.append(Step(**given, agency_name=agency.name, agency_name_en=agency.name_en))
    return tuple(found)


def write_step(step: Step) -> dict[str, Any]:
    """The step as ``StepData`` reads it, without what it would have anyway; ``after`` always stands there."""
    data: dict[str, Any] = {"id": step.id, "agency": step.agency, "name": step.name, "name_en": step.name_en}
    data["hours"] = step.hours
    data["after"] = list(step.after)
    if step.hand_back_hours:
        data["hand_back_hours"] = step.hand_back_hours
    if step.join is not Join.ALL:
        data["join"] = step.join.value
    if step.advises:
        data["advises"] = True
    if step.returns_to:
        data["returns_to"] = list(step.returns_to)
    return data
