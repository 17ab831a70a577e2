"""How long a procedure may take: an amount of working days, working hours or calendar days, or none at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from enum import Enum

from services.intake.domain.errors import Words
from shared.working_time import Calendar, Ledger, calendar_days, closing_time, due

HOURS_OF_A_WORKING_DAY = 8


class LimitKind(Enum):
    """In what a time limit is counted."""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    CALENDAR_DAYS = "calendar_days"
    IMMEDIATE = "immediate"

    @property
    def words(self) -> Words:
        return _KIND_WORDS[self]


_KIND_WORDS = {
    LimitKind.WORKING_DAYS: Words("Ngày làm việc", "Working days"),
    LimitKind.WORKING_HOURS: Words("Giờ làm việc", "Working hours"),
    LimitKind.CALENDAR_DAYS: Words("Ngày, tính cả ngày nghỉ", "Calendar days"),
    LimitKind.IMMEDIATE: Words("Giải quyết ngay", "At once"),
}


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """``amount`` in the kind's unit, working days in steps of a quarter; 0 only for an immediate procedure."""

    kind: LimitKind
    amount: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if (self.amount > 0) == (self.kind is LimitKind.IMMEDIATE) or self.amount < 0 or self.amount * 4 % 1:
            raise ValueError(f"a time limit of {self.amount} {self.kind.value} cannot be")
        if self.kind is not LimitKind.WORKING_DAYS and self.amount % 1:
            raise ValueError("calendar days and working hours come whole")

    @property
    def working_hours(self) -> int | None:
        """The limit as clocks count it: 8 hours a working day; None where it does not count working time."""
        if self.kind is LimitKind.WORKING_DAYS:
            return int(self.amount * HOURS_OF_A_WORKING_DAY)
        return int(self.amount) if self.kind is LimitKind.WORKING_HOURS else None

    @property
    def words(self) -> Words:
        number = f"{self.amount.normalize():f}"
        comma = number.replace(".", ",")
        plural = "" if number == "1" else "s"
        return {
            LimitKind.WORKING_DAYS: Words(f"{comma} ngày làm việc", f"{number} working day{plural}"),
            LimitKind.WORKING_HOURS: Words(f"{comma} giờ làm việc", f"{number} working hour{plural}"),
            LimitKind.CALENDAR_DAYS: Words(f"{comma} ngày", f"{number} day{plural}"),
            LimitKind.IMMEDIATE: Words("Giải quyết ngay trong ngày làm việc", "At once, on the same working day"),
        }[self.kind]

    def due(self, calendar: Calendar, received: datetime, cut_off: time | None) -> tuple[datetime, Ledger]:
        """When the limit ends for something received then, with the ledger that says why.

        An immediate procedure is due by closing time of the day on which its clock starts.
        """
        if self.kind is LimitKind.CALENDAR_DAYS:
            return calendar_days(calendar, received, int(self.amount), cut_off=cut_off)
        if self.kind is LimitKind.IMMEDIATE:
            return closing_time(calendar, received, cut_off=cut_off)
        return due(calendar, received, (self.working_hours or 0) * 60, cut_off=cut_off)
