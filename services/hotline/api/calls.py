"""Calls over the API: the telephone system tells of them, operators take them and see what the number told before."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields

from services.hotline.api.petitions import language
from services.hotline.api.schemas import SHORT, RowSchema
from services.hotline.api.shown import moment, row
from services.hotline.domain.calls.call import Call, CallState, Outcome
from services.hotline.use_cases.calls.call_ports import Calls
from services.hotline.use_cases.calls.hear_call import end_call, read_call, start_call
from services.hotline.use_cases.calls.take_call import CallView, hang_up, live_calls, take_call, view_call
from services.hotline.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.parsing import Blueprint
from shared.security.access import needs


class CallRequest(Schema):
    """A call that comes in. ``call_id`` is the telephone system's: told again, it is the same call."""

    call_id = fields.String(required=True, validate=SHORT)
    number = fields.String(
        load_default="", allow_none=True, validate=SHORT, load_only=True,
        metadata={"description": "from which number; empty or anonymous where it is withheld"},
    )  # fmt: skip
    started_at = fields.AwareDateTime(required=True)
    line = fields.String(load_default="", validate=SHORT, metadata={"description": "which line it came in on"})
    operator = fields.String(
        load_default=None, allow_none=True, validate=SHORT, metadata={"description": "account that answers, if known"}
    )


class CallToldSchema(Schema):
    """Nothing about the caller: ``page`` is what to open on the operator's screen."""

    id = fields.String(required=True)
    state = fields.Enum(CallState, by_value=True, required=True)
    page = fields.String(required=True)


class CallEndRequest(Schema):
    ended_at = fields.AwareDateTime(required=True)


class CallRowSchema(Schema):
    id = fields.String(required=True)
    state = fields.Enum(CallState, by_value=True, required=True)
    state_text = fields.String(required=True)
    line = fields.String(required=True)
    started_at = fields.String(required=True)
    ended_at = fields.String(required=True, allow_none=True)
    operator = fields.String(required=True, allow_none=True)
    outcome = fields.Enum(Outcome, by_value=True, required=True, allow_none=True)


class CallsSchema(Schema):
    items = fields.List(fields.Nested(CallRowSchema), required=True)


class HeardCallSchema(CallRowSchema):
    """``number`` and what it told before only to the operator who has the call."""

    number = fields.String(required=True, allow_none=True)
    mine = fields.Boolean(required=True)
    petitions = fields.List(fields.Nested(RowSchema), required=True)
    calls = fields.List(fields.Nested(CallRowSchema), required=True)


def calls_blueprint(ports: Ports, calls: Calls) -> Blueprint:
    blueprint = Blueprint("calls", __name__, description="telephone calls: told by the telephone system, heard here")
    _add_telling(blueprint, ports, calls)
    _add_taking(blueprint, ports, calls)
    return blueprint


def _add_telling(blueprint: Blueprint, ports: Ports, calls: Calls) -> None:
    @blueprint.route("/calls", methods=["POST"])
    @blueprint.arguments(CallRequest)
    @blueprint.response(201, CallToldSchema)
    @needs("call.tell")
    def start(body: dict[str, Any]) -> Any:
        """A call comes in: open ``page`` on the operator's screen. The same call told again is answered 200."""
        call, new = start_call(ports, calls, current_caller(), read_call(body), request_context(clock=ports.clock))
        answer = _answer(_told(call), 201 if new else 200)
        answer.headers["Location"] = f"/api/hotline/v1/calls/{call.id}"
        return answer

    @blueprint.route("/calls/<call_id>/end", methods=["POST"])
    @blueprint.arguments(CallEndRequest)
    @blueprint.response(200, CallToldSchema)
    @needs("call.tell")
    def end(body: dict[str, Any], call_id: str) -> Any:
        """The call is over, by the telephone system's own id of it."""
        context = request_context(clock=ports.clock)
        return _answer(_told(end_call(ports, calls, current_caller(), call_id, body["ended_at"], context)))


def _add_taking(blueprint: Blueprint, ports: Ports, calls: Calls) -> None:
    @blueprint.route("/calls", methods=["GET"])
    @blueprint.response(200, CallsSchema)
    @needs("call.take")
    def live() -> Any:
        """Calls that ring or are being heard, the one that waits longest first."""
        return _answer({"items": [_row(one) for one in live_calls(ports, calls, current_caller())]})

    @blueprint.route("/calls/<id>", methods=["GET"])
    @blueprint.response(200, HeardCallSchema)
    @needs("call.take")
    def one(id: str) -> Any:
        """The call; who calls and what the number told before to the operator who has it."""
        return _answer(_view(view_call(ports, calls, current_caller(), id)))

    @blueprint.route("/calls/<id>/take", methods=["POST"])
    @blueprint.response(200, HeardCallSchema)
    @needs("call.take")
    def take(id: str) -> Any:
        """Into one's own hands; that the number was looked at is written down."""
        take_call(ports, current_caller(), id, request_context(clock=ports.clock))
        return _answer(_view(view_call(ports, calls, current_caller(), id)))

    @blueprint.route("/calls/<id>/hang-up", methods=["POST"])
    @blueprint.response(200, CallRowSchema)
    @needs("call.take")
    def over(id: str) -> Any:
        """The operator has hung up."""
        return _answer(_row(hang_up(ports, current_caller(), id, request_context(clock=ports.clock))))


def _told(call: Call) -> dict[str, Any]:
    return {"id": call.id, "state": call.state.value, "page": f"/hotline/desk/calls/{call.id}"}


def _row(call: Call) -> dict[str, Any]:
    return {
        "id": call.id, "state": call.state.value, "state_text": call.state.words.in_language(language()),
        "line": call.line, "started_at": moment(call.started_at), "ended_at": moment(call.ended_at),
        "operator": call.operator, "outcome": call.outcome.value if call.outcome else None,
    }  # fmt: skip


def _view(view: CallView) -> dict[str, Any]:
    return {
        **_row(view.call), "number": view.call.number, "mine": view.mine,
        "petitions": [row(one, language()) for one in view.petitions], "calls": [_row(one) for one in view.calls],
    }  # fmt: skip


def _answer(body: dict[str, Any], status: int = 200) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
