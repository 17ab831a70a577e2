"""A due date tried out, with the ledger that explains it."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.intake.api.schemas.bounds import SHORT
from services.intake.api.schemas.catalogue import LimitSchema, WordsSchema


class DeadlineQuery(Schema):
    procedure = fields.String(required=True, validate=SHORT)
    variant = fields.String(load_default=None, validate=SHORT)
    start = fields.AwareDateTime(
        data_key="from", load_default=None, metadata={"description": "ISO 8601 with offset; now if left out"}
    )


class LedgerEntrySchema(Schema):
    kind = fields.String(required=True)
    start = fields.String(required=True)
    end = fields.String(required=True)
    counted_minutes = fields.Integer(required=True)
    reason = fields.Nested(WordsSchema, required=True)


class DeadlineSchema(Schema):
    procedure = fields.String(required=True)
    start = fields.String(required=True, data_key="from")
    due_at = fields.String(required=True)
    limit = fields.Nested(LimitSchema, required=True)
    ledger = fields.List(fields.Nested(LedgerEntrySchema), required=True)
