"""A petition's files over the API: added by whoever holds its key or by staff, handed over to staff."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, request
from marshmallow import Schema, fields, validate

from services.hotline.api.shown import Json, moment
from services.hotline.domain.attachments.attachment import Attachment, Scan
from services.hotline.use_cases.attachments.attach import attach_as_staff, attach_by_key
from services.hotline.use_cases.attachments.attachment_ports import AttachmentDesk
from services.hotline.use_cases.attachments.view_attachments import (
    list_attachments,
    open_attachment,
    open_thumbnail,
)
from services.hotline.use_cases.ports import Ports
from shared.http.body_size import takes_up_to
from shared.http.correlation import current_caller, request_context
from shared.http.file_answers import file_answer
from shared.http.idempotency import HEADER, AnswerStore, Slot, answer_once, make_slot
from shared.http.parsing import Blueprint
from shared.http.problems import Problem
from shared.http.rate_limits import client_address
from shared.security.access import needs

FORM_DOC = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    "token": {"type": "string", "description": "the petition's key; staff need none"},
                },
            }
        }
    },
}


class AttachmentSchema(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "bytes"})
    sha256 = fields.String(required=True)
    added_at = fields.String(required=True)
    scan = fields.Enum(Scan, by_value=True, required=True)
    pages = fields.Integer(required=True, allow_none=True)
    readable = fields.Boolean(required=True, allow_none=True, metadata={"description": "null: not opened yet"})
    thumbnail = fields.Boolean(required=True)


class AttachmentsSchema(Schema):
    items = fields.List(fields.Nested(AttachmentSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class AttachmentForm(Schema):
    token = fields.String(load_default="", validate=validate.Length(max=128), load_only=True)


class WhySchema(Schema):
    """Why it is opened: needed where it goes with a complaint or denunciation."""

    why = fields.String(load_default="", validate=validate.Length(max=500))


def attachments_blueprint(ports: Ports, desk: AttachmentDesk, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("attachments", __name__, description="files that go with a petition")
    _add_views(blueprint, ports, desk)
    _add_taking(blueprint, ports, desk, answers)
    return blueprint


def _add_taking(blueprint: Blueprint, ports: Ports, desk: AttachmentDesk, answers: AnswerStore) -> None:
    @blueprint.route("/petitions/<code>/attachments", methods=["POST"])
    @blueprint.doc(requestBody=FORM_DOC)
    @blueprint.response(201, AttachmentsSchema)
    @takes_up_to(desk.limits.form_bytes)
    @needs("petition.track")
    def attach(code: str) -> Any:
        """Add files to a petition, with its key or as staff; one that is there already is not kept twice."""
        if request.mimetype != "multipart/form-data":
            raise Problem(415, "unsupported-type", detail="The body must be multipart/form-data.")
        values = blueprint.ARGUMENTS_PARSER.parse(AttachmentForm, request, location="form")
        sent = [(one.filename or "", one.read()) for one in request.files.getlist("files")]
        context, caller, key = request_context(clock=ports.clock), current_caller(), values["token"]
        told = json.dumps([[name, hashlib.sha256(content).hexdigest()] for name, content in sent]).encode()

        def act(slot: Slot) -> Response:
            def answer(made: Sequence[Attachment]) -> Any:
                return slot.answer(201, _shown(made))

            if caller.kind == "staff":
                _, made = attach_as_staff(ports, desk, caller, code, sent, context, answer=answer)
            else:
                _, made = attach_by_key(ports, desk, code, key, sent, context, address=client_address(), answer=answer)
            response = jsonify(_shown(made))
            response.status_code = 201
            return response

        # Not the body's own bytes: the mark between the parts of a form is another each time.
        route = f"POST {request.path} {hashlib.sha256(key.encode()).hexdigest()}"
        return answer_once(answers, act, make_slot(request.headers.get(HEADER), caller, route, told))


def _add_views(blueprint: Blueprint, ports: Ports, desk: AttachmentDesk) -> None:
    @blueprint.route("/petitions/<code>/attachments", methods=["GET"])
    @blueprint.response(200, AttachmentsSchema)
    @needs("petition.view")
    def attachments(code: str) -> Any:
        """What goes with a petition, for whoever may read what it says."""
        return jsonify(_shown(list_attachments(ports, desk, current_caller(), code)))

    @blueprint.route("/petitions/<code>/attachments/<id>", methods=["GET"])
    @blueprint.arguments(WhySchema, location="query")
    @blueprint.response(200, content_type="application/octet-stream")
    @needs("petition.view")
    def content(query: dict[str, Any], code: str, id: str) -> Response:
        """The file itself, once it may be served; each opening is written down."""
        context = request_context(clock=ports.clock)
        one, file = open_attachment(ports, desk, current_caller(), code, id, query["why"], context)
        kept, inline = one.content, one.is_shown_inline
        return file_answer(file, kept.media_type, one.file_name, inline=inline, size=kept.size, sha256=kept.sha256)

    @blueprint.route("/petitions/<code>/attachments/<id>/thumbnail", methods=["GET"])
    @blueprint.response(200, content_type="image/jpeg")
    @needs("petition.view")
    def thumbnail(code: str, id: str) -> Response:
        """A small picture of the first page."""
        return file_answer(open_thumbnail(ports, desk, current_caller(), code, id), "image/jpeg", None, inline=True)


def _shown(made: Sequence[Attachment]) -> Json:
    return {"items": [_attachment(one) for one in made], "next": None}


def _attachment(one: Attachment) -> Json:
    found, content = one.findings, one.content
    return {
        "id": one.id,
        "name": one.file_name,
        "media_type": content.media_type,
        "size": content.size,
        "sha256": content.sha256,
        "added_at": moment(one.added_at),
        "scan": one.scan.value,
        "pages": found.pages if found else None,
        "readable": found.readable if found else None,
        "thumbnail": bool(found and found.thumbnail),
    }
