"""Builds the working calendar from the library of public holidays and the override table, which has the last word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import holidays

from shared.working_time import Calendar, InvalidCalendar, Off, Reason, SpecialDay
from shared.working_time.calendar import DEFAULT_DAY, Interval

SUBSTITUTED = "substituted"  # how the library names a working day that was swapped


def build_calendar(table: Mapping[str, Any], years: Iterable[int]) -> Calendar:
    """Version 1 of the calendar for these years. Raises InvalidCalendar for a table that contradicts itself."""
    try:
        base = Calendar.from_data({**table, "version": 1, "special": []})
        special = {**_library(years, base), **_overrides(table["overrides"], base)}
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidCalendar(f"calendar table: {error!r}") from error
    return replace(base, special=special)


def _library(years: Iterable[int], base: Calendar) -> dict[date, SpecialDay]:
    """Public holidays that fall on days otherwise worked."""
    wanted = sorted(years)
    vietnamese = holidays.country_holidays("VN", years=wanted, language="vi")
    english = holidays.country_holidays("VN", years=wanted, language="en_US")
    days = {}
    for day, name in sorted(vietnamese.items()):
        if base.hours(day):
            name_en = english.get(day) or name
            off = Off.SWAPPED if SUBSTITUTED in name_en else Off.HOLIDAY
            days[day] = SpecialDay(day, Reason(name, name_en), off)
    return days


def _overrides(rows: Iterable[Mapping[str, Any]], base: Calendar) -> dict[date, SpecialDay]:
    days = {}
    for row in rows:
        day = date.fromisoformat(row["day"])
        reason = Reason(row["reason"]["vi"], row["reason"]["en"])
        if "worked_as" in row:
            hours: tuple[Interval, ...] = base.hours(date.fromisoformat(row["worked_as"])) or DEFAULT_DAY
            days[day] = SpecialDay(day, reason, None, hours)
        else:
            days[day] = SpecialDay(day, reason, Off(row["off"]))
    return days
