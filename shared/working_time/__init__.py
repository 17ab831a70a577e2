"""Working time: when a limit falls due, and a ledger that explains every hour of it. Standard library only."""

from shared.working_time.calendar import Calendar, CalendarExhausted, Interval, InvalidCalendar, Off, Reason, SpecialDay
from shared.working_time.due import calendar_days, closing_time, due, elapsed, end_of_day, remaining, starts_at
from shared.working_time.ledger import Entry, Kind, Ledger
from shared.working_time.pause import due_in_days, paused, postponed, restarted

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
    "calendar_days",
    "closing_time",
    "due",
    "due_in_days",
    "elapsed",
    "end_of_day",
    "paused",
    "postponed",
    "remaining",
    "restarted",
    "starts_at",
]
