"""Working calendars over the API: looked at by officers, a special day tried out and set by administrators."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from services.intake.api.schemas.calendars import DayRequest, DaySaveRequest
from services.intake.api.shown.calendars import calendar, calendar_item, preview
from services.intake.domain.errors import Words
from services.intake.use_cases.edit_calendar import preview_edit, save_edit, view_calendar, view_calendars
from services.intake.use_cases.ports import Ports
from shared.http.correlation import current_caller, request_context
from shared.http.idempotency import AnswerStore, Slot, answer_once
from shared.http.parsing import Blueprint
from shared.security.access import needs


def calendars_blueprint(ports: Ports, answers: AnswerStore) -> Blueprint:
    blueprint = Blueprint("calendars", __name__, description="working calendars")

    @blueprint.route("/calendars", methods=["GET"])
    @blueprint.response(200)
    @needs("calendar.view")
    def calendars() -> Any:
        """All working calendars, and which agency works by which from which day on."""
        return {"items": [calendar_item(one) for one in view_calendars(ports, current_caller())], "next": None}

    @blueprint.route("/calendars/<id>", methods=["GET"])
    @blueprint.response(200)
    @needs("calendar.view")
    def one_calendar(id: str) -> Any:
        """One calendar: its weeks, its special days, and who set which of them when."""
        return calendar(view_calendar(ports, current_caller(), id))

    @blueprint.route("/calendars/<id>/preview", methods=["POST"])
    @blueprint.arguments(DayRequest)
    @blueprint.response(200)
    @needs("calendar.edit")
    def try_day(body: dict[str, Any], id: str) -> Any:
        """Which open dossiers another special day would move, and to which dates; nothing is changed."""
        found = preview_edit(
            ports, current_caller(), id, body["day"], body["kind"], Words(**body["reason"]), ports.clock()
        )
        return preview(found)

    @blueprint.route("/calendars/<id>/days", methods=["POST"])
    @blueprint.arguments(DaySaveRequest)
    @blueprint.response(200)
    @needs("calendar.edit")
    def set_day(body: dict[str, Any], id: str) -> Any:
        """Set a special day or take one back; open dates are counted anew and everybody who is moved is told."""
        context = request_context(clock=ports.clock)

        def act(slot: Slot) -> Response:
            saved = save_edit(
                ports,
                current_caller(),
                id,
                body["day"],
                body["kind"],
                Words(**body["reason"]),
                context,
                known_version=body["version"],
                answer=lambda one: slot.answer(200, calendar(one)),
            )
            return jsonify(calendar(saved))

        return answer_once(answers, act)

    return blueprint
