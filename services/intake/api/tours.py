"""Tours over the API: plan, add stops, write down what came of each."""

from __future__ import annotations

from typing import Any

from flask import Response

from services.intake.api import shown
from services.intake.api.answers import answer_of
from services.intake.api.schemas.tours import StopOutcomeRequest, StopPlanRequest, TourRequest
from services.intake.use_cases.keep_tours import add_stop, list_tours, plan_tour, record_stop, view_tour
from services.intake.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.parsing import Blueprint
from shared.security.access import needs


def tours_blueprint(ports: Ports) -> Blueprint:
    blueprint = Blueprint("tours", __name__, description="visits at home and mobile points")

    @blueprint.route("/tours", methods=["GET"])
    @blueprint.response(200)
    @needs("tour.view")
    def tours() -> Any:
        """The tours of one's unit, of the last month and ahead, by day."""
        return {"items": [shown.tour(one) for one in list_tours(ports, current_caller())], "next": None}

    @blueprint.route("/tours", methods=["POST"])
    @blueprint.arguments(TourRequest)
    @blueprint.response(201)
    @needs("tour.plan")
    def new_tour(body: dict[str, Any]) -> Response:
        """Plan a tour; its stops are added to it."""
        planned = plan_tour(ports, current_caller(), body, request_context(clock=ports.clock))
        return answer_of(shown.tour(planned), 201, {"Location": f"/api/intake/v1/tours/{planned.id}"})

    @blueprint.route("/tours/<id>", methods=["GET"])
    @blueprint.response(200)
    @needs("tour.view")
    def tour(id: str) -> Any:
        """One tour with its stops."""
        return shown.tour(view_tour(ports, current_caller(), id))

    @blueprint.route("/tours/<id>/stops", methods=["POST"])
    @blueprint.arguments(StopPlanRequest)
    @blueprint.response(201)
    @needs("tour.plan")
    def stop(body: dict[str, Any], id: str) -> Response:
        """A further stop of the tour."""
        changed = add_stop(ports, current_caller(), id, body, request_context(clock=ports.clock))
        return answer_of(shown.tour(changed), 201, {"Location": f"/api/intake/v1/tours/{id}"})

    @blueprint.route("/tours/<id>/stops/<stop>", methods=["POST"])
    @blueprint.arguments(StopOutcomeRequest)
    @blueprint.response(200)
    @needs("tour.plan")
    def outcome(body: dict[str, Any], id: str, stop: str) -> Any:
        """The visit was made, or nobody was at home."""
        context = request_context(clock=ports.clock)
        return shown.tour(record_stop(ports, current_caller(), id, stop, body["status"], body["note"], context))

    return blueprint
