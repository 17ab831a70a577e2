"""What notifications tells: what reached people, what did not, and what they wrote."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.hotline.consumed.texts import TEXT
from services.hotline.use_cases import hear_people, know_notices
from services.hotline.use_cases.callbacks import know_callbacks
from shared.bus.reading import Order, Reading


class MessageRecordedRead(Schema):
    """How far a message got; ``about`` is a dossier's or a petition's code."""

    message = fields.String(required=True, validate=TEXT)
    about = fields.String(required=True, validate=TEXT)
    event = fields.String(required=True, validate=TEXT)
    channel = fields.String(required=True, validate=TEXT)
    status = fields.String(required=True, validate=TEXT)
    at = fields.AwareDateTime(required=True)
    to_masked = fields.String(load_default="")


class TriedRead(Schema):
    channel = fields.String(required=True, validate=TEXT)
    status = fields.String(required=True, validate=TEXT)
    reason = fields.String(load_default=None, allow_none=True)


class PersonReachedRead(Schema):
    """Which news; the subject is the event that was to be told."""

    about = fields.String(required=True, validate=TEXT)
    event = fields.String(required=True, validate=TEXT)
    at = fields.AwareDateTime(required=True)


class PersonNotReachedRead(PersonReachedRead):
    channels = fields.List(fields.Nested(TriedRead), required=True)


class MessageInboundRead(Schema):
    """A person wrote; only what asks for nothing else is the hotline's."""

    channel = fields.String(required=True, validate=validate.OneOf(["sms", "email"]))
    received_at = fields.AwareDateTime(required=True)
    word = fields.String(required=True, validate=TEXT)


READINGS = (
    Reading(
        "notifications.message.recorded.v1",
        MessageRecordedRead,
        know_notices.needs,
        know_notices.hear,
        Order.COMMUTES,
    ),
    Reading(
        "notifications.person.not_reached.v1",
        PersonNotReachedRead,
        know_callbacks.needs,
        know_callbacks.not_reached,
        Order.COMMUTES,
    ),
    Reading(
        "notifications.person.reached.v1",
        PersonReachedRead,
        know_callbacks.needs,
        know_callbacks.reached,
        Order.COMMUTES,
    ),
    Reading(
        "notifications.message.inbound.v1", MessageInboundRead, hear_people.needs, hear_people.hear, Order.COMMUTES
    ),
)
