"""Dossiers over the API: file, list, view, accept, return the result."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from services.intake.api import shown
from services.intake.api.language import language
from services.intake.api.schemas import DossierListQuery, DossierRequestSchema, FiledSchema, ReturnRequest
from services.intake.domain.dossier import Dossier
from services.intake.use_cases.accept_dossier import accept_dossier
from services.intake.use_cases.dossier_request import read_dossier_request
from services.intake.use_cases.file_dossier import file_dossier
from services.intake.use_cases.list_dossiers import count_by_lateness, list_dossiers
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.return_result import return_result
from services.intake.use_cases.view_dossier import view_dossier
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, require_version, with_etag
from shared.http.problems import field_problem
from shared.security.access import needs
from shared.store.change import Context
from shared.working_time.calendar import local


def dossiers_blueprint(ports: Ports, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("dossiers", __name__, description="dossiers at the front door")
    _add_filing(blueprint, ports, answers)
    _add_views(blueprint, ports)
    _add_steps(blueprint, ports, answers)
    return blueprint


def _context(ports: Ports) -> Context:
    return request_context(clock=ports.clock)


def _add_filing(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/dossiers", methods=["POST"])
    @blueprint.arguments(DossierRequestSchema)
    @blueprint.response(201, FiledSchema)
    @needs("dossier.file")
    def create_dossier(body: dict[str, Any]) -> Any:
        """File a dossier: online by anybody, by another channel by an officer."""
        context = _context(ports)

        def act(slot: Slot) -> Response:
            wanted = read_dossier_request(body, local(context.at).date())
            result = file_dossier(
                ports,
                current_caller(),
                wanted,
                context,
                answer=lambda done: slot.answer(201, shown.filed(done), _place(done.dossier)),
            )
            return _answer(shown.filed(result), 201, _place(result.dossier))

        return answer_once(answers, act)


def _add_views(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/dossiers", methods=["GET"])
    @blueprint.arguments(DossierListQuery, location="query")
    @blueprint.response(200)
    @needs("dossier.list")
    def dossiers(query: dict[str, Any]) -> Any:
        """The dossiers of one's unit: those with a running clock by due date, the closed ones latest first."""
        try:
            page = list_dossiers(
                ports,
                current_caller(),
                statuses=query["status"],
                lateness=query["lateness"],
                search=query["search"],
                cursor=query["cursor"],
                limit=query["limit"],
            )
        except ValueError:
            raise field_problem("/cursor", "Not a cursor of this list.", location="query") from None
        return {"items": [shown.row(one) for one in page.items], "next": page.next}

    @blueprint.route("/dossiers/counts", methods=["GET"])
    @blueprint.response(200)
    @needs("dossier.list")
    def dossier_counts() -> Any:
        """How many stand in each group of the inbox, counted up to 1000."""
        return {group.value: count for group, count in count_by_lateness(ports, current_caller()).items()}

    @blueprint.route("/dossiers/<code>", methods=["GET"])
    @blueprint.response(200)
    @needs("dossier.view")
    def dossier(code: str) -> Response:
        """The whole dossier, for its owner (token) or an officer of its unit."""
        found = view_dossier(ports, current_caller(), code)
        tongue = language(request)
        standing = int(found.due_at is not None and ports.clock() > found.due_at)
        return with_etag(jsonify(shown.dossier(found, ports, tongue)), etag(found.version, tongue, standing))


def _add_steps(blueprint: Blueprint, ports: Ports, answers: AnswerStore) -> None:
    @blueprint.route("/dossiers/<code>/accept", methods=["POST"])
    @blueprint.response(200)
    @needs("dossier.accept")
    def accept(code: str) -> Any:
        """The dossier is complete: the clock runs, the due date is set."""
        context = _context(ports)

        def act(slot: Slot) -> Response:
            done = accept_dossier(
                ports,
                current_caller(),
                code,
                context,
                check=_check_version,
                answer=lambda one: slot.answer(200, shown.stands(one)),
            )
            return _step_answer(done)

        return answer_once(answers, act)

    @blueprint.route("/dossiers/<code>/return-result", methods=["POST"])
    @blueprint.arguments(ReturnRequest)
    @blueprint.response(200)
    @needs("dossier.return-result")
    def give_back(body: dict[str, Any], code: str) -> Any:
        """The result reached the applicant, this way and into these hands."""
        context = _context(ports)

        def act(slot: Slot) -> Response:
            done = return_result(
                ports,
                current_caller(),
                code,
                body["method"],
                body["received_by_kind"],
                context,
                check=_check_version,
                answer=lambda one: slot.answer(200, shown.stands(one)),
            )
            return _step_answer(done)

        return answer_once(answers, act)


def _check_version(dossier: Dossier) -> None:
    require_version(dossier.version)


def _step_answer(dossier: Dossier) -> Response:
    return _answer(shown.stands(dossier), 200, {"ETag": f'"{etag(dossier.version)}"'})


def _place(dossier: Dossier) -> dict[str, str]:
    return {"Location": f"/api/intake/v1/dossiers/{dossier.code}", "ETag": f'"{etag(dossier.version)}"'}


def _answer(body: dict[str, Any], status: int, headers: dict[str, str]) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers.extend(headers)
    return response
