"""What an applicant has to pay before the unit goes on: asked by an officer, recorded once it is paid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services.intake.domain.errors import Words
from services.intake.domain.money.means import Means
from services.intake.domain.procedure import Fee
from shared.working_time import Ledger, Reason

WAITED_FOR_MONEY = Reason("chờ nộp phí, lệ phí", "waiting for the fee")


@dataclass(frozen=True, slots=True)
class Paid:
    """The money came. Due date and ledger are those that hold from then on; None where no clock runs.

    ``transaction`` is the bank's, where it was transferred.
    """

    paid_at: datetime
    recorded_by: str
    receipt_number: str
    due_at: datetime | None = None
    ledger: Ledger | None = None
    means: Means = Means.CASH
    transaction: str = ""


@dataclass(frozen=True, slots=True)
class PaymentDuty:
    """One request to pay; ``pay_by`` ends the applicant's time for it, ``reference`` stands in a transfer's memo."""

    asked_at: datetime
    asked_by: str
    fees: tuple[Fee, ...]
    pay_by: datetime
    paid: Paid | None = None
    reference: str = ""

    def __post_init__(self) -> None:
        if not self.fees or any(one.amount <= 0 for one in self.fees):
            raise ValueError("a payment duty names what is to be paid")

    @property
    def amount(self) -> int:
        """The whole sum, in đồng."""
        return sum(one.amount for one in self.fees)

    def settled(self, paid: Paid) -> PaymentDuty:
        """The duty with its payment."""
        return replace(self, paid=paid)


def other_fee(amount: int) -> Fee:
    """A sum that the catalogue does not name. Raises ValueError for nothing and less."""
    if amount <= 0:
        raise ValueError("a fee is more than nothing")
    return Fee(Words("Phí, lệ phí", "Fee"), amount)
