"""What intake tells of the fee: asked for, paid, to be given back, given back."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import Schema, fields, validate

from services.intake.domain.endings import Withdrawal
from services.intake.domain.errors import Words
from services.intake.domain.money.means import Means
from services.intake.domain.money.refund import Refund, RefundCase, RefundGiven
from services.intake.domain.payment import WAITED_FOR_MONEY, Paid, PaymentDuty
from services.intake.domain.procedure import Fee
from services.intake.published.dossier_head import CONTACT, ProcedureName
from services.intake.published.example import ACCEPTANCE, ACCEPTED, calendar
from services.intake.use_cases import facts, money_facts
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
    means = fields.String(
        validate=validate.OneOf([one.value for one in Means]), metadata={"description": "how the money came"}
    )
    due_at = fields.AwareDateTime(required=True, allow_none=True)
    due_revision = fields.Integer(required=True)


class RefundDue(Schema):
    """Money is to go back to the applicant: a fee whose procedure says so, or money that nobody owed. In đồng."""

    procedure = fields.Nested(ProcedureName, required=True)
    noted_at = fields.AwareDateTime(required=True)
    case = fields.String(required=True, validate=validate.OneOf([one.value for one in RefundCase]))
    case_name = fields.String(required=True)
    case_name_en = fields.String(required=True)
    amount = fields.Integer(required=True)


class Refunded(Schema):
    """The money went back, in cash or by transfer, under the number of a voucher or an order. In đồng."""

    procedure = fields.Nested(ProcedureName, required=True)
    refunded_at = fields.AwareDateTime(required=True)
    case = fields.String(required=True, validate=validate.OneOf([one.value for one in RefundCase]))
    amount = fields.Integer(required=True)
    means = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Means]),
        metadata={"description": "how the money went back"},
    )
    number = fields.String(required=True, metadata={"description": "of the voucher or of the order to the bank"})


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
    "BL26-000123",
    *paused(calendar(), ACCEPTANCE.ledger, _DUTY.asked_at, _PAID_AT, WAITED_FOR_MONEY),
    Means.TRANSFER,
    "FT26279123456",
)
PAID = OWING.pay(_PAID)
_WITHDRAWN = PAID.withdraw(Withdrawal(datetime(2026, 10, 7, 1, 0, tzinfo=UTC), "owner"))
_REFUND = Refund("fee", RefundCase.WITHDRAWN, 1_500_000, datetime(2026, 10, 7, 1, 0, 1, tzinfo=UTC))
_TO_REFUND = _WITHDRAWN.owe_refund(_REFUND)
_GIVEN = RefundGiven(datetime(2026, 10, 8, 2, 0, tzinfo=UTC), "staff:reception", Means.CASH, "PC-0042")
REFUNDED = _TO_REFUND.refund("fee", _GIVEN)
PUBLISHED = (
    Published(facts.PAYMENT_REQUESTED, PaymentRequested, facts.payment_requested(OWING, _DUTY), CONTACT),
    Published(facts.PAID, DossierPaid, facts.paid(PAID, _DUTY, _PAID), CONTACT),
    Published(money_facts.REFUND_DUE, RefundDue, money_facts.refund_due(_TO_REFUND, _REFUND), CONTACT),
    Published(money_facts.REFUNDED, Refunded, money_facts.refunded(REFUNDED, _REFUND, _GIVEN), CONTACT),
)
