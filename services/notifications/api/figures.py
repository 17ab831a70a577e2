"""Figures over the API: by day, template and provider, so that others can add them up as they like."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from marshmallow import Schema, fields, validate

from services.notifications.domain.figures import COUNTS, added
from services.notifications.domain.words.prices import ZONE
from services.notifications.use_cases.seeing.figures import USUAL_SPAN, BadSpan, FigureDesk, Span
from shared.http.parsing import Blueprint
from shared.http.problems import field_problem
from shared.security.access import needs


class FiguresQuery(Schema):
    """Days, both among them; without them the last fortnight."""

    from_ = fields.Date(data_key="from", load_default=None)
    to = fields.Date(load_default=None)
    event = fields.String(load_default=None, validate=validate.Length(min=1, max=64))
    provider = fields.String(load_default=None, validate=validate.Length(min=1, max=64))


class CountsSchema(Schema):
    """Counts of messages."""

    asked = fields.Integer(required=True)
    at_once = fields.Integer(required=True, metadata={"description": "nothing spoke for waiting"})
    prompt = fields.Integer(required=True, metadata={"description": "of these, handed to a provider within 10 s"})
    taken = fields.Integer(required=True, metadata={"description": "a provider has it"})
    delivered = fields.Integer(required=True)
    failed = fields.Integer(required=True, metadata={"description": "for good, or its time was over"})
    unknown_ = fields.Integer(required=True, data_key="unknown", attribute="unknown")
    not_sent = fields.Integer(required=True, metadata={"description": "superseded or skipped"})
    parts = fields.Integer(required=True, metadata={"description": "of what was taken"})
    cost = fields.Integer(required=True, metadata={"description": "in đồng"})


class FiguresSchema(CountsSchema):
    """One day, template and provider; ``provider`` is empty where none was asked yet."""

    day = fields.Date(required=True)
    template = fields.String(required=True)
    event = fields.String(required=True)
    channel = fields.String(required=True)
    provider = fields.String(required=True)


class FiguresAnswerSchema(Schema):
    """All of a span."""

    items = fields.List(fields.Nested(FiguresSchema), required=True)
    total = fields.Nested(CountsSchema, required=True)
    counted_at = fields.AwareDateTime(required=True, allow_none=True)


def figure_blueprint(desk: FigureDesk) -> Blueprint:
    """Whoever looks on asks here."""
    blueprint = Blueprint("figures", __name__, description="What became of messages, in numbers")

    @blueprint.route("/figures", methods=["GET"])
    @blueprint.arguments(FiguresQuery, location="query")
    @blueprint.response(200, FiguresAnswerSchema)
    @needs("message.list")
    def figures(query: dict[str, Any]) -> dict[str, Any]:
        """How many went out in time, arrived, failed, and what they cost."""
        last = query["to"] or desk.clock().astimezone(ZONE).date()
        first = query["from_"] or last - timedelta(days=USUAL_SPAN - 1)
        try:
            rows = desk.rows(Span(first, last, query["event"], query["provider"]))
        except BadSpan as fault:
            raise field_problem(f"/{fault.field}", fault.reason, location="query") from None
        total = added(rows, last)
        return {
            "items": [{**asdict(one), "channel": one.channel.value} for one in rows],
            "total": {name: getattr(total, name) for name in (*COUNTS, "cost")},
            "counted_at": desk.store.kept().counted_at,
        }

    return blueprint
