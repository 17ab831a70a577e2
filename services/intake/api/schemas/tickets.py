"""Queue tickets and counters, as they are asked for."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.api.schemas.bounds import LONG, SHORT, TEXT

VIAS = ("page", "telephone", "counter")


class TicketRequest(Schema):
    line = fields.String(load_default="", validate=SHORT, metadata={"description": "code of a line, see GET /lines"})
    procedure = fields.String(load_default="", validate=SHORT, metadata={"description": "instead of a line: its code"})
    via = fields.String(
        load_default="page",
        validate=validate.OneOf(VIAS),
        metadata={"description": "telephone and counter: by an officer for somebody"},
    )
    phone = fields.String(load_default="", validate=SHORT, metadata={"description": "is told the number by SMS"})
    name = fields.String(load_default="", validate=LONG)
    identity_number = fields.String(load_default="", validate=SHORT, metadata={"description": "heard by an officer"})
    birth_date = fields.String(load_default="", validate=SHORT, metadata={"description": "yyyy-mm-dd, by an officer"})
    claims_priority = fields.Boolean(load_default=False, metadata={"description": "confirmed at the counter"})
    language = fields.String(load_default="vi", validate=validate.OneOf(["vi", "en"]))


class SitDownRequest(Schema):
    lines = fields.List(fields.String(validate=SHORT), required=True, validate=validate.Length(min=1, max=26))


class HandOverRequest(Schema):
    to = fields.String(required=True, validate=SHORT, metadata={"description": "code of a line, or #3 for counter 3"})
    note = fields.String(load_default="", validate=TEXT)


class DayQuery(Schema):
    day = fields.Date(load_default=None, allow_none=True, metadata={"description": "today where it is missing"})
