"""How the hall is laid out: its lines, what each is for, and which counter serves which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from services.intake.domain.errors import Words
from shared.working_time import Calendar
from shared.working_time.calendar import local


class InvalidPlan(ValueError):
    """The data is no plan of a hall; the message names the place in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of people: ``code`` begins their numbers, ``fields`` are the catalogue's fields (``Field.key``)."""

    code: str
    name: Words
    example: Words
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class CounterPlan:
    """What a counter serves until its officer says otherwise."""

    number: int
    lines: frozenset[str]


@dataclass(frozen=True, slots=True)
class HallPlan:
    """``opens_before``: so long before work begins tickets are given out; ``last_ticket``: none in this last time of
    the working day."""

    lines: tuple[Line, ...]
    counters: tuple[CounterPlan, ...]
    opens_before: timedelta
    last_ticket: timedelta
    digits: int = 3

    def line(self, code: str) -> Line | None:
        return next((one for one in self.lines if one.code == code), None)

    def counter(self, number: int) -> CounterPlan | None:
        return next((one for one in self.counters if one.number == number), None)

    def line_of_field(self, field: str) -> Line:
        """The line for a field of the catalogue; the last one takes what none is for."""
        return next((one for one in self.lines if field in one.fields), self.lines[-1])

    def gives_tickets(self, calendar: Calendar, now: datetime) -> bool:
        """Whether tickets are given out at this moment; lunch is no reason not to wait."""
        span = self.hours(calendar, local(now).date())
        return span is not None and span[0] <= local(now) < span[1]

    def hours(self, calendar: Calendar, day: date) -> tuple[datetime, datetime] | None:
        """From when until when tickets are given out that day; None on a day without work."""
        spans = calendar.spans(day)
        return (spans[0][0] - self.opens_before, spans[-1][1] - self.last_ticket) if spans else None


def read_plan(data: Mapping[str, Any]) -> HallPlan:
    """The plan of a file's content. Raises InvalidPlan."""
    try:
        lines = tuple(
            Line(one["code"], Words(**one["name"]), Words(**one["example"]), frozenset(one["fields"]))
            for one in data["lines"]
        )
        counters = tuple(CounterPlan(int(one["number"]), frozenset(one["lines"])) for one in data["counters"])
        plan = HallPlan(
            lines,
            counters,
            timedelta(minutes=int(data["opens_before_minutes"])),
            timedelta(minutes=int(data["last_ticket_before_close_minutes"])),
            int(data["series_digits"]),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise InvalidPlan(repr(problem)) from problem
    _check(plan)
    return plan


def _check(plan: HallPlan) -> None:
    codes = [one.code for one in plan.lines]
    numbers = [one.number for one in plan.counters]
    if not codes or len(set(codes)) < len(codes) or any(len(one) != 1 or not "A" <= one <= "Z" for one in codes):
        raise InvalidPlan("lines: each has one letter of its own")
    if not numbers or len(set(numbers)) < len(numbers) or min(numbers) < 1:
        raise InvalidPlan("counters: each has a number of its own")
    if any(not one.lines or not one.lines <= set(codes) for one in plan.counters):
        raise InvalidPlan("counters: each serves at least one of the lines")
    if set(codes) - {line for one in plan.counters for line in one.lines}:
        raise InvalidPlan("counters: every line is served at one of them")
