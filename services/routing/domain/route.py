"""A route: which agency does which step of a procedure; versioned data, never code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

MOST_STEPS = 20


class BadRoute(ValueError):
    """The route cannot be used; ``field`` names what is wrong."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work at one agency.

    ``hours`` is the committed time in working hours of the agency's ``calendar`` (8 = one working day). None means what
    the other steps leave of the dossier's limit, less ``hand_back_hours``: what the front door needs to give the result
    back in time. The
    agency's names are copied in when the route is loaded, so that a case shows the names of the day it was opened.
    """

    id: str
    agency: str
    agency_name: str
    agency_name_en: str
    calendar: str
    name: str
    name_en: str
    hours: float | None = None
    hand_back_hours: float = 0


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one procedure's dossiers: its steps one after the other.

    ``id`` is the procedure's code, or the name by which several procedures of the catalogue refer to a route that they
    share; ``version`` grows with every change.
    """

    id: str
    version: int
    name: str
    steps: tuple[Step, ...]

    def hours(self, working_hours: float | None) -> tuple[float | None, ...]:
        """The working hours of each step for a dossier of this limit; None where only the dossier's date counts."""
        return tuple(self._hours_of(step, working_hours) for step in self.steps)

    def _hours_of(self, step: Step, working_hours: float | None) -> float | None:
        if step.hours is not None or working_hours is None:
            return step.hours
        left = working_hours - step.hand_back_hours - sum(one.hours or 0 for one in self.steps)
        return left if left > 0 else None

    def with_steps(self, name: str, steps: Sequence[Step]) -> Route:
        """The next version of the route; itself where nothing differs. Raises BadRoute."""
        if (self.name, self.steps) == (name, tuple(steps)):
            return self
        _check(self.id, name, steps)
        return replace(self, version=self.version + 1, name=name, steps=tuple(steps))


def new_route(procedure: str, name: str, steps: Sequence[Step]) -> Route:
    """The first version of a procedure's route. Raises BadRoute."""
    _check(procedure, name, steps)
    return Route(id=procedure, version=1, name=name, steps=tuple(steps))


def _check(procedure: str, name: str, steps: Sequence[Step]) -> None:
    if not procedure.strip():
        raise BadRoute("procedure", "must not be empty")
    if not name.strip():
        raise BadRoute("name", "must not be empty")
    if not steps:
        raise BadRoute("steps", "a route needs a step, or no agency would ever see the dossier")
    if len(steps) > MOST_STEPS:
        raise BadRoute("steps", f"at most {MOST_STEPS} steps are supported, the route has {len(steps)}")
    if sum(step.hours is None for step in steps) > 1:
        raise BadRoute("steps", "only one step may have what the others leave of the limit (hours null)")
    if len({step.id for step in steps}) < len(steps):
        raise BadRoute("steps", "two steps have the same id")
    for number, step in enumerate(steps):
        if step.hours is not None and step.hours <= 0:
            raise BadRoute(f"steps/{number}/hours", "must be more than 0 working hours, or null")
        if step.hand_back_hours < 0:
            raise BadRoute(f"steps/{number}/hand_back_hours", "must not be negative")
