"""What the forms' paths take and give."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class FormQuery(Schema):
    """``request`` names one of several requests for papers; without it the latest."""

    request = fields.String(load_default="", validate=validate.Length(max=120))


class BookQuery(Schema):
    """Both days are included."""

    since = fields.Date(required=True, data_key="from")
    until = fields.Date(required=True)


class BookName(Schema):
    field = fields.String(required=True)
    name = fields.String(required=True)
    name_en = fields.String(required=True)


class BookList(Schema):
    items = fields.List(fields.Nested(BookName), required=True)
    next = fields.String(required=True, allow_none=True)


class LaterIssue(Schema):
    issue = fields.Integer(required=True)
    issued_at = fields.AwareDateTime(required=True)


class VerificationSchema(Schema):
    """``matches``: the record still gives the hash that was kept when the paper was given out; ``hash``: its first
    digits, which stand on the paper."""

    matches = fields.Boolean(required=True)
    form = fields.String(required=True)
    form_number = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    number = fields.String(required=True)
    issue = fields.Integer(required=True)
    code = fields.String(required=True)
    procedure = fields.String(required=True)
    applicant_initials = fields.String(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    issued_at = fields.AwareDateTime(required=True)
    unit = fields.String(required=True)
    hash = fields.String(required=True)
    event = fields.String(required=True, allow_none=True)
    superseded_by = fields.Nested(LaterIssue, required=True, allow_none=True)
