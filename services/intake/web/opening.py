"""When the desk is open: the week in lines, and what holds at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared.ui import words
from shared.working_time import Calendar
from shared.working_time.calendar import local

MONDAY = date(2026, 1, 5)


@dataclass(frozen=True, slots=True)
class Opening:
    """``open`` until ``until``; or closed until then, for the reason ``why`` (a holiday's name) where one is known."""

    open: bool
    until: datetime
    why: str | None = None


def opening_at(calendar: Calendar, now: datetime, language: str) -> Opening:
    """Whether the desk is open at this moment, and when that changes. Raises CalendarExhausted."""
    here = local(now)
    for start, end in calendar.spans(here.date()):
        if start <= here < end:
            return Opening(True, end)
        if here < start:
            return Opening(False, start)
    special = calendar.special.get(here.date())
    why = None
    if special is not None and special.off is not None:
        why = special.reason.vi if language == "vi" else special.reason.en
    following = calendar.next_working_day(here.date())
    return Opening(False, calendar.spans(following)[0][0], why)


def opening_lines(calendar: Calendar, language: str) -> list[tuple[str, str]]:
    """The week's hours: ``("Thứ Hai đến thứ Sáu", "7:00–11:30, 13:30–17:00")``; days off are left out."""
    runs: list[tuple[int, int, str]] = []
    for number, hours in enumerate(calendar.weekly):
        told = ", ".join(f"{_clock(one.start)}–{_clock(one.end)}" for one in hours)
        if not told:
            continue
        if runs and runs[-1][1:] == (number - 1, told):
            runs[-1] = (runs[-1][0], number, told)
        else:
            runs.append((number, number, told))
    return [(_days(first, last, language), told) for first, last, told in runs]


def _days(first: int, last: int, language: str) -> str:
    names = [words.weekday(MONDAY + timedelta(days=number), language) for number in (first, last)]
    to = "đến" if language == "vi" else "to"
    return words.capital(names[0] if first == last else f"{names[0]} {to} {names[1]}")


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02}"
