"""Papers of a dossier over the API: list, hand over, take small ones at once, put aside, take over from the store."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Response, request
from werkzeug.datastructures import FileStorage

from services.intake.api.answers import answer_of
from services.intake.api.language import language
from services.intake.api.schemas.papers import COMPONENT, SENT_BY, PaperFile, PaperForm, ReuseQuery, ReuseRequest
from services.intake.api.shown.papers import document, documents
from services.intake.api.shown.values import Json
from services.intake.domain.paper import Paper, Shown, Source
from services.intake.domain.upload import PaperRequest
from services.intake.use_cases.add_paper import add_small_paper
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.reuse_paper import reusable_papers, reuse_paper
from services.intake.use_cases.view_papers import open_paper, open_thumbnail, papers_of, put_aside
from shared.http.body_size import takes_up_to
from shared.http.correlation import current_caller, request_context
from shared.http.file_answers import file_answer
from shared.http.idempotency import HEADER, AnswerStore, Slot, answer_once, make_slot
from shared.http.parsing import Blueprint
from shared.http.problems import Problem
from shared.security.access import needs

THUMBNAIL = "image/jpeg"
FORM_DOC = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "component": {"type": "integer", **COMPONENT},
                    "source": {"type": "string", "enum": SENT_BY},
                    "shown": {"type": "string", "enum": [one.value for one in Shown]},
                    "counted": {"type": "integer", "description": "pages counted at the desk"},
                    "sha256": {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"},
                },
            }
        }
    },
}


def papers_blueprint(ports: Ports, desk: PaperDesk, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("documents", __name__, description="papers of a dossier as files")
    _add_views(blueprint, ports, desk)
    _add_taking(blueprint, ports, desk, answers)
    _add_store(blueprint, ports, desk, answers)
    return blueprint


def wanted_paper(name: str, size: int, values: dict[str, Any]) -> PaperRequest:
    """The request as the use cases take it: officers digitise, others send, unless they say otherwise."""
    usual = Source.DIGITISED if current_caller().kind == "staff" else Source.SENT
    source = Source(values["source"]) if values["source"] else usual
    shown = Shown(values["shown"]) if values["shown"] else None
    return PaperRequest(name, size, source, values["component"], shown, values["counted"])


def paper_answer(paper: Paper, status: int) -> Response:
    """The paper as JSON with its place."""
    return answer_of(shown_paper(paper), status, place_of(paper))


def shown_paper(paper: Paper) -> Json:
    return document(paper, language(request), for_officer=current_caller().kind == "staff")


def place_of(paper: Paper) -> dict[str, str]:
    return {"Location": f"/api/intake/v1/dossiers/{paper.dossier}/documents/{paper.id}"}


def _add_views(blueprint: Blueprint, ports: Ports, desk: PaperDesk) -> None:
    @blueprint.route("/dossiers/<code>/documents", methods=["GET"])
    @blueprint.response(200)
    @needs("paper.view")
    def documents_of(code: str) -> Any:
        """The papers of a dossier, and which of those that the procedure asks for are missing."""
        dossier, papers = papers_of(ports, desk, current_caller(), code)
        return documents(dossier, papers, language(request), for_officer=current_caller().kind == "staff")

    @blueprint.route("/dossiers/<code>/documents/<id>", methods=["GET"])
    @blueprint.response(200, content_type="application/octet-stream")
    @needs("paper.view")
    def content(code: str, id: str) -> Response:
        """The file itself, once it may be served; ``Repr-Digest`` is the sum of the whole."""
        paper, file = open_paper(ports, desk, current_caller(), code, id)
        return served(paper, file)

    @blueprint.route("/dossiers/<code>/documents/<id>/thumbnail", methods=["GET"])
    @blueprint.response(200, content_type=THUMBNAIL)
    @needs("paper.view")
    def thumbnail(code: str, id: str) -> Response:
        """A small picture of the first page."""
        file = open_thumbnail(ports, desk, current_caller(), code, id)
        return file_answer(file, THUMBNAIL, None, inline=True)


def _add_taking(blueprint: Blueprint, ports: Ports, desk: PaperDesk, answers: AnswerStore) -> None:
    @blueprint.route("/dossiers/<code>/documents", methods=["POST"])
    @blueprint.doc(requestBody=FORM_DOC)
    @blueprint.response(201)
    @takes_up_to(desk.limits.form_bytes)
    @needs("paper.add")
    def add(code: str) -> Any:
        """Attach one file that is small enough for one request; larger ones come through ``/uploads``."""
        if request.mimetype != "multipart/form-data":
            raise Problem(415, "unsupported-type", detail="The body must be multipart/form-data.")
        values = blueprint.ARGUMENTS_PARSER.parse(PaperForm, request, location="form")
        sent: FileStorage = blueprint.ARGUMENTS_PARSER.parse(PaperFile, request, location="files")["file"]
        content = sent.read()
        wanted = wanted_paper(sent.filename or "", len(content), values)
        told = json.dumps({**values, "name": sent.filename, "file": hashlib.sha256(content).hexdigest()}).encode()
        context = request_context(clock=ports.clock)

        def act(slot: Slot) -> Response:
            paper = add_small_paper(
                ports,
                desk,
                current_caller(),
                code,
                wanted,
                content,
                context,
                sha256=values["sha256"],
                answer=lambda one: slot.answer(201, shown_paper(one), place_of(one)),
            )
            return paper_answer(paper, 201)

        # Not the body's own bytes: the mark between the parts of a form is another each time.
        slot = make_slot(request.headers.get(HEADER), current_caller(), f"POST {request.path}", told)
        return answer_once(answers, act, slot)

    @blueprint.route("/dossiers/<code>/documents/<id>/set-aside", methods=["POST"])
    @blueprint.response(200)
    @needs("paper.set-aside")
    def set_aside(code: str, id: str) -> Any:
        """The paper was attached by mistake: it counts no more, and stays in the history."""
        return paper_answer(put_aside(ports, current_caller(), code, id, request_context(clock=ports.clock)), 200)


def _add_store(blueprint: Blueprint, ports: Ports, desk: PaperDesk, answers: AnswerStore) -> None:
    @blueprint.route("/dossiers/<code>/reusable-documents", methods=["GET"])
    @blueprint.arguments(ReuseQuery, location="query")
    @blueprint.response(200)
    @needs("paper.reuse")
    def reusable(query: dict[str, Any], code: str) -> Any:
        """What the applicant's own store holds: for an officer who has seen the person's card; for whoever is
        signed in, what came with dossiers of the same account. Each opening is kept."""
        context = request_context(clock=ports.clock)
        found = reusable_papers(ports, desk, current_caller(), code, context, card_seen=query["card_seen"])
        return {"items": [shown_paper(one) for one in found], "next": None}

    @blueprint.route("/dossiers/<code>/reusable-documents", methods=["POST"])
    @blueprint.arguments(ReuseRequest)
    @blueprint.response(201)
    @needs("paper.reuse")
    def reuse(body: dict[str, Any], code: str) -> Any:
        """Take a paper over from the applicant's own store."""
        context = request_context(clock=ports.clock)

        def act(slot: Slot) -> Response:
            paper = reuse_paper(
                ports,
                desk,
                current_caller(),
                code,
                body["document"],
                body["component"],
                context,
                card_seen=body["card_seen"],
                answer=lambda one: slot.answer(201, shown_paper(one), place_of(one)),
            )
            return paper_answer(paper, 201)

        return answer_once(answers, act)


def served(paper: Paper, file: Any) -> Response:
    """The file with its right type, whatever it was called; a browser shows what it can show safely."""
    content = paper.content
    return file_answer(
        file,
        content.media_type,
        paper.file_name,
        inline=paper.is_shown_inline,
        size=content.size,
        sha256=content.sha256,
    )
