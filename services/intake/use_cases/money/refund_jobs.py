"""Once a dossier has ended, somebody has to see whether a fee goes back: a job of the same transaction as the end."""

from __future__ import annotations

from datetime import datetime

from services.intake.domain.dossier import Dossier
from services.intake.domain.money.owing import fee_refund, may_have_refund
from services.intake.use_cases import money_facts
from shared.store.change import NOTHING, Change, Job, Key, Work

REFUND_JOB = "refund"


def refund_jobs(dossier: Dossier, at: datetime) -> tuple[Job, ...]:
    """None where nothing that was paid can go back."""
    return (Job(REFUND_JOB, dossier.code, at),) if may_have_refund(dossier) else ()


def owe_refund(work: Work, job: Job, now: datetime) -> Change:
    """The refund that the dossier's end makes due, told once. Raises StoreAway."""
    dossier = work.load(Key(Dossier, job.subject)).get(Dossier, job.subject)
    refund = fee_refund(dossier, now.replace(microsecond=0)) if dossier else None
    if dossier is None or refund is None:
        return NOTHING
    owing = dossier.owe_refund(refund)
    return Change(saved=(owing,), facts=(money_facts.refund_due(owing, refund),))
