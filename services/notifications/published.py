"""What notifications tells on the bus: how far each message got."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from marshmallow import Schema, fields, validate

from services.notifications.domain.message import Channel, Message, Outcome, Receipt, Reply, Status, message_id
from services.notifications.use_cases import facts
from shared.bus.published import Published

AT = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
EVENT = "0199b1c8-7a00-7000-8000-0000000ace97"


class MessageRecorded(Schema):
    """A message got further: taken by the provider, arrived, failed for good, or given up (``unknown``)."""

    message = fields.String(required=True, metadata={"description": "id of the message, the event's subject as well"})
    about = fields.String(required=True, metadata={"description": "code of the dossier or petition"})
    event = fields.String(required=True, metadata={"description": "what it tells of, such as accepted"})
    channel = fields.String(required=True, validate=validate.OneOf([one.value for one in Channel]))
    language = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf([one.value for one in Status]))
    reason = fields.String(
        required=True, allow_none=True, metadata={"description": "why it got no further; null where it did"}
    )
    at = fields.AwareDateTime(required=True)
    to_masked = fields.String(required=True, metadata={"description": "the last digits, or first letters, only"})
    attempts = fields.Integer(required=True)


def _delivered() -> Message:
    """A message that arrived at the first attempt."""
    id = message_id(EVENT, Channel.SMS)
    queued = Message(
        id=id, version=1, about="H99.11-261005-0001", event="accepted", event_type="intake.dossier.accepted.v1",
        event_id=EVENT, correlation_id="example", channel=Channel.SMS, language="vi",
        template="accepted.sms.vi.neutral@1", to_masked="…678", asked_at=AT,
        status=Status.QUEUED, changed_at=AT, due_at=AT, parts=1, encoding="gsm-7",
    )  # fmt: skip
    claimed = queued.claim("esms", AT)
    if claimed is None:
        raise AssertionError("a queued message can be claimed")
    accepted = claimed.record(1, Reply(Outcome.ACCEPTED, provider_id="d8e0f1f0"), AT + timedelta(seconds=1))
    return accepted.receive(Receipt(id, True, AT + timedelta(seconds=4)), AT + timedelta(seconds=4))


PUBLISHED = (
    Published(
        facts.RECORDED, MessageRecorded, facts.recorded(_delivered()),
    ),
)  # fmt: skip
