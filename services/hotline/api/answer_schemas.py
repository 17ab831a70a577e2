"""The shapes of what the API takes and gives of answers: approval, publication, opinions."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.hotline.api.schemas import GuideSchema, StandsSchema
from services.hotline.domain.answers.personal_data import Sort
from services.hotline.domain.answers.publication import State
from services.hotline.domain.answers.survey import Aspect, Opinion
from services.hotline.domain.kinds import Kind, Topic
from services.hotline.domain.petition import Status
from shared.http.paging import PageQuery, page_schema

__all__ = ["StandsSchema"]
SHORT = validate.Length(max=128)


class ReasonRequest(Schema):
    reason = fields.String(required=True, validate=validate.Length(max=2000))


class StandingRequest(Schema):
    """Code, and what the caller proves it by: the key, or the number they left (whole, or its last four digits)."""

    code = fields.String(required=True, validate=validate.Length(min=1, max=40))
    token = fields.String(load_default="", validate=SHORT, load_only=True)
    phone = fields.String(load_default="", validate=SHORT, load_only=True)
    phone_last4 = fields.String(load_default="", validate=validate.Length(max=8), load_only=True)


class PetitionStandingSchema(Schema):
    """What may be told to the caller."""

    code = fields.String(required=True)
    kind = fields.Enum(Kind, by_value=True, required=True)
    topic = fields.Enum(Topic, by_value=True, required=True)
    status = fields.Enum(Status, by_value=True, required=True)
    status_text = fields.String(required=True)
    received_at = fields.String(required=True)
    due_at = fields.String(required=True, allow_none=True)
    answer = fields.String(required=True, allow_none=True)
    answered_at = fields.String(required=True, allow_none=True)
    guide = fields.Nested(GuideSchema, required=True, allow_none=True)


class AnswerQuery(PageQuery):
    topic = fields.Enum(Topic, by_value=True, load_default=None)


class PublishedSchema(Schema):
    """A published answer, as everybody reads it."""

    code = fields.String(required=True)
    kind = fields.Enum(Kind, by_value=True, required=True)
    topic = fields.Enum(Topic, by_value=True, required=True)
    topic_text = fields.String(required=True)
    question = fields.String(required=True)
    answer = fields.String(required=True)
    answered_at = fields.String(required=True)
    published_at = fields.String(required=True, allow_none=True)


class DeedSchema(Schema):
    state = fields.Enum(State, by_value=True, required=True)
    at = fields.String(required=True)
    who = fields.String(required=True)
    reason = fields.String(required=True)


class PublicationSchema(PublishedSchema):
    """The same as staff see it. ``masked``: what was covered; ``left``: what was found and let stand, by sort."""

    version = fields.Integer(required=True)
    state = fields.Enum(State, by_value=True, required=True)
    prepared_by = fields.String(required=True)
    reviewed_by = fields.String(required=True)
    masked = fields.Dict(keys=fields.Enum(Sort, by_value=True), values=fields.Integer(), required=True)
    left = fields.Dict(keys=fields.Enum(Sort, by_value=True), values=fields.Integer(), required=True)
    history = fields.List(fields.Nested(DeedSchema), required=True)


class DraftSchema(Schema):
    question = fields.String(required=True)
    answer = fields.String(required=True)
    found = fields.Dict(keys=fields.Enum(Sort, by_value=True), values=fields.Integer(), required=True)


class PublicationRequest(Schema):
    question = fields.String(required=True)
    text = fields.String(required=True, data_key="answer")
    sure = fields.Boolean(
        load_default=False, metadata={"description": "what still looks like a name or number is none"}
    )


class RateRequest(Schema):
    """``survey`` is the word of the message's link; else the petition's code and key."""

    survey = fields.String(load_default="", validate=SHORT, load_only=True)
    code = fields.String(load_default="", validate=validate.Length(max=40))
    token = fields.String(load_default="", validate=SHORT, load_only=True)
    opinion = fields.String(required=True, validate=validate.OneOf([one.value for one in Opinion]))
    aspects = fields.List(fields.String(validate=validate.OneOf([one.value for one in Aspect])), load_default=list)
    comment = fields.String(load_default="")


class RatedSchema(Schema):
    code = fields.String(required=True)
    opinion = fields.Enum(Opinion, by_value=True, required=True)
    aspects = fields.List(fields.Enum(Aspect, by_value=True), required=True)
    open_until = fields.String(required=True)


class SpanQuery(Schema):
    """Answers given from ``start`` on and before ``end``."""

    start = fields.AwareDateTime(required=True)
    end = fields.AwareDateTime(required=True)


class OpinionsSchema(Schema):
    asked = fields.Integer(required=True)
    rated = fields.Integer(required=True)
    content_percent = fields.Integer(required=True, allow_none=True)
    by_topic = fields.Dict(keys=fields.Enum(Topic, by_value=True), values=fields.Dict(), required=True)
    aspects = fields.Dict(keys=fields.Enum(Aspect, by_value=True), values=fields.Integer(), required=True)


PublishedPage = page_schema(PublishedSchema)
