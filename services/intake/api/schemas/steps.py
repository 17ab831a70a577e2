"""The steps of a dossier after it was filed: what each of them is told."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.intake.api.schemas.bounds import SHORT, TEXT
from services.intake.domain.returning import ReceivedBy, ReturnMethod, Signed
from services.intake.domain.signature import MOST_BYTES
from services.intake.domain.stop import StopGround


class RefusalRequest(Schema):
    reason = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class SupplementRequest(Schema):
    wanted = fields.String(required=True, validate=TEXT, metadata={"description": "every paper that is missing"})
    reason = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class TextRequest(Schema):
    text = fields.String(required=True, validate=TEXT, metadata={"description": "what was added"})


class ReasonRequest(Schema):
    reason = fields.String(load_default="", validate=TEXT)


class ApologyRequest(Schema):
    due_at = fields.AwareDateTime(required=True, metadata={"description": "the new date, later and in working hours"})
    reason = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class CorrectionRequest(Schema):
    procedure = fields.String(load_default=None, allow_none=True, validate=SHORT)
    variant = fields.String(
        load_default=None, allow_none=True, validate=SHORT, metadata={"description": "empty: none of its cases"}
    )
    accepted_at = fields.AwareDateTime(load_default=None, allow_none=True)
    reason = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class PaymentRequest(Schema):
    amount = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        metadata={"description": "đồng; left out: the fees of the procedure it was filed under"},
    )


class PaidRequest(Schema):
    receipt_number = fields.String(
        load_default="",
        validate=SHORT,
        metadata={"description": "of a paper receipt; left out: the next number of the unit's series"},
    )


class StopRequest(Schema):
    ground = fields.Enum(StopGround, by_value=True, required=True)
    reason = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class LossRequest(Schema):
    what = fields.String(required=True, validate=TEXT, metadata={"description": "the applicant reads it"})


class ReturnRequest(Schema):
    method = fields.Enum(ReturnMethod, by_value=True, required=True)
    received_by_kind = fields.Enum(ReceivedBy, by_value=True, load_default=ReceivedBy.APPLICANT)
    signed = fields.Enum(
        Signed, by_value=True, load_default=Signed.PAPER, metadata={"description": "at the counter: how they signed"}
    )
    signature = fields.String(
        load_default="",
        validate=validate.Length(max=MOST_BYTES * 3 // 2),
        load_only=True,
        metadata={"description": "the drawn signature: a PNG of at most 100 KB in base64"},
    )
    tracking_number = fields.String(load_default="", validate=SHORT, metadata={"description": "by post: needed"})
