"""GET /api/routing/v1/conservation: every accepted dossier is in exactly one place, or is named here."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from services.routing.domain.balance import Difference
from services.routing.use_cases.ports import Clock
from services.routing.use_cases.view_balance import BalanceDesk
from shared.http.parsing import Blueprint
from shared.security.access import needs


class TaskLookSchema(Schema):
    """A task of the dossier, as it stands."""

    task_id = fields.String(required=True)
    agency_name = fields.String(required=True)
    status = fields.String(required=True)


class MessageLookSchema(Schema):
    """A message about the dossier that has not taken effect; ``side`` is the service where it lies."""

    side = fields.String(required=True)
    type = fields.String(required=True)
    where = fields.String(required=True)
    reason = fields.String(required=True)


class DifferenceSchema(Schema):
    """One dossier: ``intake`` and ``routing`` say where it stands, null where they know of none."""

    dossier = fields.String(required=True)
    kind = fields.String(required=True)
    intake = fields.String(required=True, allow_none=True)
    routing = fields.String(required=True, allow_none=True)
    place = fields.String(required=True, allow_none=True)
    copy_of = fields.String(required=True, allow_none=True)
    since = fields.AwareDateTime(required=True)
    alarmed_at = fields.AwareDateTime(required=True, allow_none=True)
    tasks = fields.List(fields.Nested(TaskLookSchema), required=True)
    messages = fields.List(fields.Nested(MessageLookSchema), required=True)


class DaySchema(Schema):
    """One day of codes; ``agrees``: both services say the same of every dossier."""

    day = fields.String(required=True)
    accepted = fields.Integer(required=True)
    cases = fields.Integer(required=True)
    agrees = fields.Boolean(required=True)


class PlacesSchema(Schema):
    """How many accepted dossiers are where."""

    agency = fields.Integer(required=True)
    line = fields.Integer(required=True, metadata={"description": "at the centre, waiting for an agency's queue"})
    supplement = fields.Integer(required=True)
    payment = fields.Integer(required=True)
    intake = fields.Integer(required=True, metadata={"description": "decided, the result not handed out yet"})
    returned = fields.Integer(required=True)
    withdrawn = fields.Integer(required=True)
    stopped = fields.Integer(required=True)


class ConservationSchema(Schema):
    """``differences`` are dossiers that are missing, doubled or in two places; those that a message on its way explains
    stand in ``on_the_way``. ``settled``: nothing differs at all."""

    accepted = fields.Integer(required=True)
    placed = fields.Integer(required=True)
    settled = fields.Boolean(required=True)
    places = fields.Nested(PlacesSchema, required=True)
    differences = fields.List(fields.Nested(DifferenceSchema), required=True)
    on_the_way = fields.List(fields.Nested(DifferenceSchema), required=True)
    days = fields.List(fields.Nested(DaySchema), required=True)


def balance_blueprint(desk: BalanceDesk, clock: Clock) -> Blueprint:
    """The one answer."""
    blueprint = Blueprint("conservation", __name__, description="No dossier is lost between the services")

    @blueprint.route("/conservation", methods=["GET"])
    @blueprint.response(200, ConservationSchema)
    @needs("balance.view")
    def conservation() -> dict[str, Any]:
        """Accepted dossiers against the places that they are in; what differs is named dossier by dossier."""
        view = desk.view(clock())
        return {
            "accepted": view.accepted,
            "placed": view.placed,
            "settled": view.is_settled,
            "places": view.places,
            "differences": [_shown(one) for one in view.differences],
            "on_the_way": [_shown(one) for one in view.on_the_way],
            "days": view.days,
        }

    return blueprint


def _shown(one: Difference) -> dict[str, Any]:
    look = one.look
    return {
        "dossier": one.id,
        "kind": one.kind,
        "intake": look.intake,
        "routing": look.routing,
        "place": look.place,
        "copy_of": look.copy_of,
        "since": one.since,
        "alarmed_at": one.alarmed_at,
        "tasks": [{"task_id": id, "agency_name": name, "status": status} for id, name, status in look.tasks],
        "messages": look.messages,
    }
