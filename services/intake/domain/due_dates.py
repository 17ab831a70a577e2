"""The due date of a dossier as the sum of its history: limit, waits for papers and money, a promised date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.intake.domain.due_change import DueChange, DueChangeKind
from services.intake.domain.payment import WAITED_FOR_MONEY, Paid, PaymentDuty
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.supplement import Supplement, Supplied, due_after_answer, in_full
from shared.working_time import Calendar, Ledger, extended, paused

Wait = Supplement | PaymentDuty


def waits_of(supplements: Iterable[Supplement], payments: Iterable[PaymentDuty]) -> tuple[Wait, ...]:
    """The requests whose answers and payments moved a running clock, as they were met.

    Of two in one second, the one that left the later date came second. Requests that one answer met are one wait.
    """
    together: dict[Supplied | str, list[Supplement]] = {}
    for one in supplements:
        together.setdefault(one.supplied or one.id, []).append(one)
    waits: tuple[Wait, ...] = (*(in_full(ones) for ones in together.values()), *payments)
    moved = [(when, one) for one in waits if (when := _when(one)) is not None]
    return tuple(one for _, one in sorted(moved, key=lambda pair: pair[0]))


def met(wait: Wait) -> Supplied | Paid | None:
    """The answer or the payment; None while it is waited for."""
    return wait.supplied if isinstance(wait, Supplement) else wait.paid


def recounted(
    calendar: Calendar,
    procedure: ProcedureTaken,
    accepted_at: datetime,
    waits: Sequence[Wait],
    changes: Sequence[DueChange],
) -> tuple[datetime, Ledger]:
    """Due date and ledger, counted from the acceptance on by this calendar.

    The limit runs from ``accepted_at``; every answered request moves it by the procedure's policy, every payment by the
    time it was waited for; an apology's promise stands where it was made. So a wait is never lost when something else
    moves the date. Raises CalendarExhausted.
    """
    due_at, ledger = procedure.limit.due(calendar, accepted_at, procedure.cut_off)
    promise = next((one for one in changes if one.kind is DueChangeKind.APOLOGY), None)
    for number in range(len(waits) + 1):
        if promise is not None and promise.promised_at is not None and promise.waits == number:
            due_at, ledger = extended(calendar, ledger, promise.promised_at)
        if number < len(waits):
            due_at, ledger = _after(calendar, ledger, waits[number], procedure)
    return due_at, ledger


def _after(calendar: Calendar, ledger: Ledger, wait: Wait, procedure: ProcedureTaken) -> tuple[datetime, Ledger]:
    if isinstance(wait, PaymentDuty):
        if wait.paid is None:
            raise ValueError("only what was paid moves the date")
        return paused(calendar, ledger, wait.asked_at, wait.paid.paid_at, WAITED_FOR_MONEY)
    if wait.supplied is None:
        raise ValueError("only an answered request moves the date")
    return due_after_answer(
        calendar,
        ledger,
        wait,
        wait.supplied.answered_at,
        procedure.supplement,
        procedure.limit,
        procedure.cut_off,
    )


def _when(wait: Wait) -> tuple[datetime, datetime] | None:
    """When it was met, and the date that it left; None where it moved none."""
    answer = met(wait)
    if answer is None or answer.due_at is None:
        return None
    return (answer.answered_at if isinstance(answer, Supplied) else answer.paid_at), answer.due_at
