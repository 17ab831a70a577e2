"""Working time: when a limit falls due, and a ledger that explains every hour of it. Standard library only."""

from shared.working_time.calendar import (
    Calendar,
    CalendarExhausted,
    Interval,
    InvalidCalendar,
    Off,
    Reason,
    SpecialDay,
    Week,
)
from shared.working_time.due import calendar_days, closing_time, due, elapsed, end_of_day, remaining, starts_at
from shared.working_time.ledger import Entry, Kind, Ledger
from shared.working_time.pause import due_in_days, extended, next_worked, paused, postponed, restarted

__all__ = [
    "Calendar",
    "CalendarExhausted",
    "Entry",
    "Interval",
    "InvalidCalendar",
    "Kind",
    "Ledger",
    "Off",
    "Reason",
    "SpecialDay",
    "Week",
    "calendar_days",
    "closing_time",
    "due",
    "due_in_days",
    "elapsed",
    "end_of_day",
    "extended",
    "next_worked",
    "paused",
    "postponed",
    "remaining",
    "restarted",
    "starts_at",
]
