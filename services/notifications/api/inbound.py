"""Messages that people wrote: providers pass them on, officers see how each was understood."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request
from marshmallow import Schema, fields

from services.notifications.domain.inbound.message import Inbound
from services.notifications.use_cases.inbound.ports import InboundQuestions, InboundReader
from services.notifications.use_cases.inbound.receive import Letterbox, receive
from services.notifications.use_cases.ports import BadReceipt
from shared.http.paging import PageQuery, decode_cursor, page, page_schema
from shared.http.parsing import Blueprint
from shared.http.problems import Problem
from shared.security.access import needs, public
from shared.store.change import Conflict, StoreAway

NOT_BELIEVED = "The callback is not signed as it should be."
NOT_READ = "The callback does not hold a message with a sender."


class InboundAnswerSchema(Schema):
    """What became of it; ``word`` is null for what no person wrote."""

    word = fields.String(required=True, allow_none=True)
    done = fields.String(
        required=True,
        metadata={"description": "answered, stopped, started, handed_on, too_many, empty; ignored for no person's"},
    )


class InboundSchema(Schema):
    """One message as officers see it: who wrote is masked, what they wrote stands nowhere."""

    id = fields.String(required=True)
    channel = fields.String(required=True)
    provider = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True)
    from_masked = fields.String(required=True)
    language = fields.String(required=True)
    word = fields.String(required=True, metadata={"description": "look_up, stop, start, ticket, other"})
    done = fields.String(
        required=True, metadata={"description": "answered, stopped, started, handed_on, too_many, empty"}
    )
    code = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "the dossier that was asked about, if its own number asked"},
    )


InboundPageSchema = page_schema(InboundSchema)


def inbound_blueprint(box: Letterbox, readers: Mapping[str, InboundReader], questions: InboundQuestions) -> Blueprint:
    """``POST /inbound/{provider}``, ``GET /inbound``."""
    blueprint = Blueprint("inbound", __name__, description="What people write back")

    @blueprint.route("/inbound/<provider>", methods=["POST"])
    @blueprint.response(200, InboundAnswerSchema)
    @public
    def take(provider: str) -> dict[str, Any]:
        """A provider passes on what a person wrote; it signs what it says, and may say it twice."""
        reader = readers.get(provider)
        if reader is None:
            raise Problem(404, "unknown-provider", detail="No provider of this name calls here.")
        try:
            heard = reader.read(dict(request.headers), request.get_data(), box.clock())
        except BadReceipt as refusal:
            if not refusal.trusted:
                raise Problem(401, f"{refusal.reason}-inbound", detail=NOT_BELIEVED) from None
            raise Problem(422, f"{refusal.reason}-inbound", detail=NOT_READ) from None
        if heard is None:
            return {"word": None, "done": "ignored"}
        try:
            kept = receive(box, heard)
        except Conflict:  # a provider tells again after a 503; after a 409 what the person wrote would be lost
            raise StoreAway("others were always faster to keep what somebody wrote") from None
        return {"word": kept.word.value, "done": kept.done.value}

    @blueprint.route("/inbound", methods=["GET"])
    @blueprint.arguments(PageQuery, location="query")
    @blueprint.response(200, InboundPageSchema)
    @needs("inbound.list")
    def latest(query: dict[str, Any]) -> dict[str, Any]:
        """The newest first."""
        after = decode_cursor(query["cursor"], datetime, str)
        found = questions.latest((after[0], after[1]) if after else None, query["limit"] + 1)
        shown = page(found, query["limit"], lambda one: (one.received_at, one.id))
        return {**shown, "items": [_shown(one) for one in shown["items"]]}

    return blueprint


def _shown(one: Inbound) -> dict[str, Any]:
    return {
        "id": one.id, "channel": one.channel.value, "provider": one.provider, "received_at": one.received_at,
        "from_masked": one.from_masked, "language": one.language, "word": one.word.value, "done": one.done.value,
        "code": one.code,
    }  # fmt: skip
