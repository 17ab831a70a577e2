"""Signing in over the API."""

from __future__ import annotations

from typing import Any

from flask import request

from services.intake.api.language import language
from services.intake.api.schemas.sessions import SessionRequest, SessionSchema
from services.intake.use_cases.one_time_codes import sign_in_by_code
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.sign_in import sign_in
from shared.http.correlation import request_context
from shared.http.parsing import Blueprint
from shared.http.rate_limits import client_address
from shared.security.access import public
from shared.security.tokens import LIFETIME


def sessions_blueprint(ports: Ports) -> Blueprint:
    blueprint = Blueprint("sessions", __name__, description="signing in")

    @blueprint.route("/sessions", methods=["POST"])
    @blueprint.arguments(SessionRequest)
    @blueprint.response(201, SessionSchema)
    @public
    def create_session(body: dict[str, Any]) -> Any:
        """A bearer token of ten minutes: for a member of staff by password, for anybody by a one-time code."""
        if "code" in body:
            return _by_code(ports, body)
        signed_in = sign_in(ports, body["username"], body["password"], address=client_address())
        return {
            "token": signed_in.token,
            "expires_in": int(LIFETIME.total_seconds()),
            "roles": sorted(signed_in.caller.roles),
            "unit": signed_in.account.unit,
        }

    return blueprint


def _by_code(ports: Ports, body: dict[str, Any]) -> dict[str, Any]:
    signed_in = sign_in_by_code(
        ports,
        body.get("phone") or body["email"],
        body["code"],
        request_context(clock=ports.clock),
        address=client_address(),
        language=language(request),
    )
    seconds = int(LIFETIME.total_seconds())
    return {"token": signed_in.token, "expires_in": seconds, "roles": [], "unit": None}
