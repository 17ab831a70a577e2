"""A year of a working calendar as twelve tables of days, and its special days in words."""

from __future__ import annotations

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date

from services.intake.domain.special_days import DayEdit
from services.intake.use_cases.edit_calendar import CalendarView
from shared.ui import words
from shared.working_time import Calendar

MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
NAMES = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
SHORT = {
    "vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
    "en": ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One cell: ``kind`` is worked, off (as every week), special_off or special_worked; ``told`` says it in words."""

    day: date
    kind: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Month:
    """``weeks`` of seven cells, None where the month has no such day; ``weekdays`` as short and full names."""

    name: str
    weekdays: tuple[tuple[str, str], ...]
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True, slots=True)
class SpecialLine:
    """A special day in words; ``edit`` is there where an administrator set it."""

    day: date
    name: str
    hours: str
    reason: str
    edit: DayEdit | None


def months_of(calendar: Calendar, year: int, language: str) -> tuple[Month, ...]:
    """Twelve months, weeks from Monday on."""
    found = []
    for number in range(1, 13):
        weeks = Weeks().monthdatescalendar(year, number)
        cells = tuple(
            tuple(_day(calendar, day, language) if day.month == number else None for day in week) for week in weeks
        )
        name = MONTHS_EN[number - 1] if language == "en" else f"Tháng {number}"
        weekdays = tuple(zip(SHORT[language], NAMES[language], strict=True))
        found.append(Month(name, weekdays, cells))
    return tuple(found)


def special_days(view: CalendarView, year: int, language: str) -> tuple[SpecialLine, ...]:
    """The year's special days, and those that an administrator made usual ones."""
    edits = view.table.in_force()
    days = {day for day in (*view.calendar.special, *edits) if day.year == year}
    return tuple(_line(view.calendar, day, edits.get(day), language) for day in sorted(days))


def _day(calendar: Calendar, day: date, language: str) -> Day:
    special = calendar.special.get(day)
    if special is None:
        return Day(day, "worked" if calendar.hours(day) else "off")
    reason = special.reason.vi if language == "vi" else special.reason.en
    return Day(day, "special_worked" if special.hours else "special_off", reason)


def _line(calendar: Calendar, day: date, edit: DayEdit | None, language: str) -> SpecialLine:
    special = calendar.special.get(day)
    hours = ", ".join(f"{one.start:%H:%M}–{one.end:%H:%M}" for one in calendar.hours(day))
    if special is not None:
        reason = special.reason.vi if language == "vi" else special.reason.en
    else:
        reason = edit.reason.in_language(language) if edit else ""
    return SpecialLine(day, words.capital(words.day(day, language)), hours, reason, edit)
