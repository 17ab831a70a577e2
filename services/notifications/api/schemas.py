"""What the API takes and gives: a person's number, address and the words that were written to them are not in it."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.http.paging import PageQuery, page_schema


class MessageQuery(PageQuery):
    """Which messages."""

    subject = fields.String(
        load_default=None, validate=validate.Length(min=1, max=64),
        metadata={"description": "code of the dossier or petition"},
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


class ReceiptAnswerSchema(Schema):
    """What became of a callback: the message's status now; null where it told nothing final."""

    status = fields.String(required=True, allow_none=True)
