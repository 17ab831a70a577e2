"""Messages that intake could not take: seen, replayed, or dropped with a reason."""

from __future__ import annotations

from typing import Any

from services.intake.api.schemas import ParkedQuery, SettleRequest
from shared.http.correlation import current_caller
from shared.http.parsing import Blueprint
from shared.http.problems import Problem, field_problem
from shared.security.access import needs
from shared.store.parked import NotParked, Parked, ParkedMessage
from shared.working_time.calendar import local


def parked_blueprint(parked: Parked) -> Blueprint:
    blueprint = Blueprint("parked", __name__, description="the dead-letter workbench")

    @blueprint.route("/parked", methods=["GET"])
    @blueprint.arguments(ParkedQuery, location="query")
    @blueprint.response(200)
    @needs("parked.view")
    def parked_messages(query: dict[str, Any]) -> Any:
        """Messages in one state, the latest first; bodies stay in the store."""
        try:
            page = parked.page(state=query["state"], type=query["type"], limit=query["limit"], cursor=query["cursor"])
        except ValueError:
            raise field_problem("/cursor", "Not a cursor of this list.", location="query") from None
        return {"items": [_shown(one) for one in page.items], "next": page.next}

    @blueprint.route("/parked/<id>/replay", methods=["POST"])
    @blueprint.arguments(SettleRequest)
    @blueprint.response(200)
    @needs("parked.settle")
    def replay(body: dict[str, Any], id: str) -> Any:
        """Give it to its handler once more."""
        return _settled(id, lambda: parked.replay(id, who=current_caller().actor, why=body["why"] or None))

    @blueprint.route("/parked/<id>/drop", methods=["POST"])
    @blueprint.arguments(SettleRequest)
    @blueprint.response(200)
    @needs("parked.settle")
    def drop(body: dict[str, Any], id: str) -> Any:
        """It needs no handling; says why."""
        if not body["why"].strip():
            raise field_problem("/why", "A message is dropped with a reason.")
        return _settled(id, lambda: parked.drop(id, who=current_caller().actor, why=body["why"]))

    def _settled(id: str, act: Any) -> dict[str, Any]:
        try:
            act()
        except NotParked:
            raise Problem(404, "not-parked", detail="No message of this id waits here.") from None
        found = parked.get(id)
        return _shown(found) if found else {}

    return blueprint


def _shown(one: ParkedMessage) -> dict[str, Any]:
    return {
        "id": one.id,
        "event_id": one.message.event_id,
        "type": one.message.type,
        "subject": one.message.subject,
        "routing_key": one.message.routing_key,
        "reason": one.reason,
        "state": one.state,
        "parked_at": local(one.parked_at).isoformat(),
        "times": one.times,
        "marks": [
            {"what": mark.what, "who": mark.who, "at": local(mark.at).isoformat(), "why": mark.why}
            for mark in one.marks
        ],
    }
