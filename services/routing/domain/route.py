"""A route: which agency does which step of a procedure; versioned data, never code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.routing.domain.flow import longest_through
from services.routing.domain.route_check import check_route
from services.routing.domain.step import Step


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one procedure's dossiers.

    ``id`` is the procedure's code, or the name by which several procedures of the catalogue refer to a route that they
    share; ``version`` grows with every change. ``limit_hours`` is the procedure's limit in working hours, where it is
    known: no way through the route is longer. A step's place in ``steps`` is behind all that lead to it. ``seeded``
    says that it is the data file's and follows it; what people change is theirs.
    """

    id: str
    version: int
    name: str
    steps: tuple[Step, ...]
    limit_hours: float | None = None
    seeded: bool = True

    def step(self, id: str) -> Step:
        """Raises KeyError."""
        return self.links[id]

    @property
    def links(self) -> Mapping[str, Step]:
        """The steps by id, in their order."""
        return {step.id: step for step in self.steps}

    def hours(self, working_hours: float | None) -> tuple[float | None, ...]:
        """The working hours of each step for a dossier of this limit; None where only the dossier's date counts."""
        return tuple(self._hours_of(step, working_hours) for step in self.steps)

    def _hours_of(self, step: Step, working_hours: float | None) -> float | None:
        if step.hours is not None or working_hours is None:
            return step.hours
        known = {one.id: one.hours or 0.0 for one in self.steps}
        left = working_hours - step.hand_back_hours - longest_through(step.id, known, self.links)
        return left if left > 0 else None

    def changed(self, name: str, steps: Sequence[Step], limit_hours: float | None, *, seeded: bool = True) -> Route:
        """The next version of the route; itself where nothing differs. Raises BadRoute."""
        if (self.name, self.steps, self.limit_hours) == (name, tuple(steps), limit_hours):
            return self
        check_route(self.id, name, steps, limit_hours)
        return replace(
            self, version=self.version + 1, name=name, steps=tuple(steps), limit_hours=limit_hours, seeded=seeded
        )


@dataclass(frozen=True, slots=True)
class RouteVersion:
    """A version of a route as it was: what cases were opened by stays readable. ``id`` is ``<route>@<version>``."""

    id: str
    route: Route
    version: int = 1

    @classmethod
    def of(cls, route: Route) -> RouteVersion:
        """The kept copy of this version."""
        return cls(version_id(route.id, route.version), route)


def version_id(route: str, version: int) -> str:
    """How a version of a route is kept."""
    return f"{route}@{version}"


def new_route(
    procedure: str, name: str, steps: Sequence[Step], limit_hours: float | None = None, *, seeded: bool = True
) -> Route:
    """The first version of a procedure's route. Raises BadRoute."""
    check_route(procedure, name, steps, limit_hours)
    return Route(procedure, 1, name, tuple(steps), limit_hours, seeded)
