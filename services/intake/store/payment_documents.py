"""What was to be paid and what was, as part of the dossier's document."""

from __future__ import annotations

from typing import Any

from services.intake.domain.errors import Words
from services.intake.domain.payment import Paid, PaymentDuty
from services.intake.domain.procedure import Fee
from services.intake.store.dossier_part import Part
from services.intake.store.value_documents import write_words
from shared.working_time import Ledger

Document = dict[str, Any]


def _write(duty: PaymentDuty) -> Document:
    return {
        "asked_at": duty.asked_at,
        "asked_by": duty.asked_by,
        "fees": [{"name": write_words(one.name), "amount": one.amount} for one in duty.fees],
        "pay_by": duty.pay_by,
        "paid": _write_paid(duty.paid) if duty.paid else None,
    }


def _write_paid(paid: Paid) -> Document:
    return {
        "paid_at": paid.paid_at,
        "recorded_by": paid.recorded_by,
        "receipt_number": paid.receipt_number,
        "due_at": paid.due_at,
        "ledger": paid.ledger.to_data() if paid.ledger else None,
    }


def _read(data: Document) -> PaymentDuty:
    return PaymentDuty(
        asked_at=data["asked_at"],
        asked_by=data["asked_by"],
        fees=tuple(Fee(Words(**one["name"]), one["amount"]) for one in data["fees"]),
        pay_by=data["pay_by"],
        paid=_read_paid(data["paid"]) if data["paid"] else None,
    )


def _read_paid(data: Document) -> Paid:
    return Paid(
        paid_at=data["paid_at"],
        recorded_by=data["recorded_by"],
        receipt_number=data["receipt_number"],
        due_at=data["due_at"],
        ledger=Ledger.from_data(data["ledger"]) if data["ledger"] else None,
    )


PAYMENTS = Part(
    "payments",
    lambda duties, _code, _fields: [_write(one) for one in duties],
    lambda data, _code, _fields: tuple(_read(one) for one in data or ()),
)
