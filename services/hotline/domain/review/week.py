"""A week of the review: from Monday to Sunday as Viet Nam counts days, named as ISO 8601 does (``2026-W47``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared.working_time.calendar import ZONE, local

SHAPE = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """``year`` and ``number`` are ISO's: the first days of January may belong to the year before."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def start(self) -> datetime:
        """Midnight before Monday."""
        return datetime.combine(self.monday, time(), ZONE)

    @property
    def end(self) -> datetime:
        """Midnight after Sunday: the first moment that is no part of it."""
        return datetime.combine(self.monday + timedelta(days=7), time(), ZONE)

    @property
    def before(self) -> Week:
        return week_of(self.monday - timedelta(days=7))

    @property
    def after(self) -> Week:
        return week_of(self.monday + timedelta(days=7))


def week_of(day: date) -> Week:
    """The week of a day, or of a moment as Viet Nam's clocks show it."""
    year, number, _ = (local(day) if isinstance(day, datetime) else day).isocalendar()
    return Week(year, number)


def read_week(text: str) -> Week:
    """Raises ValueError for what names no week."""
    found = SHAPE.fullmatch(text)
    if found is None:
        raise ValueError("a week reads 2026-W47")
    week = Week(int(found[1]), int(found[2]))
    try:
        _ = week.monday
    except ValueError:
        raise ValueError(f"{week.year} has no week {week.number}") from None
    return week
