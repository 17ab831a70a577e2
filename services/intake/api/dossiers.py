"""Dossiers over the API: file, list, view; the steps and forms are put beside them."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from services.intake.api import shown
from services.intake.api.answers import answer_of
from services.intake.api.language import language
from services.intake.api.schemas.dossiers import DossierListQuery, DossierRequestSchema, FiledSchema
from services.intake.api.steps import add_steps
from services.intake.domain.dossier import Dossier
from services.intake.use_cases.dossier_request import read_dossier_request
from services.intake.use_cases.file_dossier import file_dossier
from services.intake.use_cases.likeness import look_for_alike
from services.intake.use_cases.list_dossiers import count_by_lateness, list_dossiers
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.view_dossier import view_dossier
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.parsing import Blueprint
from shared.http.preconditions import etag, with_etag
from shared.http.problems import field_problem
from shared.http.rate_limits import client_address
from shared.security.access import needs
from shared.store.change import Context
from shared.working_time.calendar import local


def dossiers_blueprint(ports: Ports, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("dossiers", __name__, description="dossiers at the front door")
    _add_filing(blueprint, ports, answers)
    _add_likeness(blueprint, ports)
    _add_views(blueprint, ports)
    add_steps(blueprint, ports, answers)
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
            wanted = read_dossier_request(body, local(context.at).date(), ports.unit.code)
            result = file_dossier(
                ports,
                current_caller(),
                wanted,
                context,
                answer=lambda done: slot.answer(201, shown.filed(done), _place(done.dossier)),
            )
            return answer_of(shown.filed(result), 201, _place(result.dossier))

        return answer_once(answers, act)


def _add_likeness(blueprint: Blueprint, ports: Ports) -> None:
    @blueprint.route("/dossiers/alike", methods=["POST"])
    @blueprint.arguments(DossierRequestSchema)
    @blueprint.response(200)
    @needs("dossier.file")
    def alike(body: dict[str, Any]) -> Any:
        """Open dossiers that this filing may be the same as, as far as the caller may know of them; files nothing."""
        wanted = read_dossier_request(body, local(ports.clock()).date())
        found = look_for_alike(ports, current_caller(), wanted, address=client_address())
        return {
            "items": [
                {
                    "code": one.code,
                    "status": int(one.status) if one.status else None,
                    "filed_at": shown.moment(one.filed_at),
                }
                for one in found
            ],
            "next": None,
        }


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


def _place(dossier: Dossier) -> dict[str, str]:
    return {"Location": f"/api/intake/v1/dossiers/{dossier.code}", "ETag": f'"{etag(dossier.version)}"'}
