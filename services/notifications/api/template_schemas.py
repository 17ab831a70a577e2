"""What the API of templates takes and gives."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.notifications.domain.address_form import AddressForm
from services.notifications.domain.message import Channel
from services.notifications.domain.template import BY_EVENT, LANGUAGES
from shared.http.paging import page_schema

FORMS, CHANNELS = [one.value for one in AddressForm], [one.value for one in Channel]
LONG, SHORT = validate.Length(max=20_000), validate.Length(max=500)


class TemplateQuery(Schema):
    """Which templates."""

    language = fields.String(load_default=None, validate=validate.OneOf(LANGUAGES))
    event = fields.String(load_default=None, validate=validate.Length(min=1, max=64))
    channel = fields.String(load_default=None, validate=validate.OneOf(CHANNELS))
    form = fields.String(load_default=None, validate=validate.OneOf(FORMS), metadata={"description": "form of address"})


class TemplateSchema(Schema):
    """A template in force and what it makes of invented values; ``parts`` and ``encoding`` are an SMS's."""

    name = fields.String(required=True, metadata={"description": "id of the version: event.channel.language.form@n"})
    key = fields.String(required=True, metadata={"description": "event.channel.language.form"})
    event = fields.String(required=True)
    channel = fields.String(required=True)
    language = fields.String(required=True)
    form = fields.String(required=True)
    version = fields.Integer(required=True)
    waiting = fields.Integer(
        required=True, allow_none=True, metadata={"description": "the version that waits for approval"}
    )
    accented = fields.Boolean(required=True)
    subject = fields.String(required=True)
    text = fields.String(required=True)
    preview = fields.String(required=True)
    parts = fields.Integer(required=True, allow_none=True)
    encoding = fields.String(required=True, allow_none=True)
    cost = fields.Integer(required=True, allow_none=True, metadata={"description": "of one message, in đồng"})


TemplatePageSchema = page_schema(TemplateSchema)


class VersionSchema(Schema):
    """One version: who wrote it and why, who decided on it."""

    number = fields.Integer(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True, metadata={"description": "waiting, approved, sent_back, taken_back"})
    accented = fields.Boolean(required=True)
    subject = fields.String(required=True)
    text = fields.String(required=True)
    author = fields.String(required=True)
    written_at = fields.AwareDateTime(required=True)
    why = fields.String(required=True)
    again = fields.Integer(required=True, metadata={"description": "the older version whose words these are; 0: none"})
    decided_by = fields.String(required=True)
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    note = fields.String(required=True)


class LineSchema(Schema):
    """A template with its history; ``placeholders`` may be used, ``required`` must."""

    key = fields.String(required=True)
    event = fields.String(required=True)
    channel = fields.String(required=True)
    language = fields.String(required=True)
    form = fields.String(required=True)
    in_force = fields.Integer(required=True)
    versions = fields.List(fields.Nested(VersionSchema), required=True)
    placeholders = fields.List(fields.String(), required=True)
    required_ = fields.List(fields.String(), required=True, data_key="required", attribute="required")


class DraftSchema(Schema):
    """Words for a template; what is wrong with them is told by field."""

    event = fields.String(required=True, validate=validate.OneOf(list(BY_EVENT)))
    channel = fields.String(required=True, validate=validate.OneOf(CHANNELS))
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    form = fields.String(load_default="neutral", validate=validate.OneOf(FORMS))
    subject = fields.String(load_default="", validate=SHORT)
    text = fields.String(required=True, validate=LONG)
    accented = fields.Boolean(load_default=True)


class ProposalSchema(DraftSchema):
    """The same, to be kept: why it changes, and the number in force that the writer saw."""

    why = fields.String(required=True, validate=SHORT)
    based_on = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(min=0))


class LookQuery(Schema):
    """``real``: filled in with what was told last, what is personal masked for most."""

    real = fields.Boolean(load_default=False)


class LookSchema(Schema):
    """What a reader would get."""

    text = fields.String(required=True)
    subject = fields.String(required=True)
    html = fields.String(required=True)
    parts = fields.Integer(required=True, allow_none=True)
    encoding = fields.String(required=True, allow_none=True)
    cost = fields.Integer(required=True, allow_none=True, metadata={"description": "in đồng"})
    told_at = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "when the values were told; null for invented ones"}
    )
    hidden = fields.Boolean(required=True, metadata={"description": "what is personal is masked"})


class NoteSchema(Schema):
    """What there is to say about a decision."""

    note = fields.String(load_default="", validate=SHORT)


class WhySchema(Schema):
    """Why older words come back."""

    why = fields.String(required=True, validate=SHORT)


class TestSchema(Schema):
    """Where a test goes."""

    recipient = fields.String(required=True, validate=validate.Length(min=1, max=254))


class TestSentSchema(Schema):
    """The queued test."""

    message = fields.String(required=True)
    template = fields.String(required=True)
    status = fields.String(required=True)
    to_masked = fields.String(required=True)
