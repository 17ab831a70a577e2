"""What notifications tells on the bus: how far each message got."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from marshmallow import Schema, fields, validate

from services.notifications.domain.message import Channel, Message, Outcome, Receipt, Reply, Status, message_id
from services.notifications.domain.reach import Person, Reach, Standing
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


class Tried(Schema):
    """One way that was tried."""

    channel = fields.String(required=True, validate=validate.OneOf([one.value for one in Channel]))
    status = fields.String(required=True, validate=validate.OneOf([one.value for one in Status]))
    reason = fields.String(required=True, allow_none=True)


class PersonHead(Schema):
    """Which news."""

    about = fields.String(required=True, metadata={"description": "code of the dossier or petition"})
    event = fields.String(required=True, metadata={"description": "what was to be told, such as accepted"})
    opened_at = fields.AwareDateTime(required=True, metadata={"description": "when it happened"})
    at = fields.AwareDateTime(required=True)


class PersonNotReached(PersonHead):
    """Every way to a person came to nothing: somebody must call. The words to say stand in the personal block."""

    channels = fields.List(fields.Nested(Tried), required=True)


class PersonReached(PersonHead):
    """A receipt came after all for somebody who was told not to be reached: nobody need call any more."""


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


NOT_REACHED = ("name", "phone", "email", "language", "words")
REACH = Reach(
    EVENT, 1, "H99.11-261005-0001", "accepted", AT, AT, 3, 1, Standing.OPEN,
    Person("Nguyễn Văn Tâm", "+84900000127", None, "vi", "Ho so H99.11-261005-0001 da duoc tiep nhan."),
)  # fmt: skip
_CLOSED = REACH.close(Standing.NOT_REACHED, AT + timedelta(hours=1))


def _lost() -> Message:
    """The same message, that its provider could not deliver."""
    return replace(_delivered(), status=Status.PERMANENTLY_FAILED, reason="undelivered")


PUBLISHED = (
    Published(
        facts.RECORDED, MessageRecorded, facts.recorded(_delivered()),
    ),
    Published(facts.NOT_REACHED, PersonNotReached, facts.not_reached(REACH, _CLOSED, [_lost()]), NOT_REACHED),
    Published(facts.REACHED, PersonReached, facts.reached(_CLOSED.close(Standing.REACHED, AT + timedelta(hours=2)))),
)  # fmt: skip
