"""Uploads in pieces over the API: each piece small, in any order, and again as often as the line breaks."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from flask import Response, jsonify, request

from services.intake.api.answers import answer_of
from services.intake.api.papers import paper_answer, place_of, shown_paper, wanted_paper
from services.intake.api.schemas.papers import CompleteRequest, UploadRequest, UploadSchema
from services.intake.api.shown.values import Json
from services.intake.domain.upload import Upload
from services.intake.use_cases.add_paper import complete_upload, put_piece, start_upload, view_upload
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.parsing import Blueprint
from shared.http.problems import Problem
from shared.security.access import needs

DIGEST = "Content-Digest"
BYTES = frozenset({"", "application/octet-stream"})
PIECE_DOC = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    },
    "parameters": [
        {
            "in": "header",
            "name": DIGEST,
            "required": False,
            "description": "sum of this piece (RFC 9530): sha-256=:base64:",
            "schema": {"type": "string"},
        }
    ],
}


def uploads_blueprint(ports: Ports, desk: PaperDesk, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("uploads", __name__, description="large files, piece by piece")

    @blueprint.route("/uploads", methods=["POST"])
    @blueprint.arguments(UploadRequest)
    @blueprint.response(201, UploadSchema)
    @needs("paper.add")
    def start(body: dict[str, Any]) -> Any:
        """Begin an upload for a dossier: how long its pieces are, and how many."""
        context = request_context(clock=ports.clock)
        wanted = wanted_paper(body["name"], body["size"], body)

        def act(slot: Slot) -> Response:
            upload = start_upload(
                ports,
                desk,
                current_caller(),
                body["dossier"],
                wanted,
                context,
                answer=lambda one: slot.answer(201, _shown(one, one.missing(())), _place(one)),
            )
            return answer_of(_shown(upload, upload.missing(())), 201, _place(upload))

        return answer_once(answers, act)

    @blueprint.route("/uploads/<id>", methods=["GET"])
    @blueprint.response(200, UploadSchema)
    @needs("paper.add")
    def stands(id: str) -> Any:
        """Where to go on after a lost connection: the pieces that are missing."""
        return jsonify(_shown(*view_upload(ports, desk, current_caller(), id)))

    @blueprint.route("/uploads/<id>/parts/<int:number>", methods=["PUT"])
    @blueprint.doc(**PIECE_DOC)
    @blueprint.response(204)
    @needs("paper.add")
    def piece(id: str, number: int) -> Any:
        """One piece, numbered from 1; the same piece again changes nothing."""
        if request.mimetype not in BYTES:
            raise Problem(415, "unsupported-type", detail="A piece is application/octet-stream.")
        sha256 = digest_of(request.headers.get(DIGEST))
        put_piece(ports, desk, current_caller(), id, number, request.get_data(cache=False), sha256)
        return Response(status=204)

    @blueprint.route("/uploads/<id>/complete", methods=["POST"])
    @blueprint.arguments(CompleteRequest)
    @blueprint.response(201)
    @needs("paper.add")
    def complete(body: dict[str, Any], id: str) -> Any:
        """Every piece is there: the file is judged by its content and becomes a paper; asked again, the same one."""
        context = request_context(clock=ports.clock)

        def act(slot: Slot) -> Response:
            paper = complete_upload(
                ports,
                desk,
                current_caller(),
                id,
                context,
                sha256=body["sha256"],
                answer=lambda one: slot.answer(201, shown_paper(one), place_of(one)),
            )
            return paper_answer(paper, 201)

        return answer_once(answers, act)

    return blueprint


def _shown(upload: Upload, missing: tuple[int, ...]) -> Json:
    return {
        "id": upload.id,
        "dossier": upload.dossier,
        "name": upload.wanted.name,
        "size": upload.wanted.size,
        "piece_bytes": upload.piece_bytes,
        "pieces": upload.pieces,
        "missing": list(missing),
        "completed": upload.completed,
    }


def _place(upload: Upload) -> dict[str, str]:
    return {"Location": f"/api/intake/v1/uploads/{upload.id}"}


def digest_of(header: str | None) -> bytes | None:
    """The SHA-256 of a Content-Digest header; None where there is none of that kind. Raises Problem (400)."""
    for one in (header or "").split(","):
        name, _, value = one.strip().partition("=")
        if name.lower() == "sha-256":
            try:
                return base64.b64decode(value.strip().strip(":"), validate=True)
            except (binascii.Error, ValueError):
                raise Problem(400, "bad-digest", detail=f"{DIGEST} is sha-256=:base64:.") from None
    return None
