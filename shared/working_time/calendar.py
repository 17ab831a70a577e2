"""A working calendar as a value: weekly hours (with the days from which they hold), days off, and days worked in
exchange, each with its reason."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST_GAP_DAYS = 366


class InvalidCalendar(ValueError):
    """The calendar contradicts itself; the message names the part."""


class CalendarExhausted(ValueError):
    """No working time within a year of the day asked for: the calendar cannot answer."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day is special, in both languages of the pages."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Hours worked without a break, wall-clock time of Viet Nam; ``end`` is not worked any more."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise InvalidCalendar(f"an interval must end after it starts: {self.start}–{self.end}")


class Off(Enum):
    """What kind of day off: a holiday of the law, or a working day swapped for another."""

    HOLIDAY = "holiday"
    SWAPPED = "swapped_off"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """One day that differs from its week: off when ``hours`` is empty, else worked at these hours."""

    day: date
    reason: Reason
    off: Off | None = Off.HOLIDAY
    hours: tuple[Interval, ...] = ()

    def __post_init__(self) -> None:
        if (self.off is None) != bool(self.hours):
            raise InvalidCalendar(f"{self.day}: a special day is either off or has hours")
        _check_hours(self.hours, str(self.day))


def _check_week(week: Week, where: str) -> None:
    if len(week) != 7:
        raise InvalidCalendar(f"{where} must name the hours of seven days, Monday first")
    if not any(week):
        raise InvalidCalendar(f"{where} must have working hours on one day at least")
    for number, hours in enumerate(week):
        _check_hours(hours, f"{where}[{number}]")


def _check_hours(hours: tuple[Interval, ...], where: str) -> None:
    for before, after in itertools.pairwise(hours):
        if after.start < before.end:
            raise InvalidCalendar(f"{where}: hours must be in order and must not overlap")


Week = tuple[tuple[Interval, ...], ...]
DEFAULT_DAY = (Interval(time(7), time(11, 30)), Interval(time(13, 30), time(17)))
DEFAULT_WEEK: Week = (DEFAULT_DAY,) * 5 + ((), ())


@dataclass(frozen=True, slots=True)
class Calendar:
    """``weekly`` holds seven tuples of intervals, Monday first; ``special`` maps a day to what is special about it.

    ``later`` are the weeks that take the place of ``weekly``, each from a day on, in the order of these days.
    """

    id: str
    version: int = 1
    weekly: Week = DEFAULT_WEEK
    special: Mapping[date, SpecialDay] = field(default_factory=dict)
    later: tuple[tuple[date, Week], ...] = ()

    def __post_init__(self) -> None:
        _check_week(self.weekly, "weekly")
        for first, week in self.later:
            _check_week(week, f"week from {first}")
        for (one, _), (other, _) in itertools.pairwise(self.later):
            if one >= other:
                raise InvalidCalendar("later weeks must stand in the order of their first days")
        for day, special in self.special.items():
            if special.day != day:
                raise InvalidCalendar(f"special day {special.day} stands under {day}")
        object.__setattr__(self, "special", MappingProxyType(dict(self.special)))

    def hours(self, day: date) -> tuple[Interval, ...]:
        """The intervals worked on this day; empty on a day off."""
        special = self.special.get(day)
        return special.hours if special else self.week(day)[day.weekday()]

    def week(self, day: date) -> Week:
        """The week that holds on this day."""
        held = self.weekly
        for first, week in self.later:
            if first > day:
                break
            held = week
        return held

    def followed_by(self, other: Calendar, first: date) -> Calendar:
        """This calendar up to the day before ``first``, the other from then on, under the other's name and version."""
        later = (
            *(one for one in self.later if one[0] < first),
            (first, other.week(first)),
            *(one for one in other.later if one[0] > first),
        )
        special = {
            **{day: one for day, one in self.special.items() if day < first},
            **{day: one for day, one in other.special.items() if day >= first},
        }
        return Calendar(other.id, other.version, self.weekly, special, later)

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The same as instants, with offset."""
        return tuple((at(day, one.start), at(day, one.end)) for one in self.hours(day))

    def next_working_day(self, day: date) -> date:
        """The first day after this one that has hours. Raises CalendarExhausted."""
        for candidate in days_from(day + timedelta(days=1), LONGEST_GAP_DAYS):
            if self.hours(candidate):
                return candidate
        raise CalendarExhausted(f"no working day within {LONGEST_GAP_DAYS} days after {day}")

    def to_data(self) -> dict[str, Any]:
        """Plain JSON-ready data: stored and published as it is. ``later`` is left out where there is none."""
        later = [{"from": first.isoformat(), "weekly": _week_data(week)} for first, week in self.later]
        return {
            "id": self.id,
            "version": self.version,
            "weekly": _week_data(self.weekly),
            **({"later": later} if later else {}),
            "special": [
                {
                    "day": one.day.isoformat(),
                    "off": one.off.value if one.off else None,
                    "hours": _hours_data(one.hours),
                    "reason": {"vi": one.reason.vi, "en": one.reason.en},
                }
                for _, one in sorted(self.special.items())
            ],
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Calendar:
        """The calendar from ``to_data``'s shape; unknown keys are left out. Raises InvalidCalendar."""
        try:
            special = [
                SpecialDay(
                    day=date.fromisoformat(one["day"]),
                    reason=Reason(one["reason"]["vi"], one["reason"]["en"]),
                    off=Off(one["off"]) if one.get("off") else None,
                    hours=_hours_from(one.get("hours") or ()),
                )
                for one in data["special"]
            ]
            later = tuple(
                (date.fromisoformat(one["from"]), _week_from(one["weekly"])) for one in data.get("later") or ()
            )
            weekly = _week_from(data["weekly"])
            return cls(data["id"], int(data["version"]), weekly, {one.day: one for one in special}, later)
        except (KeyError, TypeError, ValueError) as error:
            if isinstance(error, InvalidCalendar):
                raise
            raise InvalidCalendar(f"not a calendar: {error!r}") from error


def _week_data(week: Week) -> list[list[list[str]]]:
    return [_hours_data(hours) for hours in week]


def _week_from(data: Any) -> Week:
    return tuple(_hours_from(hours) for hours in data)


def _hours_data(hours: tuple[Interval, ...]) -> list[list[str]]:
    return [[one.start.strftime("%H:%M"), one.end.strftime("%H:%M")] for one in hours]


def _hours_from(data: Any) -> tuple[Interval, ...]:
    return tuple(Interval(time.fromisoformat(start), time.fromisoformat(end)) for start, end in data)


def at(day: date, moment: time) -> datetime:
    """This moment of this day in Viet Nam, with offset."""
    return datetime.combine(day, moment, tzinfo=ZONE)


def local(instant: datetime) -> datetime:
    """The instant as Viet Nam's clocks show it. Raises ValueError for a time without an offset."""
    if instant.tzinfo is None:
        raise ValueError(f"a time without an offset cannot be placed: {instant.isoformat()}")
    return instant.astimezone(ZONE)


def days_from(day: date, count: int) -> Iterator[date]:
    """``count`` days, beginning with this one."""
    for step in range(count):
        yield day + timedelta(days=step)
