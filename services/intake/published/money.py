"""What intake tells of the fee: asked for, and paid."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields

from services.intake.domain.errors import Words
from services.intake.domain.payment import WAITED_FOR_MONEY, Paid, PaymentDuty
from services.intake.domain.procedure import Fee
from services.intake.published.dossier_head import CONTACT, ProcedureName
from services.intake.published.example import ACCEPTANCE, ACCEPTED, calendar
from services.intake.use_cases import facts
from shared.bus.published import Published
from shared.working_time import paused


class FeeData(Schema):
    """``amount`` in đồng."""

    name = fields.String(required=True)
    name_en = fields.String(required=True)
    amount = fields.Integer(required=True)


class PaymentRequested(Schema):
    """The applicant is asked for the fee; the clock stands still until it is paid. Amounts in đồng."""

    procedure = fields.Nested(ProcedureName, required=True)
    requested_at = fields.AwareDateTime(required=True)
    amount = fields.Integer(required=True)
    fees = fields.List(fields.Nested(FeeData), required=True)
    pay_by = fields.AwareDateTime(required=True)


class DossierPaid(Schema):
    """The fee was paid. ``due_at`` is the new date, null where no clock runs; it waited since ``requested_at``."""

    procedure = fields.Nested(ProcedureName, required=True)
    requested_at = fields.AwareDateTime(required=True)
    paid_at = fields.AwareDateTime(required=True)
    amount = fields.Integer(required=True)
    receipt_number = fields.String(required=True)
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    due_revision = fields.Integer(required=True)


_DUTY = PaymentDuty(
    datetime(2026, 10, 5, 8, 0, tzinfo=UTC),
    "staff:reception",
    (Fee(Words("Phí thẩm định cấp giấy phép hoạt động", "Appraisal fee of an operating licence"), 1_500_000),),
    datetime(2026, 10, 26, 8, 0, tzinfo=UTC),
)
OWING = ACCEPTED.ask_payment(_DUTY)
_PAID_AT = datetime(2026, 10, 6, 2, 30, tzinfo=UTC)
_PAID = Paid(
    _PAID_AT,
    "staff:reception",
    "BL-0001234",
    *paused(calendar(), ACCEPTANCE.ledger, _DUTY.asked_at, _PAID_AT, WAITED_FOR_MONEY),
)
PAID = OWING.pay(_PAID)
PUBLISHED = (
    Published(facts.PAYMENT_REQUESTED, PaymentRequested, facts.payment_requested(OWING, _DUTY), CONTACT),
    Published(facts.PAID, DossierPaid, facts.paid(PAID, _DUTY, _PAID), CONTACT),
)
