"""Agencies at our door, each with a signed link out of its task's letter: papers to fetch, a result to leave."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote

from flask import Response, jsonify, request

from services.intake.api.papers import served
from services.intake.api.uploads import BYTES, digest_of
from services.intake.use_cases.exchange.by_link import list_by_link, open_by_link, upload_by_link
from services.intake.use_cases.exchange.ports import ExchangeDesk
from services.intake.use_cases.exchange.send_papers import reference
from shared.http.body_size import takes_up_to
from shared.http.correlation import request_context
from shared.http.parsing import Blueprint
from shared.http.problems import Problem
from shared.security.access import public

PLACE = "/exchange/tasks/<task>"
LINK = {
    "in": "query",
    "name": "link",
    "required": True,
    "description": "the signed token, as the letter to the agency brings it",
    "schema": {"type": "string"},
}
SUM = {
    "in": "header",
    "name": "Content-Digest",
    "required": True,
    "description": "sum of the file (RFC 9530): sha-256=:base64:",
    "schema": {"type": "string"},
}
FILE = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}
_log = logging.getLogger(__name__)


def exchange_blueprint(desk: ExchangeDesk) -> Blueprint:
    blueprint = Blueprint("exchange", __name__, description="papers to agencies and results from them, by signed links")

    @blueprint.route(f"{PLACE}/papers", methods=["GET"])
    @blueprint.doc(parameters=[LINK])
    @blueprint.response(200)
    @public
    def papers(task: str) -> Any:
        """The papers that the dossier has now, for the agency whose task it is."""
        context = request_context(clock=desk.ports.clock)
        dossier, found = list_by_link(desk, _token(), task, context)
        items = [{**reference(dossier, one), "scan": one.scan.value, "link": _link(one.id)} for one in found]
        answer = jsonify({"items": items, "next": None})
        answer.headers["Cache-Control"] = "private, no-store"
        return answer

    @blueprint.route(f"{PLACE}/papers/<id>", methods=["GET"])
    @blueprint.doc(parameters=[LINK])
    @blueprint.response(200, content_type="application/octet-stream")
    @public
    def paper(task: str, id: str) -> Response:
        """One paper, once it was scanned; ``Repr-Digest`` is the sum of the whole."""
        found, file = open_by_link(desk, _token(), task, id, request_context(clock=desk.ports.clock))
        _log.info("an agency fetches a paper", extra={"task": task, "paper": found.id})
        return served(found, file)

    @blueprint.route(f"{PLACE}/result", methods=["PUT"])
    @blueprint.doc(parameters=[LINK, SUM], requestBody=FILE)
    @blueprint.response(201)
    @takes_up_to(desk.papers.limits.form_bytes)
    @public
    def result(task: str) -> Response:
        """The result's file, whole; the decision then names it by ``upload_id``. The same again is the same upload."""
        if request.mimetype not in BYTES:
            raise Problem(415, "unsupported-type", detail="A result is application/octet-stream.")
        sha256 = digest_of(request.headers.get("Content-Digest"))
        content = request.get_data(cache=False)
        context = request_context(clock=desk.ports.clock)
        file = upload_by_link(desk, _token(), task, content, sha256, context).file
        if file is None:
            raise TypeError("an upload without a file")
        _log.info("an agency leaves a result", extra={"task": task, "size": file.size})
        told = {"upload_id": file.file, "sha256": file.sha256, "size": file.size, "media_type": file.media_type}
        answer = jsonify(told)
        answer.status_code = 201
        return answer

    return blueprint


def _token() -> str:
    return request.args.get("link", "")


def _link(id: str) -> str:
    """Beside the list, with the same token."""
    return f"{request.base_url}/{quote(id)}?link={_token()}"
