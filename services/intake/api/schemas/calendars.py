"""A special day of a working calendar, tried out and set."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.intake.api.schemas.bounds import SHORT
from services.intake.domain.special_days import DayKind


class WordsRequest(Schema):
    vi = fields.String(required=True, validate=SHORT)
    en = fields.String(required=True, validate=SHORT)


class DayRequest(Schema):
    day = fields.Date(required=True)
    kind = fields.Enum(DayKind, by_value=True, required=True)
    reason = fields.Nested(WordsRequest, required=True)


class DaySaveRequest(DayRequest):
    version = fields.Integer(
        load_default=None, allow_none=True, metadata={"description": "of the calendar that was looked at"}
    )
