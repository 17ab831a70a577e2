"""The guidance desk over the API: free half hours, booking one; drafts opened by their help code."""

from __future__ import annotations

from typing import Any

from services.intake.api.schemas.accounts import BookingRequest, HelpRequest, HoursQuery
from services.intake.api.shown import people as shown_people
from services.intake.use_cases import drafts, guidance_desk
from services.intake.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.parsing import Blueprint
from shared.http.rate_limits import client_address
from shared.security.access import needs


def guidance_blueprint(ports: Ports) -> Blueprint:
    blueprint = Blueprint("guidance", __name__, description="the guidance desk")

    @blueprint.route("/guidance/hours", methods=["GET"])
    @blueprint.arguments(HoursQuery, location="query")
    @blueprint.response(200)
    @needs("guidance.book")
    def hours(query: dict[str, Any]) -> Any:
        """The half hours of a day that may still be booked, and how many chairs are left."""
        found = guidance_desk.free_hours(ports, query["day"])
        return {"items": [shown_people.free_hour(one) for one in found], "next": None}

    @blueprint.route("/guidance/bookings", methods=["POST"])
    @blueprint.arguments(BookingRequest)
    @blueprint.response(201)
    @needs("guidance.book")
    def book(body: dict[str, Any]) -> Any:
        """Book help for a dossier; `key` is shown this once and cancels the booking."""
        context = request_context(clock=ports.clock)
        done = guidance_desk.book(ports, current_caller(), body, context, address=client_address())
        return {**shown_people.booking(done.booking), "key": done.key}

    @blueprint.route("/drafts/open", methods=["POST"])
    @blueprint.arguments(HelpRequest)
    @blueprint.response(200)
    @needs("draft.help")
    def open_draft(body: dict[str, Any]) -> Any:
        """The draft whose owner said this code at the desk; the contact log gets a line."""
        context = request_context(clock=ports.clock)
        return shown_people.draft(drafts.open_helped(ports, current_caller(), body["code"], context))

    return blueprint
