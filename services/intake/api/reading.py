"""Blueprints of what anybody may read: procedures, deadlines, scoreboard; and tracking."""

from __future__ import annotations

from typing import Any

from flask import request

from services.intake.api import shown
from services.intake.api.language import language
from services.intake.api.schemas.catalogue import ProcedureList, ProcedureQuery, ProcedureSchema, ProcedureVersions
from services.intake.api.schemas.deadlines import DeadlineQuery, DeadlineSchema
from services.intake.api.schemas.dossiers import TrackingRequest
from services.intake.use_cases.find_procedures import find_procedures, view_procedure, view_versions
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.preview_deadline import preview_deadline
from services.intake.use_cases.scoreboard import scoreboard
from services.intake.use_cases.track_dossier import track_dossier
from shared.http.correlation import current_caller
from shared.http.paging import decode_cursor, encode_cursor
from shared.http.parsing import Blueprint
from shared.http.rate_limits import client_address
from shared.security.access import needs, public
from shared.working_time.calendar import local


def catalogue_blueprint(ports: Ports) -> Blueprint:
    blueprint = Blueprint("procedures", __name__, description="the catalogue and its time limits")

    @blueprint.route("/procedures", methods=["GET"])
    @blueprint.arguments(ProcedureQuery, location="query")
    @blueprint.response(200, ProcedureList)
    @public
    def procedures(query: dict[str, Any]) -> Any:
        """Procedures that hold every word of the search, in any spelling of the marks; of a field, of a level."""
        (start,) = decode_cursor(query["cursor"], int) or (0,)
        found = find_procedures(ports, query["search"], field=query["field"], level=query["level"])
        end = max(0, start) + query["limit"]
        items = [shown.procedure_item(one) for one in found[max(0, start) : end]]
        return {"items": items, "next": encode_cursor([end]) if len(found) > end else None}

    @blueprint.route("/procedures/<code>", methods=["GET"])
    @blueprint.response(200, ProcedureSchema)
    @public
    def procedure(code: str) -> Any:
        """One procedure, in the version in force today."""
        return shown.procedure(view_procedure(ports, code))

    @blueprint.route("/procedures/<code>/versions", methods=["GET"])
    @blueprint.response(200, ProcedureVersions)
    @public
    def procedure_versions(code: str) -> Any:
        """Every version of one procedure, oldest first, also one that is still to come."""
        history = view_versions(ports, code)
        today = history.on(local(ports.clock()).date())
        return {
            "code": history.code,
            "in_force": today.version if today else None,
            "items": [shown.procedure(one) for one in history.versions],
        }

    @blueprint.route("/deadline", methods=["GET"])
    @blueprint.arguments(DeadlineQuery, location="query")
    @blueprint.response(200, DeadlineSchema)
    @public
    def deadline(query: dict[str, Any]) -> Any:
        """When a dossier received at that time would be due, and the ledger that says why."""
        preview = preview_deadline(ports, query["procedure"], query["start"], query["variant"])
        return shown.deadline(preview)

    return blueprint


def tracking_blueprint(ports: Ports) -> Blueprint:
    blueprint = Blueprint("tracking", __name__, description="how a dossier stands, and how all of them do")

    @blueprint.route("/tracking", methods=["POST"])
    @blueprint.arguments(TrackingRequest)
    @blueprint.response(200)
    @needs("dossier.track")
    def tracking(body: dict[str, Any]) -> Any:
        """Code and last four digits of the phone, or the owner token, which shows everything."""
        found = track_dossier(
            ports,
            body["code"],
            phone_last4=body["phone_last4"],
            token=body["token"] or current_caller().owner_token,
            address=client_address(),
        )
        return shown.tracking(found, ports, language(request))

    @blueprint.route("/scoreboard", methods=["GET"])
    @blueprint.response(200)
    @public
    def public_scoreboard() -> Any:
        """Dossiers by status, late ones, and how many were finished in time."""
        return shown.counts(scoreboard(ports))

    return blueprint
