"""What was to be paid and what was, as part of the dossier's document."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, IndexModel

from services.intake.domain.dossier import Dossier
from services.intake.domain.money.means import Means
from services.intake.domain.money.refund import Refund, RefundCase, RefundGiven
from services.intake.domain.payment import Paid, PaymentDuty
from services.intake.domain.procedure_data import fees_from_data, fees_to_data
from services.intake.store.dossier_part import Part
from shared.working_time import Ledger

Document = dict[str, Any]


def _write(duty: PaymentDuty) -> Document:
    return {
        "asked_at": duty.asked_at,
        "asked_by": duty.asked_by,
        "fees": fees_to_data(duty.fees),
        "pay_by": duty.pay_by,
        "paid": _write_paid(duty.paid) if duty.paid else None,
        "reference": duty.reference,
    }


def _write_paid(paid: Paid) -> Document:
    return {
        "paid_at": paid.paid_at,
        "recorded_by": paid.recorded_by,
        "receipt_number": paid.receipt_number,
        "due_at": paid.due_at,
        "ledger": paid.ledger.to_data() if paid.ledger else None,
        "means": paid.means.value,
        "transaction": paid.transaction,
    }


def _read(data: Document) -> PaymentDuty:
    return PaymentDuty(
        asked_at=data["asked_at"],
        asked_by=data["asked_by"],
        fees=fees_from_data(data["fees"]),
        pay_by=data["pay_by"],
        paid=_read_paid(data["paid"]) if data["paid"] else None,
        reference=data.get("reference", ""),
    )


def _read_paid(data: Document) -> Paid:
    return Paid(
        paid_at=data["paid_at"],
        recorded_by=data["recorded_by"],
        receipt_number=data["receipt_number"],
        due_at=data["due_at"],
        ledger=Ledger.from_data(data["ledger"]) if data["ledger"] else None,
        means=Means(data.get("means", Means.CASH.value)),
        transaction=data.get("transaction", ""),
    )


def _write_refund(one: Refund) -> Document:
    given = one.given
    return {
        "id": one.id,
        "case": one.case.value,
        "amount": one.amount,
        "due_at": one.due_at,
        "given": {"at": given.at, "by": given.by, "means": given.means.value, "number": given.number}
        if given
        else None,
    }


def _read_refund(data: Document) -> Refund:
    given = data["given"]
    return Refund(
        data["id"],
        RefundCase(data["case"]),
        data["amount"],
        data["due_at"],
        RefundGiven(given["at"], given["by"], Means(given["means"]), given["number"]) if given else None,
    )


PAYMENTS = Part(
    "payments",
    lambda duties, _code, _fields: [_write(one) for one in duties],
    lambda data, _code, _fields: tuple(_read(one) for one in data or ()),
)
REFUNDS = Part(
    "refunds",
    lambda refunds, _code, _fields: [_write_refund(one) for one in refunds],
    lambda data, _code, _fields: tuple(_read_refund(one) for one in data or ()),
)
# Only dossiers with something to pay stand in these, so they stay small.
PAYMENT_INDEXES = (
    IndexModel(
        [("payment_references", ASCENDING)],
        name="payment_references",
        unique=True,
        partialFilterExpression={"payment_references": {"$exists": True}},
    ),
    IndexModel(
        [("unit", ASCENDING), ("money_moved_at", ASCENDING)],
        name="money",
        partialFilterExpression={"money_moved_at": {"$exists": True}},
    ),
    IndexModel(
        [("unit", ASCENDING), ("receipt_numbers", ASCENDING)],
        name="receipt_numbers",
        partialFilterExpression={"receipt_numbers": {"$exists": True}},
    ),
    IndexModel(
        [("unit", ASCENDING), ("refund_due_since", ASCENDING), ("_id", ASCENDING)],
        name="refunds",
        partialFilterExpression={"refund_due_since": {"$exists": True}},
    ),
)


def payment_marks(dossier: Dossier) -> Document:
    """What dossiers are found by when it is about money; a mark that says nothing is left out."""
    paid = [one.paid for one in dossier.payments if one.paid]
    given = [one.given for one in dossier.refunds if one.given]
    open_ones = [one.due_at for one in dossier.refunds if one.given is None]
    marks: Document = {
        "payment_references": [one.reference for one in dossier.payments if one.reference],
        "money_moved_at": [*(one.paid_at for one in paid), *(one.at for one in given)],
        "receipt_numbers": [one.receipt_number for one in paid],
        "refund_due_since": min(open_ones) if open_ones else None,
    }
    return {name: value for name, value in marks.items() if value}
