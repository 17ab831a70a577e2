"""When working hours are used up, by the calendar as intake published it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.working_time import Calendar, due

MINUTES_OF_AN_HOUR = 60


def due_after(contents: Mapping[str, Any], start: datetime, hours: float) -> datetime:
    """The moment at which ``hours`` working hours after ``start`` are used up. Raises InvalidCalendar."""
    moment, _ = due(Calendar.from_data(contents), start, round(hours * MINUTES_OF_AN_HOUR))
    return moment
