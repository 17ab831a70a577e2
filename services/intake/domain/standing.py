"""How a dossier stands against its due date, in the words that pages and lists use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from services.intake.domain.dossier import Dossier
from services.intake.domain.status import PAUSED, RUNNING, Status
from shared.working_time import Calendar, remaining
from shared.working_time.calendar import local

SOON = timedelta(hours=16)  # two working days


class Lateness(Enum):
    """Groups of the reception inbox, the most pressing first; ``READY`` and ``PAUSED`` wait for the applicant."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    IN_TIME = "in_time"
    NEW = "new"
    READY = "ready"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """``left`` is working time until the due date (negative: late by it), None where no clock runs.

    ``met`` tells of a finished dossier whether it was finished in time.
    """

    lateness: Lateness
    left: timedelta | None = None
    met: bool | None = None


def standing_of(
    status: Status, due_at: datetime | None, finished_at: datetime | None, now: datetime, calendar: Calendar
) -> Standing:
    """How it stands at ``now``. A dossier without a due date, or that waits for its applicant, is never late."""
    if status is Status.FILED:
        return Standing(Lateness.NEW)
    if status in PAUSED:
        return Standing(Lateness.PAUSED)
    if status in RUNNING and due_at is not None:
        left = remaining(calendar, now, due_at)
        return Standing(_lateness(left, due_at, now), left)
    ended = status in (Status.DONE, Status.RETURNED)
    met = finished_at <= due_at if ended and due_at is not None and finished_at is not None else None
    return Standing(Lateness.READY if status is Status.DONE else Lateness.CLOSED, None, met)


def _lateness(left: timedelta, due_at: datetime, now: datetime) -> Lateness:
    if due_at < now:
        return Lateness.LATE
    if local(due_at).date() == local(now).date():
        return Lateness.TODAY
    return Lateness.SOON if left <= SOON else Lateness.IN_TIME


def dossier_standing(dossier: Dossier, now: datetime, calendar: Calendar) -> Standing:
    """The same for a whole dossier; finished when it was decided."""
    decision = dossier.decision
    return standing_of(dossier.status, dossier.due_at, decision.decided_at if decision else None, now, calendar)
