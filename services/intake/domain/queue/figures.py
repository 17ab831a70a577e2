"""What a day in the hall came to: how many, how long they waited and were served, by hour, line, counter and way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles
from typing import TypeVar

from services.intake.domain.queue.ticket import State, Ticket
from shared.working_time.calendar import local

Name = TypeVar("Name", int, str)


@dataclass(frozen=True, slots=True)
class Figures:
    """``usual`` waits are medians, ``long`` ones those that nine of ten stay below; None where nobody was called."""

    taken: int
    served: int
    skipped: int
    gone: int
    waiting: int
    first: int
    usual_wait: timedelta | None
    long_wait: timedelta | None
    usual_service: timedelta | None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """``waits`` of those who go first and of the others apart, so that one sees what preference costs."""

    whole: Figures
    first: Figures
    others: Figures
    by_hour: tuple[tuple[int, Figures], ...]
    by_line: tuple[tuple[str, Figures], ...]
    by_counter: tuple[tuple[int, Figures], ...]
    by_via: tuple[tuple[str, Figures], ...]


def figures_of(tickets: Sequence[Ticket]) -> Figures:
    waits = [one.waited for one in tickets if one.waited is not None]
    served = [one.served_for for one in tickets if one.served_for is not None]
    states = [one.state for one in tickets]
    return Figures(
        taken=len(tickets),
        served=states.count(State.SERVED),
        skipped=states.count(State.SKIPPED),
        gone=states.count(State.GONE),
        waiting=states.count(State.WAITING),
        first=sum(one.first for one in tickets),
        usual_wait=_half(waits),
        long_wait=_nine_of_ten(waits),
        usual_service=_half(served),
    )


def day_figures(tickets: Sequence[Ticket]) -> DayFigures:
    """By the hour in which they were taken, the line where they were last, the counter that had them last."""
    return DayFigures(
        whole=figures_of(tickets),
        first=figures_of([one for one in tickets if one.first]),
        others=figures_of([one for one in tickets if not one.first]),
        by_hour=_by(tickets, lambda one: local(one.taken_at).hour),
        by_line=_by(tickets, lambda one: one.line),
        by_counter=_by([one for one in tickets if one.counter is not None], lambda one: one.counter or 0),
        by_via=_by(tickets, lambda one: one.via.value),
    )


def _by(tickets: Iterable[Ticket], key: Callable[[Ticket], Name]) -> tuple[tuple[Name, Figures], ...]:
    groups: dict[Name, list[Ticket]] = {}
    for one in tickets:
        groups.setdefault(key(one), []).append(one)
    return tuple((name, figures_of(groups[name])) for name in sorted(groups))


def _half(lengths: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=round(median([one.total_seconds() for one in lengths]))) if lengths else None


def _nine_of_ten(waits: Sequence[timedelta]) -> timedelta | None:
    if not waits:
        return None
    if len(waits) == 1:
        return waits[0]
    seconds = quantiles([one.total_seconds() for one in waits], n=10, method="inclusive")
    return timedelta(seconds=round(seconds[-1]))
