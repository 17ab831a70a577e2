"""The dead-letter workbench of a service over HTTP: list what is parked, look at it, replay it or drop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from marshmallow import Schema, fields, validate

from shared.http.correlation import current_caller
from shared.http.paging import PageQuery, page_schema
from shared.http.parsing import Blueprint
from shared.http.problems import Problem, field_problem
from shared.security.access import needs
from shared.store.parked import STATES, WAITING, NotParked, ParkedMessage, ParkedPage

VIEW, SETTLE = "parked.view", "parked.settle"
WHY = validate.Length(min=1, max=1000)


class Workbench(Protocol):
    """What the views need of ``shared.store.parked.Parked``."""

    def page(
        self, *, state: str = ..., type: str | None = ..., limit: int = ..., cursor: str | None = ...
    ) -> ParkedPage: ...

    def get(self, id: str) -> ParkedMessage | None: ...

    def replay(self, id: str, *, who: str, why: str | None = ...) -> None: ...

    def drop(self, id: str, *, who: str, why: str) -> None: ...


class ParkedQuery(PageQuery):
    """Which messages."""

    state = fields.String(load_default=WAITING, validate=validate.OneOf(STATES))
    type = fields.String(load_default=None, validate=validate.Length(max=200))


class ReplayRequest(Schema):
    """Why it may succeed now."""

    why = fields.String(load_default=None, allow_none=True, validate=WHY)


class DropRequest(Schema):
    """Why it needs no handling."""

    why = fields.String(required=True, validate=(WHY, validate.Regexp(r"\s*\S", error="Say why.")))


class MarkSchema(Schema):
    """What a person did with it."""

    what = fields.String(required=True)
    who = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    why = fields.String(required=True, allow_none=True)


class ParkedSchema(Schema):
    """A parked message; ``times`` counts how often the same one was parked."""

    id = fields.String(required=True)
    event_id = fields.String(required=True, allow_none=True)
    type = fields.String(required=True, allow_none=True)
    subject = fields.String(required=True, allow_none=True)
    routing_key = fields.String(required=True)
    user = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    state = fields.String(required=True)
    parked_at = fields.AwareDateTime(required=True)
    times = fields.Integer(required=True)
    marks = fields.List(fields.Nested(MarkSchema), required=True)


class ParkedDetailSchema(ParkedSchema):
    """With its raw body, as far as it is text."""

    body = fields.String(required=True)


ParkedPageSchema = page_schema(ParkedSchema)


def parked_blueprint(parked: Workbench) -> Blueprint:
    """``GET /parked``, ``GET /parked/{id}``, ``POST /parked/{id}/replay`` and ``…/drop``; the service's access table
    must have rules for ``parked.view`` and ``parked.settle``."""
    blueprint = Blueprint("parked", __name__, url_prefix="/parked", description="Messages that no handler could take")

    @blueprint.route("", methods=["GET"])
    @blueprint.arguments(ParkedQuery, location="query")
    @blueprint.response(200, ParkedPageSchema)
    @needs(VIEW)
    def list_parked(query: dict[str, Any]) -> dict[str, Any]:
        """What no handler could take, latest first."""
        try:
            found = parked.page(**query)
        except ValueError:
            raise field_problem("/cursor", "Not a cursor of this list.", location="query") from None
        return {"items": [_as_data(one) for one in found.items], "next": found.next}

    @blueprint.route("/<id>", methods=["GET"])
    @blueprint.response(200, ParkedDetailSchema)
    @needs(VIEW)
    def show_parked(id: str) -> dict[str, Any]:
        """One parked message with its body and what people did with it."""
        return _detail(parked, id)

    @blueprint.route("/<id>/replay", methods=["POST"])
    @blueprint.arguments(ReplayRequest)
    @blueprint.response(200, ParkedDetailSchema)
    @needs(SETTLE)
    def replay_parked(request: dict[str, Any], id: str) -> dict[str, Any]:
        """Let its handler try once more."""
        who = current_caller().actor
        return _settled(parked, id, lambda: parked.replay(id, who=who, why=request["why"]))

    @blueprint.route("/<id>/drop", methods=["POST"])
    @blueprint.arguments(DropRequest)
    @blueprint.response(200, ParkedDetailSchema)
    @needs(SETTLE)
    def drop_parked(request: dict[str, Any], id: str) -> dict[str, Any]:
        """Put it aside for good, with the reason."""
        who = current_caller().actor
        return _settled(parked, id, lambda: parked.drop(id, who=who, why=request["why"]))

    return blueprint


def _settled(parked: Workbench, id: str, settle: Callable[[], None]) -> dict[str, Any]:
    found = _detail(parked, id)
    try:
        settle()
    except NotParked:
        problem = Problem(409, "not-parked", "It does not wait here any more", f"It was {found['state']} before.")
        raise problem from None
    return _detail(parked, id)


def _detail(parked: Workbench, id: str) -> dict[str, Any]:
    found = parked.get(id)
    if found is None:
        raise Problem(404, "not-parked", detail="No message of this id was ever parked here.")
    return {**_as_data(found), "body": found.message.body.decode("utf-8", "backslashreplace")}


def _as_data(one: ParkedMessage) -> dict[str, Any]:
    message = one.message
    return {
        "id": one.id,
        "event_id": message.event_id,
        "type": message.type,
        "subject": message.subject,
        "routing_key": message.routing_key,
        "user": message.user,
        "reason": one.reason,
        "state": one.state,
        "parked_at": one.parked_at,
        "times": one.times,
        "marks": one.marks,
    }
