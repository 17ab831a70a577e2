"""Tours, their stops, and what came of a stop."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.intake.api.schemas.bounds import LONG, SHORT, TEXT, one_of
from services.intake.domain.tour import StopStatus, TourKind


class TourRequest(Schema):
    day = fields.String(required=True, validate=SHORT, metadata={"format": "date"})
    kind = fields.String(required=True, validate=one_of([one.value for one in TourKind]))
    team = fields.String(required=True, validate=LONG, metadata={"description": "names, parted by commas"})
    area = fields.String(required=True, validate=SHORT)


class StopPlanRequest(Schema):
    who = fields.String(required=True, validate=SHORT)
    where = fields.String(required=True, validate=LONG)
    at = fields.String(validate=SHORT, allow_none=True, metadata={"description": "hour, as 08:30"})
    phone = fields.String(validate=SHORT, allow_none=True)
    bring = fields.String(validate=TEXT, allow_none=True)
    procedure = fields.String(validate=SHORT, allow_none=True)


class StopOutcomeRequest(Schema):
    status = fields.Enum(StopStatus, by_value=True, required=True)
    note = fields.String(load_default="", validate=TEXT)
