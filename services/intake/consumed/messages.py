"""What intake reads of notifications: what became of a message, and who asks for a queue ticket by SMS.

Of what is told about a message, the latest stands.
"""

from __future__ import annotations

from marshmallow import Schema, fields

from services.intake.consumed.cases import whole_milliseconds
from services.intake.domain.dossier_code import DossierCode, InvalidCode
from services.intake.domain.tried import Message, Tried
from services.intake.use_cases.queue.by_message import note_request
from services.intake.use_cases.record_message import record_message
from shared.bus.reading import Order, Reading, Received
from shared.store.change import NOTHING, Change, Key, Loaded

MESSAGE_RECORDED = "notifications.message.recorded.v1"
MESSAGE_INBOUND = "notifications.message.inbound.v1"


class MessageRecordedRead(Schema):
    """``about`` is the code of a dossier or of something that lies elsewhere; ``to_masked`` reads as ``…127``."""

    event = fields.String(required=True)
    channel = fields.String(required=True)
    status = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    to_masked = fields.String(load_default="", allow_none=True)
    about = fields.String(required=True)


class MessageInboundRead(Schema):
    """A person wrote to us; who and what stands in the personal block."""

    word = fields.String(required=True)
    received_at = fields.AwareDateTime(required=True)


def _message_recorded(received: Received, loaded: Loaded) -> Change:
    data = received.data
    code = _code_of(data["about"])
    if code is None:
        return NOTHING  # about a petition, say
    message = Message(
        received.subject,
        data["event"],
        data["channel"],
        data["status"],
        whole_milliseconds(data["at"]),
        data["to_masked"] or "",
        received.sequence,
    )
    return record_message(loaded.get(Tried, code), code, message)


def _needs_messages(received: Received) -> tuple[Key, ...]:
    code = _code_of(received.data["about"])
    return (Key(Tried, code),) if code else ()


def _code_of(text: str) -> str | None:
    try:
        return str(DossierCode.read(text))
    except InvalidCode:
        return None


MESSAGES = Reading(MESSAGE_RECORDED, MessageRecordedRead, _needs_messages, _message_recorded, Order.LATEST)


def _message_inbound(received: Received, _: Loaded) -> Change:
    personal = received.personal
    sender, text, language = (str(personal.get(name) or "") for name in ("from", "text", "language"))
    return note_request(received.id, received.data["word"], sender, text, language, received.data["received_at"])


# Who asks for a queue ticket by SMS.
TICKET_BY_MESSAGE = Reading(MESSAGE_INBOUND, MessageInboundRead, lambda _: (), _message_inbound, Order.COMMUTES)
