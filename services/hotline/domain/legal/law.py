"""What the law says of complaints and denunciations, as versioned values: which time limit runs from which step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Kind
from shared.working_time import Calendar, calendar_days, due

MINUTES_OF_A_DAY = 8 * 60


class Unit(Enum):
    """Plain days end at closing time and roll off a day without work; working days are of eight hours."""

    DAYS = "days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Runs from the step ``since``, is kept by any of the steps ``kept_by``. ``complex_days`` where the matter is,
    ``extension_days`` more for each extension; ``source`` is the article."""

    id: str
    name: Words
    since: str
    kept_by: tuple[str, ...]
    days: int
    unit: Unit
    source: Words
    complex_days: int | None = None
    extension_days: int = 0

    def due(self, calendar: Calendar, since: datetime, *, is_complex: bool, extensions: int) -> datetime:
        """Until when. Raises CalendarExhausted."""
        days = (self.complex_days or self.days) if is_complex else self.days
        days += extensions * self.extension_days
        if self.unit is Unit.DAYS:
            return calendar_days(calendar, since, days)[0]
        return due(calendar, since, days * MINUTES_OF_A_DAY)[0]


@dataclass(frozen=True, slots=True)
class Path:
    """The path of one kind: its limits, and how often it may be extended (twice only where it is complex)."""

    kind: Kind
    limits: tuple[TimeLimit, ...]
    extensions: int
    complex_extensions: int


@dataclass(frozen=True, slots=True)
class Law:
    """The law from one day on."""

    effective_from: date
    paths: Mapping[Kind, Path]


def law_in_force(versions: Sequence[Law], day: date) -> Law:
    """The latest that is in force on that day. Raises LookupError where none is yet."""
    found = [one for one in versions if one.effective_from <= day]
    if not found:
        raise LookupError(f"no law is in force on {day}")
    return max(found, key=lambda one: one.effective_from)
