"""What the API takes and gives: a person's number, address and the words that were written to them are not in it."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.notifications.domain.message import Status
from shared.http.paging import PageQuery, page_schema


class MessageQuery(PageQuery):
    """Which messages."""

    subject = fields.String(
        load_default=None, validate=validate.Length(min=1, max=64),
        metadata={"description": "code of the dossier or petition"},
    )  # fmt: skip
    status = fields.Enum(Status, by_value=True, load_default=None)
    provider = fields.String(
        load_default=None, validate=validate.Length(min=1, max=64),
        metadata={"description": "one that was asked to send it"},
    )  # fmt: skip
    event = fields.String(
        load_default=None, validate=validate.Length(min=1, max=64),
        metadata={"description": "short name of what happened: accepted, filed …"},
    )  # fmt: skip
    day = fields.Date(load_default=None, metadata={"description": "on which it was asked for, in Viet Nam"})


class MessageSearchRequest(MessageQuery):
    """The same with a recipient, who thus stands in no address and no log."""

    recipient = fields.String(
        load_default=None, load_only=True, validate=validate.Length(min=1, max=254),
        metadata={"description": "telephone number or address of electronic mail; it is not kept"},
    )  # fmt: skip


class AttemptSchema(Schema):
    """One call to a provider; ``outcome`` is null while nobody knows how it ended."""

    number = fields.Integer(required=True)
    provider = fields.String(required=True)
    started_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    outcome = fields.String(
        required=True, allow_none=True, metadata={"description": "accepted, refused, failed, unknown"}
    )
    reason = fields.String(required=True, metadata={"description": "one of our own words, or the provider's code"})


class MessageSchema(Schema):
    """One message and how far it got; ``parts`` and ``encoding`` are an SMS's."""

    id = fields.String(required=True)
    about = fields.String(required=True)
    event = fields.String(required=True)
    channel = fields.String(required=True)
    language = fields.String(required=True)
    template = fields.String(required=True)
    to_masked = fields.String(required=True)
    status = fields.String(
        required=True,
        metadata={
            "description": "queued, sending, temporarily_failed, unknown, accepted, permanently_failed, delivered, "
            "expired, superseded, skipped"
        },
    )
    reason = fields.String(required=True)
    lane = fields.String(required=True, metadata={"description": "urgent, normal, bulk"})
    expires_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "from then on it is not sent any more"}
    )
    parts = fields.Integer(required=True)
    encoding = fields.String(required=True)
    cost = fields.Integer(
        required=True, allow_none=True,
        metadata={"description": "in đồng, all parts; null where nothing was sent or no price is known"},
    )  # fmt: skip
    asked_at = fields.AwareDateTime(required=True)
    changed_at = fields.AwareDateTime(required=True)
    accepted_at = fields.AwareDateTime(required=True, allow_none=True)
    delivered_at = fields.AwareDateTime(required=True, allow_none=True)
    next_attempt_at = fields.AwareDateTime(required=True, allow_none=True)
    attempts = fields.List(fields.Nested(AttemptSchema), required=True)


MessagePageSchema = page_schema(MessageSchema)


class ReachSchema(Schema):
    """Whether the news reached its person, over all ways together; ``not_reached``: the hotline calls them."""

    standing = fields.String(required=True, metadata={"description": "open, reached, replaced, not_reached"})
    opened_at = fields.AwareDateTime(required=True)
    changed_at = fields.AwareDateTime(required=True)


class LeftAloneSchema(Schema):
    """Nothing is sent to its address now."""

    id = fields.String(required=True)
    why = fields.String(required=True, metadata={"description": "nobody_there, too_often, by_hand"})
    since = fields.AwareDateTime(required=True, allow_none=True)


class MessageStorySchema(MessageSchema):
    """One message with all that came of its news."""

    provider_id = fields.String(required=True, allow_none=True, metadata={"description": "its id at the provider"})
    anonymised = fields.Boolean(
        required=True, metadata={"description": "who it went to and what it said is not kept any more"}
    )
    others = fields.List(
        fields.String(), required=True, metadata={"description": "messages of the same news by other channels"}
    )
    reach = fields.Nested(ReachSchema, required=True, allow_none=True)
    suppression = fields.Nested(LeftAloneSchema, required=True, allow_none=True)


class ProviderSchema(Schema):
    """One provider and how it stands."""

    name = fields.String(required=True)
    channel = fields.String(required=True)
    weight = fields.Integer(required=True)
    standing = fields.String(required=True, metadata={"description": "well, returning, tried, away"})
    share = fields.Integer(required=True, metadata={"description": "its part of its channel's messages now, percent"})
    failures = fields.Integer(required=True, metadata={"description": "faults in a row"})
    tried_again_at = fields.AwareDateTime(required=True, allow_none=True)


class ProvidersSchema(Schema):
    """All of them."""

    items = fields.List(fields.Nested(ProviderSchema), required=True)


class ReceiptAnswerSchema(Schema):
    """What became of a callback: the message's status now; null where it told nothing final."""

    status = fields.String(required=True, allow_none=True)
