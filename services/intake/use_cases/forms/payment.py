"""The receipt for a fee: what was paid for what, the sum in words, how the money came."""

from __future__ import annotations

from vn_money import to_words

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.form_copy import FormName
from services.intake.domain.payment import Paid, PaymentDuty
from services.intake.use_cases.forms.filled import Content, Filled, House, applicant_fields, moment_words


def fill_payment_receipt(dossier: Dossier, house: House, of: str = "") -> Filled:
    """``of`` is the receipt's number; without it the latest. Raises IllegalStep where nothing was paid, or not so."""
    settled = [(duty, duty.paid) for duty in dossier.payments if duty.paid and of in ("", duty.paid.receipt_number)]
    if not settled:
        raise IllegalStep("not-paid", Words("Chưa có biên lai", "There is no receipt"))
    return payment_receipt_form(dossier, *settled[-1], house)


def payment_receipt_form(dossier: Dossier, duty: PaymentDuty, paid: Paid, house: House) -> Filled:
    """The form filled in from what was paid."""
    content: Content = {
        **house.heading(),
        **applicant_fields(dossier),
        "receipt_number": paid.receipt_number,
        "fees": [{"name": one.name.vi, "amount": grouped(one.amount)} for one in duty.fees],
        "amount": grouped(duty.amount),
        "amount_in_words": amount_in_words(duty.amount),
        "means": paid.means.words.vi,
        "transaction": paid.transaction,
        "paid_at": moment_words(paid.paid_at),
        "cashier": house.person(paid.recorded_by),
        "address_of_office": house.address,
        "hotline": house.hotline,
    }
    return Filled(FormName.PAYMENT_RECEIPT, paid.receipt_number, paid.paid_at, None, content)


def amount_in_words(amount: int) -> str:
    """``Một triệu năm trăm nghìn đồng``."""
    told = to_words(amount)
    return f"{told[:1].upper()}{told[1:]} đồng"


def grouped(amount: int) -> str:
    """``1.500.000``."""
    return f"{amount:,}".replace(",", ".")
