"""The due date of a dossier as the sum of its history: limit, waits of the applicant, a promised date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.intake.domain.due_change import DueChange, DueChangeKind
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.supplement import Supplement, due_after_answer
from shared.working_time import Calendar, Ledger, extended


def answers_of(supplements: Iterable[Supplement]) -> tuple[Supplement, ...]:
    """The requests whose answers moved a running clock, as they were answered."""
    moved = [one for one in supplements if one.supplied is not None and one.supplied.due_at is not None]
    return tuple(sorted(moved, key=_answered))


def recounted(
    calendar: Calendar,
    procedure: ProcedureTaken,
    accepted_at: datetime,
    supplements: Iterable[Supplement],
    changes: Sequence[DueChange],
) -> tuple[datetime, Ledger]:
    """Due date and ledger, counted from the acceptance on by this calendar.

    The limit runs from ``accepted_at``; every answered request moves it by the procedure's policy; an apology's
    promise stands where it was made. So a wait is never lost when something else moves the date.
    Raises CalendarExhausted.
    """
    due_at, ledger = procedure.limit.due(calendar, accepted_at, procedure.cut_off)
    answers = answers_of(supplements)
    promise = next((one for one in changes if one.kind is DueChangeKind.APOLOGY), None)
    for number in range(len(answers) + 1):
        if promise is not None and promise.promised_at is not None and promise.answers == number:
            due_at, ledger = extended(calendar, ledger, promise.promised_at)
        if number < len(answers):
            due_at, ledger = _after(calendar, ledger, answers[number], procedure)
    return due_at, ledger


def _after(
    calendar: Calendar, ledger: Ledger, answer: Supplement, procedure: ProcedureTaken
) -> tuple[datetime, Ledger]:
    if answer.supplied is None:
        raise ValueError("only an answered request moves the date")
    return due_after_answer(
        calendar,
        ledger,
        answer,
        answer.supplied.answered_at,
        procedure.supplement,
        procedure.limit,
        procedure.cut_off,
    )


def _answered(one: Supplement) -> tuple[datetime, datetime]:
    """Of two answers in one second, the one that left the later date came second."""
    supplied = one.supplied
    if supplied is None or supplied.due_at is None:
        raise ValueError("only an answered request has its moment")
    return supplied.answered_at, supplied.due_at
