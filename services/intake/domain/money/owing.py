"""What a transfer is to the dossier whose reference it bears, and what goes back once a dossier has ended."""

from __future__ import annotations

from datetime import datetime

from services.intake.domain.dossier import Dossier
from services.intake.domain.money.notice import Outcome, Transfer
from services.intake.domain.money.refund import Refund, RefundCase
from services.intake.domain.payment import PaymentDuty
from services.intake.domain.progress import Outcome as Decided
from services.intake.domain.status import Status

FEE = "fee"
_ENDS = {
    Status.REFUSED: RefundCase.REFUSED,
    Status.WITHDRAWN: RefundCase.WITHDRAWN,
    Status.STOPPED: RefundCase.STOPPED,
}
_STRAY = {
    Outcome.WRONG_AMOUNT: RefundCase.WRONG_AMOUNT,
    Outcome.ENDED: RefundCase.ENDED,
    Outcome.PAID_TWICE: RefundCase.PAID_TWICE,
}


def duty_of(dossier: Dossier, reference: str) -> PaymentDuty | None:
    """The request to pay that bears this reference."""
    return next((one for one in dossier.payments if one.reference == reference), None)


def outcome_of(dossier: Dossier, duty: PaymentDuty, transfer: Transfer) -> Outcome:
    """What the transfer does. Money that is late still pays, as long as the dossier waits for it."""
    if duty.paid is not None:
        return Outcome.PAID_TWICE
    if dossier.owed is not duty:
        return Outcome.ENDED
    if transfer.amount != duty.amount:
        return Outcome.WRONG_AMOUNT
    return Outcome.PAID_LATE if transfer.booked_at > duty.pay_by else Outcome.PAID


def stray_refund(outcome: Outcome, transfer: Transfer, at: datetime) -> Refund | None:
    """All of a transfer that paid nothing goes back; None where it paid, or nobody knows whose it is."""
    case = _STRAY.get(outcome)
    return Refund(transfer.transaction, case, transfer.amount, at) if case and transfer.amount > 0 else None


def counts_from(dossier: Dossier, duty: PaymentDuty, transfer: Transfer, now: datetime) -> datetime:
    """From when on the clock runs again: the bank's booking, unless the date was moved meanwhile; then now.

    A wait that was met before another one would change a sum that was told already.
    """
    moved = [one.supplied.answered_at for one in dossier.supplements if one.supplied]
    moved += [one.changed_at for one in dossier.due_changes]
    if dossier.asked is not None or any(one > transfer.booked_at for one in moved):
        return now
    return min(max(transfer.booked_at, duty.asked_at), now)


def fee_refund(dossier: Dossier, at: datetime) -> Refund | None:
    """What its paid fees say of such an end; None where nothing goes back, or that is known already."""
    case = _ENDS.get(dossier.status)
    if case is None and dossier.result is not None and dossier.result.outcome is not Decided.GRANTED:
        case = RefundCase.NOT_GRANTED
    if case is None or any(one.id == FEE for one in dossier.refunds):
        return None
    paid = (one for one in dossier.payments if one.paid)
    amount = sum(fee.amount for duty in paid for fee in duty.fees if case in fee.refund_on)
    return Refund(FEE, case, amount, at) if amount else None


def may_have_refund(dossier: Dossier) -> bool:
    """Whether anything that was paid can go back at all: else nobody need look."""
    return any(fee.refund_on for duty in dossier.payments if duty.paid for fee in duty.fees)
