"""What is told of money that goes back."""

from __future__ import annotations

from services.intake.domain.dossier import Dossier
from services.intake.domain.money.refund import Refund, RefundGiven
from services.intake.use_cases.facts import about
from shared.store.change import Fact
from shared.working_time.calendar import local

REFUND_DUE = "intake.dossier.refund_due.v1"
REFUNDED = "intake.dossier.refunded.v1"


def refund_due(dossier: Dossier, refund: Refund) -> Fact:
    """Money is to go back to whoever paid."""
    data = {
        "noted_at": local(refund.due_at).isoformat(),
        "case": refund.case.value,
        "case_name": refund.case.words.vi,
        "case_name_en": refund.case.words.en,
        "amount": refund.amount,
    }
    return about(REFUND_DUE, dossier, data)


def refunded(dossier: Dossier, refund: Refund, given: RefundGiven) -> Fact:
    """It went back."""
    data = {
        "refunded_at": local(given.at).isoformat(),
        "case": refund.case.value,
        "amount": refund.amount,
        "means": given.means.value,
        "number": given.number,
    }
    return about(REFUNDED, dossier, data)
