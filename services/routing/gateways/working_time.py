"""When working hours are used up and what a wait does to a date, by the calendar as intake published it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.routing.use_cases.ports import WorkingTime
from shared.working_time import Calendar, due
from shared.working_time import elapsed as elapsed_by
from shared.working_time import postponed as postponed_by

MINUTES_OF_AN_HOUR = 60
SECONDS_OF_AN_HOUR = 3600


def due_after(contents: Mapping[str, Any], start: datetime, hours: float) -> datetime:
    """The moment at which ``hours`` working hours after ``start`` are used up. Raises InvalidCalendar."""
    moment, _ = due(Calendar.from_data(contents), start, round(hours * MINUTES_OF_AN_HOUR))
    return moment


def postponed(contents: Mapping[str, Any], due_at: datetime, start: datetime, end: datetime) -> datetime:
    """``due_at`` moved by the working time between ``start`` and ``end``. Raises InvalidCalendar."""
    return postponed_by(Calendar.from_data(contents), due_at, start, end)


def elapsed(contents: Mapping[str, Any], start: datetime, end: datetime) -> float:
    """The working hours between two moments. Raises InvalidCalendar."""
    return elapsed_by(Calendar.from_data(contents), start, end).total_seconds() / SECONDS_OF_AN_HOUR


WORKING_TIME = WorkingTime(due_after, postponed, elapsed)
