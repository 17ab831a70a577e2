"""Addresses that nothing is sent to, over the API: masked; added by hand, released with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from services.notifications.domain.message import Channel
from services.notifications.domain.suppression import Suppression, Why
from services.notifications.use_cases.ports import Clock
from services.notifications.use_cases.suppress import LONGEST_WHY, BadSuppression, Guard
from shared.http.correlation import request_context
from shared.http.paging import PageQuery, decode_cursor, page, page_schema
from shared.http.parsing import Blueprint
from shared.http.problems import Problem, field_problem
from shared.security.access import needs

WHY = validate.Length(max=LONGEST_WHY)


class SuppressionSchema(Schema):
    """``why`` is null once it is released."""

    id = fields.String(required=True)
    channel = fields.Enum(Channel, by_value=True, required=True)
    to_masked = fields.String(required=True)
    why = fields.Enum(Why, by_value=True, required=True, allow_none=True)
    since = fields.AwareDateTime(required=True, allow_none=True)
    failures = fields.Integer(required=True, metadata={"description": "messages that failed in a row"})


class BlockRequest(Schema):
    channel = fields.Enum(Channel, by_value=True, required=True)
    address = fields.String(required=True, load_only=True, validate=validate.Length(max=254))
    why = fields.String(required=True, validate=WHY)


class ReleaseRequest(Schema):
    why = fields.String(required=True, validate=WHY)


SuppressionPageSchema = page_schema(SuppressionSchema)


def suppression_blueprint(guard: Guard, clock: Clock) -> Blueprint:
    blueprint = Blueprint("suppressions", __name__, description="Addresses that nothing is sent to")

    @blueprint.route("/suppressions", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, SuppressionPageSchema)
    @needs("suppression.list")
    def list_all(query: dict[str, Any]) -> dict[str, Any]:
        """The latest first."""
        after = decode_cursor(query["cursor"], datetime, str)
        found = guard.known.page((after[0], after[1]) if after else None, query["limit"] + 1)
        shown = page(list(found), query["limit"], lambda one: (one.since, one.id))
        return {**shown, "items": [_shown(one) for one in shown["items"]]}

    @blueprint.route("/suppressions", methods=["POST"])
    @blueprint.arguments(BlockRequest)
    @blueprint.response(200, SuppressionSchema)
    @needs("suppression.settle")
    def block(body: dict[str, Any]) -> dict[str, Any]:
        """Nothing is sent there any more; news is told by telephone."""
        try:
            done = guard.block(body["channel"], body["address"], body["why"], request_context(clock=clock))
        except BadSuppression as refused:
            raise field_problem(f"/{refused.field}", refused.reason) from None
        return _shown(done)

    @blueprint.route("/suppressions/<id>/release", methods=["POST"])
    @blueprint.arguments(ReleaseRequest)
    @blueprint.response(200, SuppressionSchema)
    @needs("suppression.settle")
    def release(body: dict[str, Any], id: str) -> dict[str, Any]:
        """It may be written to again."""
        try:
            return _shown(guard.release(id, body["why"], request_context(clock=clock)))
        except BadSuppression as refused:
            raise field_problem(f"/{refused.field}", refused.reason) from None
        except LookupError:
            raise Problem(404, "not-found") from None

    return blueprint


def _shown(one: Suppression) -> dict[str, Any]:
    return {
        "id": one.id, "channel": one.channel, "to_masked": one.to_masked, "why": one.why, "since": one.since,
        "failures": len(one.failed),
    }  # fmt: skip
