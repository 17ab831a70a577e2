"""Callbacks over the API: people whom no message reached, who calls them, how it went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields, validate

from services.hotline.api.petitions import language
from services.hotline.api.shown import moment
from services.hotline.domain.callbacks.callback import Callback, State, WhyNot
from services.hotline.use_cases.callbacks.callback_ports import Callbacks
from services.hotline.use_cases.callbacks.make_call import (
    CallView,
    finish_call,
    list_callbacks,
    release_call,
    take_call,
    view_callback,
)
from services.hotline.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.paging import PageQuery, decode_cursor, page, page_schema
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version
from shared.security.access import needs
from shared.store.change import Context

Step = Callable[..., Callback]


class WaySchema(Schema):
    channel = fields.String(required=True)
    status = fields.String(required=True)
    reason = fields.String(required=True)


class CallSchema(Schema):
    at = fields.String(required=True)
    who = fields.String(required=True)
    outcome = fields.Enum(State, by_value=True, required=True)
    reason = fields.Enum(WhyNot, by_value=True, required=True, allow_none=True)


class CallbackRowSchema(Schema):
    """A call, without whom to call."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    about = fields.String(required=True, metadata={"description": "code of the dossier or petition"})
    event = fields.String(required=True, metadata={"description": "what was to be told, such as accepted"})
    state = fields.Enum(State, by_value=True, required=True)
    state_text = fields.String(required=True)
    asked_at = fields.String(required=True)
    next_at = fields.String(required=True, metadata={"description": "from when on to call"})
    ended_at = fields.String(required=True, allow_none=True)
    holder = fields.String(required=True, allow_none=True, metadata={"description": "account that has it in hand"})
    ways = fields.List(fields.Nested(WaySchema), required=True)
    calls = fields.List(fields.Nested(CallSchema), required=True)


class CallbackSchema(CallbackRowSchema):
    """``name``, ``phone``, ``email`` and ``script`` only to who has it in hand, else null."""

    name = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    phone_in_dossier = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True)
    script = fields.String(required=True, allow_none=True, metadata={"description": "what to say"})


class CallbackQuerySchema(PageQuery):
    group = fields.String(load_default="open", validate=validate.OneOf(["open", "ended"]))


class FinishRequest(Schema):
    outcome = fields.String(required=True, validate=validate.OneOf(["done", "again", "unreachable"]))
    again_in = fields.String(load_default="", metadata={"description": "hours: 1, 3 or 24"})
    reason = fields.String(load_default="")
    note = fields.String(load_default="")


CallbackPageSchema = page_schema(CallbackRowSchema)


def callbacks_blueprint(ports: Ports, callbacks: Callbacks, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("callbacks", __name__, description="people whom no message reached, and the calls to them")
    _add_views(blueprint, ports, callbacks)
    _add_steps(blueprint, ports, answers)
    return blueprint


def _add_views(blueprint: Blueprint, ports: Ports, callbacks: Callbacks) -> None:
    @blueprint.route("/callbacks", methods=["GET"])
    @blueprint.arguments(CallbackQuerySchema, location="query")
    @blueprint.response(200, CallbackPageSchema)
    @needs("callback.list")
    def list_all(query: dict[str, Any]) -> Any:
        """Open ones by when to call, or those that are over, latest first."""
        after = decode_cursor(query["cursor"], datetime, str)
        found = list_callbacks(
            ports, callbacks, current_caller(), is_open=query["group"] == "open",
            after=(after[0], after[1]) if after else None, limit=query["limit"] + 1,
        )  # fmt: skip
        cut = page(found, query["limit"], lambda one: (one.listed_at, one.id))
        return jsonify({"items": [_row(one) for one in cut["items"]], "next": cut["next"]})

    @blueprint.route("/callbacks/<id>", methods=["GET"])
    @blueprint.response(200, CallbackSchema)
    @needs("callback.list")
    def one(id: str) -> Any:
        """The call; whom to call is shown to who took it."""
        view = view_callback(ports, current_caller(), id)
        return _answer(_view(view), {"Cache-Control": "no-store", "ETag": f'"{etag(view.callback.version)}"'})


def _add_steps(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/callbacks/<id>/take", methods=["POST"])
    @blueprint.response(200, CallbackRowSchema)
    @needs("callback.make")
    def take(id: str) -> Any:
        """Into one's own hands, for half an hour; that it was looked at is written down."""
        return _step(ports, answers, lambda context, **more: take_call(ports, current_caller(), id, context, **more))

    @blueprint.route("/callbacks/<id>/release", methods=["POST"])
    @blueprint.response(200, CallbackRowSchema)
    @needs("callback.make")
    def release(id: str) -> Any:
        """Back to the list, without a call."""
        return _step(ports, answers, lambda context, **more: release_call(ports, current_caller(), id, context, **more))

    @blueprint.route("/callbacks/<id>/finish", methods=["POST"])
    @blueprint.arguments(FinishRequest)
    @blueprint.response(200, CallbackRowSchema)
    @needs("callback.make")
    def finish(body: dict[str, str], id: str) -> Any:
        """How the call went."""
        return _step(
            ports, answers, lambda context, **more: finish_call(ports, current_caller(), id, body, context, **more)
        )


def _step(ports: Ports, answers: AnswerStore, do: Step) -> Any:
    context: Context = request_context(clock=ports.clock)

    def act(slot: Slot) -> Response:
        done = do(
            context, check=lambda one: require_version(one.version), answer=lambda one: slot.answer(200, _row(one))
        )
        return _answer(_row(done), {"ETag": f'"{etag(done.version)}"'})

    return answer_once(answers, act)


def _row(one: Callback) -> dict[str, Any]:
    return {
        "id": one.id, "version": one.version, "about": one.about, "event": one.event, "state": one.state.value,
        "state_text": one.state.words.in_language(language()), "asked_at": moment(one.asked_at),
        "next_at": moment(one.next_at), "ended_at": moment(one.ended_at), "holder": one.holder,
        "ways": [{"channel": way.channel, "status": way.status, "reason": way.reason} for way in one.ways],
        "calls": [
            {"at": moment(call.at), "who": call.who, "outcome": call.outcome.value,
             "reason": call.reason.value if call.reason else None}
            for call in one.calls
        ],
    }  # fmt: skip


def _view(view: CallView) -> dict[str, Any]:
    contact = view.contact
    return {
        **_row(view.callback), "name": contact.name if contact else None, "phone": contact.phone if contact else None,
        "phone_in_dossier": view.in_dossier, "email": contact.email if contact else None, "script": view.script,
    }  # fmt: skip


def _answer(body: dict[str, Any], headers: dict[str, str]) -> Response:
    response = jsonify(body)
    response.headers.extend(headers)
    return response
