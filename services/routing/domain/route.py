"""A route: which agency does which step of a procedure; versioned data, never code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

STEPS_SO_FAR = 1  # parallel and joined steps come with the route language; until then a longer route is refused


class BadRoute(ValueError):
    """The route cannot be used; ``field`` names what is wrong."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work at one agency.

    ``hours`` is the committed time in working hours of the agency's ``calendar`` (8 = one working day). None means the
    dossier's whole limit, less ``hand_back_hours``: what the front door needs to give the result back in time. The
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

    def limit(self, working_hours: float | None) -> float | None:
        """The working hours that the agency has for such a dossier; None where only the dossier's date counts."""
        if self.hours is not None or working_hours is None:
            return self.hours
        return working_hours - self.hand_back_hours if working_hours > self.hand_back_hours else None


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one procedure's dossiers; ``id`` is the procedure's code, ``version`` grows with every change."""

    id: str
    version: int
    name: str
    steps: tuple[Step, ...]

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
    if len(steps) > STEPS_SO_FAR:
        raise BadRoute("steps", f"at most {STEPS_SO_FAR} step is supported, the route has {len(steps)}")
    if len({step.id for step in steps}) < len(steps):
        raise BadRoute("steps", "two steps have the same id")
    for number, step in enumerate(steps):
        if step.hours is not None and step.hours <= 0:
            raise BadRoute(f"steps/{number}/hours", "must be more than 0 working hours, or null")
        if step.hand_back_hours < 0:
            raise BadRoute(f"steps/{number}/hand_back_hours", "must not be negative")
