"""A fee is paid: the duty is settled, the clock runs on, the receipt has its number."""

from __future__ import annotations

from datetime import datetime

from services.intake.domain.dossier import Dossier
from services.intake.domain.money.means import Means
from services.intake.domain.payment import WAITED_FOR_MONEY, Paid
from services.intake.use_cases import facts
from shared.store.change import Change
from shared.working_time import Calendar, Ledger, paused


def settled(
    dossier: Dossier,
    at: datetime,
    by: str,
    number: str,
    calendar: Calendar,
    *,
    means: Means = Means.CASH,
    transaction: str = "",
) -> tuple[Dossier, Change]:
    """The dossier with its fee paid at that moment, and the change. Raises IllegalStep where nothing is owed."""
    owed = dossier.must_owe()
    due_at, ledger = _due(dossier, owed.asked_at, at, calendar)
    paid = Paid(at, by, number, due_at, ledger, means, transaction)
    done = dossier.pay(paid)
    return done, Change(saved=(done,), facts=(facts.paid(done, owed, paid),))


def _due(
    dossier: Dossier, asked_at: datetime, at: datetime, calendar: Calendar
) -> tuple[datetime | None, Ledger | None]:
    """The date moved by the time waited; what was waited for papers in that time is not counted twice."""
    if dossier.ledger is None or dossier.decision is not None:  # no clock runs yet, or none any more
        return None, None
    return paused(calendar, dossier.ledger, asked_at, at, WAITED_FOR_MONEY)
