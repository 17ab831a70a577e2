"""The views under /api/notifications/v1: each loads, asks a use case, answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import request

from services.notifications.api import schemas
from services.notifications.domain.message import Message
from services.notifications.domain.words.prices import Prices
from services.notifications.use_cases.ports import BadReceipt, Clock, ReceiptReader
from services.notifications.use_cases.record_receipt import record_receipt
from services.notifications.use_cases.seeing.search import BadRecipient, Looking, Story, Wanted, recipient_of
from shared.http.paging import decode_cursor, page
from shared.http.parsing import Blueprint
from shared.http.problems import Problem, field_problem
from shared.security.access import needs, public
from shared.store.change import Conflict, StoreAway, Work

NOT_BELIEVED = "The callback is not signed as it should be."
NOT_UNDERSTOOD = {"unknown-message": 404, "another-message": 409}


def message_blueprint(looking: Looking, prices: Prices) -> Blueprint:
    """What was told."""
    blueprint = Blueprint("messages", __name__, description="What people were told")

    def found(query: dict[str, Any]) -> dict[str, Any]:
        after = decode_cursor(query["cursor"], datetime, str)
        rows = looking.messages.find(_wanted(looking, query), (after[0], after[1]) if after else None,
                                     query["limit"] + 1)  # fmt: skip
        shown = page(rows, query["limit"], lambda message: (message.asked_at, message.id))
        return {**shown, "items": [_message(one, prices) for one in shown["items"]]}

    @blueprint.route("/messages", methods=["GET"])
    @blueprint.arguments(schemas.MessageQuery, location="query")
    @blueprint.response(200, schemas.MessagePageSchema)
    @needs("message.list")
    def list_messages(query: dict[str, Any]) -> dict[str, Any]:
        """What was sent about one dossier or petition, and what became of it."""
        return found(query)

    @blueprint.route("/messages/search", methods=["POST"])
    @blueprint.arguments(schemas.MessageSearchRequest)
    @blueprint.response(200, schemas.MessagePageSchema)
    @needs("message.list")
    def search_messages(body: dict[str, Any]) -> dict[str, Any]:
        """What was sent to one recipient, too; the number or address stands in no log."""
        return found(body)

    @blueprint.route("/messages/<id>", methods=["GET"])
    @blueprint.response(200, schemas.MessageStorySchema)
    @needs("message.list")
    def one_message(id: str) -> dict[str, Any]:
        """One message with every attempt, and what came of its news by all channels."""
        story = looking.story(id)
        if story is None:
            raise Problem(404, "not-found")
        return _story(story, prices)

    return blueprint


def receipt_blueprint(work: Work, readers: Mapping[str, ReceiptReader], clock: Clock) -> Blueprint:
    """Callbacks of providers."""
    blueprint = Blueprint("receipts", __name__, description="Providers tell what arrived")

    @blueprint.route("/receipts/<provider>", methods=["POST"])
    @blueprint.response(200, schemas.ReceiptAnswerSchema)
    @public
    def receive(provider: str) -> dict[str, Any]:
        """A provider tells what became of a message; it signs what it says."""
        reader = readers.get(provider)
        if reader is None:
            raise Problem(404, "unknown-provider", detail="No provider of this name calls here.")
        try:
            receipt = reader.read(dict(request.headers), request.get_data(), clock())
            found = record_receipt(work, receipt, clock, provider) if receipt else None
        except BadReceipt as refusal:
            raise _problem(refusal) from None
        except Conflict:  # as where a process that died still holds the message: a provider tells again after a 503
            raise StoreAway("others were always faster to change the message") from None
        return {"status": found.status.value if found else None}

    return blueprint


def _problem(refusal: BadReceipt) -> Problem:
    if not refusal.trusted:
        return Problem(401, f"{refusal.reason}-receipt", detail=NOT_BELIEVED)
    status = NOT_UNDERSTOOD.get(refusal.reason)
    return Problem(status, refusal.reason) if status else Problem(422, f"{refusal.reason}-receipt")


def _wanted(looking: Looking, query: dict[str, Any]) -> Wanted:
    recipient = query.get("recipient")
    try:
        digest = looking.index(recipient_of(recipient)) if recipient else None
    except BadRecipient as fault:
        raise field_problem("/recipient", fault.reason) from None
    return Wanted(query["subject"], digest, query["status"], query["provider"], query["event"], query["day"])


def _story(story: Story, prices: Prices) -> dict[str, Any]:
    reach, left_alone = story.reach, story.suppression
    return {
        **_message(story.message, prices),
        "provider_id": story.message.provider_id,
        "anonymised": story.message.anonymised,
        "others": [one.id for one in story.others],
        "reach": reach
        and {"standing": reach.standing.value, "opened_at": reach.opened_at, "changed_at": reach.changed_at},
        "suppression": left_alone
        and {"id": left_alone.id, "why": left_alone.why and left_alone.why.value, "since": left_alone.since},
    }


def _message(message: Message, prices: Prices) -> dict[str, Any]:
    names = schemas.MessageSchema().fields.keys() - {"next_attempt_at", "channel", "lane", "status", "cost", "attempts"}
    waiting = message.due_at is not None and message.attempts and message.status.value != "sending"
    return {
        **{name: getattr(message, name) for name in names},
        "channel": message.channel.value,
        "lane": message.lane.value,
        "status": message.status.value,
        "cost": prices.of(message),
        "next_attempt_at": message.due_at if waiting else None,
        "attempts": [
            {**asdict(one), "outcome": one.outcome.value if one.outcome else None} for one in message.attempts
        ],
    }
