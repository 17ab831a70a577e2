"""Meetings over the API: what was arranged or held about a petition's matter, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from marshmallow import Schema, fields, validate

from services.hotline.api.petitions import language
from services.hotline.api.shown import moment
from services.hotline.domain.matters.meeting import MeetingState
from services.hotline.use_cases.matters.keep_meetings import MeetingView, end_meeting, keep_meeting, view_meetings
from services.hotline.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.parsing import Blueprint
from shared.security.access import needs


class MeetingRequest(Schema):
    held_at = fields.String(required=True, metadata={"description": "ISO 8601; one that is to come is arranged"})
    # "with" is a word of Python's own, so the field stands under another name here.
    with_whom = fields.String(required=True, data_key="with")
    about = fields.String(required=True)
    result = fields.String(load_default="", metadata={"description": "required of one that was held"})
    reason_again = fields.String(load_default="", metadata={"description": "required where the matter had one before"})


class MeetingEndRequest(Schema):
    outcome = fields.String(required=True, validate=validate.OneOf(["held", "called_off"]))
    result = fields.String(required=True, metadata={"description": "what came of it, or why it was called off"})


class MeetingSchema(Schema):
    id = fields.String(required=True)
    petition = fields.String(required=True, metadata={"description": "the contact at which it was written down"})
    state = fields.Enum(MeetingState, by_value=True, required=True)
    state_text = fields.String(required=True)
    held_at = fields.String(required=True)
    with_whom = fields.String(required=True, data_key="with")
    about = fields.String(required=True)
    result = fields.String(required=True)
    reason_again = fields.String(required=True)
    kept_at = fields.String(required=True)
    kept_by = fields.String(required=True)


class MeetingsSchema(Schema):
    items = fields.List(fields.Nested(MeetingSchema), required=True)


def meetings_blueprint(ports: Ports, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("meetings", __name__, description="meetings about a matter; a second one needs a reason")

    @blueprint.route("/petitions/<code>/meetings", methods=["GET"])
    @blueprint.response(200, MeetingsSchema)
    @needs("petition.view")
    def meetings(code: str) -> Any:
        """All meetings of the petition's matter, the latest first."""
        response = jsonify({"items": [_shown(one) for one in view_meetings(ports, current_caller(), code)]})
        response.headers["Cache-Control"] = "no-store"
        return response

    @blueprint.route("/petitions/<code>/meetings", methods=["POST"])
    @blueprint.arguments(MeetingRequest)
    @blueprint.response(201, MeetingSchema)
    @needs("meeting.keep")
    def keep(body: dict[str, Any], code: str) -> Any:
        """Write one down: held, or arranged where it is yet to come."""
        told = {**body, "with": body["with_whom"]}

        def act(slot: Slot) -> Response:
            kept = keep_meeting(
                ports, current_caller(), code, told, request_context(clock=ports.clock),
                answer=lambda one: slot.answer(201, _shown(one)),
            )  # fmt: skip
            response = jsonify(_shown(kept))
            response.status_code = 201
            return response

        return answer_once(answers, act)

    @blueprint.route("/petitions/<code>/meetings/<id>/end", methods=["POST"])
    @blueprint.arguments(MeetingEndRequest)
    @blueprint.response(200, MeetingSchema)
    @needs("meeting.keep")
    def end(body: dict[str, Any], code: str, id: str) -> Any:
        """What came of an arranged one."""
        context = request_context(clock=ports.clock)
        return jsonify(_shown(end_meeting(ports, current_caller(), code, id, body, context)))

    return blueprint


def _shown(view: MeetingView) -> dict[str, Any]:
    one = view.meeting
    return {
        "id": one.id,
        "petition": view.petition,
        "state": one.state.value,
        "state_text": one.state.words.in_language(language()),
        "held_at": moment(one.held_at),
        "with": one.with_whom,
        "about": one.about,
        "result": one.result,
        "reason_again": one.reason_again,
        "kept_at": moment(one.kept_at),
        "kept_by": one.kept_by,
    }
