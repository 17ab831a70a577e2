"""Whether a task will be late, by how long the same step took before; nothing is said where too little is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from services.routing.domain.clocks import Clocks
from services.routing.domain.task import Task


@dataclass(frozen=True, slots=True)
class StepTime:
    """How long one task of a step took, in working hours without the wait for the applicant. ``id`` is the task's;
    ``step`` names route, step and agency."""

    id: str
    step: str
    hours: float
    allowed: float | None
    ended_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of the ``known`` times that the step took, ``as_long`` lasted as long as this task has by now (``age`` working
    hours), ``late`` of those longer than this one is allowed (``allowed``). ``expected`` is their median."""

    known: int
    as_long: int
    late: int
    age: float
    allowed: float
    expected: float

    @property
    def share(self) -> float:
        """The share of those that were late."""
        return self.late / self.as_long


def step_key(route: str, task: Task) -> str:
    """Whose history it is: the same step of the same route at the same agency."""
    return f"{route}/{task.step}/{task.agency_key}"


def forecast(past: Sequence[float], age: float, allowed: float, least: int) -> Forecast | None:
    """What the past says of a task of this age; None where fewer than ``least`` lasted as long.

    Only those count that were not done sooner: a task that is ten hours old cannot be done in eight any more.
    """
    as_long = [hours for hours in past if hours >= age]
    if len(as_long) < least:
        return None
    late = sum(hours > allowed for hours in as_long)
    return Forecast(len(past), len(as_long), late, age, allowed, median(as_long))


def worked_hours(task: Task, until: datetime, clocks: Clocks) -> float | None:
    """Working hours from the dispatch to ``until``, without the wait for the applicant; None for a task not sent."""
    if task.dispatched_at is None:
        return None
    return max(0.0, clocks.elapsed(task.calendar, task.dispatched_at, until) - _waited(task, until, clocks))


def allowed_hours(task: Task, clocks: Clocks) -> float | None:
    """Working hours that the task has from its dispatch; None without a date."""
    if task.dispatched_at is None or task.due_at is None:
        return None
    waited = _waited(task, task.due_at, clocks)
    return max(0.0, clocks.elapsed(task.calendar, task.dispatched_at, task.due_at) - waited)


def step_time(route: str, task: Task, clocks: Clocks) -> StepTime | None:
    """What a decided task adds to the history; None for one that is not decided."""
    if task.decided_at is None:
        return None
    hours = worked_hours(task, task.decided_at, clocks)
    if hours is None:
        return None
    return StepTime(task.id, step_key(route, task), hours, allowed_hours(task, clocks), task.decided_at)


def _waited(task: Task, until: datetime, clocks: Clocks) -> float:
    asked = task.supplement
    if asked is None or asked.requested_at >= until:
        return 0.0
    return clocks.elapsed(task.calendar, asked.requested_at, min(asked.answered_at or until, until))
