"""The exchange with agencies over HTTP: which message went which way, and whether it was signed."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from services.routing.domain.agency import BadAgency, agency_key
from services.routing.domain.exchange import Direction, ExchangeEntry, Outcome
from services.routing.use_cases.exchange_questions import Exchange
from services.routing.use_cases.ports import Clock
from services.routing.use_cases.view_exchange import list_agency, list_dossier, list_troubles
from shared.http.paging import PageQuery, decode_cursor, page, page_schema
from shared.http.parsing import Blueprint
from shared.http.problems import field_problem
from shared.security.access import needs


class ExchangeEntrySchema(Schema):
    """One message. ``number`` counts the messages of its agency from 1; null for the few seconds until it is given.
    ``reason`` says why it was refused; ``sha256`` is the fingerprint of its body."""

    id = fields.String(required=True)
    agency_key = fields.String(required=True)
    number = fields.Integer(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    direction = fields.Enum(Direction, by_value=True, required=True)
    outcome = fields.Enum(Outcome, by_value=True, required=True)
    message_id = fields.String(required=True)
    type = fields.String(required=True)
    dossier = fields.String(required=True)
    task_id = fields.String(required=True)
    signed = fields.Boolean(required=True)
    sha256 = fields.String(required=True)
    jws = fields.String(required=True)
    user = fields.String(required=True)
    reason = fields.String(required=True)
    details = fields.String(required=True)


class ExchangeQuerySchema(PageQuery):
    """``agency``: one agency's messages, the latest first. ``dossier``: what was written about one, in order. Neither:
    what was refused, came back or could not be read in the last 30 days."""

    agency = fields.String(load_default=None, metadata={"description": "agency code"})
    dossier = fields.String(load_default=None, metadata={"description": "dossier code"})


ExchangePageSchema = page_schema(ExchangeEntrySchema)


def exchange_blueprint(exchange: Exchange, clock: Clock) -> Blueprint:
    """GET /exchange."""
    blueprint = Blueprint("exchange", __name__, description="The signed exchange with agencies")

    @blueprint.route("/exchange", methods=["GET"])
    @blueprint.arguments(ExchangeQuerySchema, location="query")
    @blueprint.response(200, ExchangePageSchema)
    @needs("exchange.view")
    def show_exchange(query: dict[str, Any]) -> dict[str, Any]:
        """The messages that went to agencies and came from them."""
        if query["dossier"]:
            return {"items": list(map(_told, list_dossier(exchange, query["dossier"]))), "next": None}
        if not query["agency"]:
            return {"items": list(map(_told, list_troubles(exchange, clock()))), "next": None}
        try:
            key = agency_key(query["agency"])
        except BadAgency as problem:
            raise field_problem("/agency", problem.reason, location="query") from None
        after = decode_cursor(query["cursor"], int)
        found = list_agency(exchange, key, after[0] if after else None, query["limit"] + 1)
        return page(list(map(_told, found)), query["limit"], lambda one: [one["number"]])

    return blueprint


def _told(entry: ExchangeEntry) -> dict[str, Any]:
    names = ("id", "agency_key", "at", "direction", "outcome", "message_id", "type", "dossier", "task_id", "signed")
    told = {name: getattr(entry, name) for name in (*names, "jws", "user", "reason", "details")}
    return {**told, "number": entry.number or None, "sha256": entry.digest}
