"""Working time: when a limit falls due, and a ledger that explains every hour of it. Standard library only."""

from shared.working_time.calendar import Calendar, CalendarExhausted, SpecialDay, Interval, InvalidCalendar, Reason
from shared.working_time.due import calendar_days, due, elapsed, end_of_day, remaining, starts_at
from shared.working_time.ledger import Entry, Kind, Ledger

__all__ = [
    "Calendar",
    "CalendarExhausted",
    "Entry",
    "SpecialDay",
    "Interval",
    "InvalidCalendar",
    "Kind",
    "Ledger",
    "Reason",
    "calendar_days",
    "due",
    "elapsed",
    "end_of_day",
    "remaining",
    "starts_at",
]
