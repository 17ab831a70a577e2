"""A route played on paper: when each step begins and ends, the longest way, and the sum of the work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.routing.domain.flow import critical_way, longest
from services.routing.domain.route import Route
from services.routing.domain.route_runs import choices, play
from services.routing.domain.step import Step
from services.routing.domain.task import Outcome


class BadTrial(ValueError):
    """Such an outcome cannot be played; the message says why."""


@dataclass(frozen=True, slots=True)
class TrialStep:
    """A step of the way, in working hours after the case was opened; ``critical``: any delay here delays the end."""

    step: Step
    outcome: Outcome
    begins: float
    ends: float
    critical: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """``length`` is the longest way and ``sum`` all work added up, in working hours; ``skipped`` is what this way
    leaves out."""

    steps: tuple[TrialStep, ...]
    skipped: tuple[Step, ...]
    length: float
    sum: float


def try_route(route: Route, outcomes: Mapping[str, Outcome], working_hours: float | None = None) -> Trial:
    """The way that these outcomes make for a dossier of this limit (else the route's own). Raises BadTrial."""
    for id, outcome in outcomes.items():
        if id not in route.links:
            raise BadTrial(f"the route has no step {id!r}")
        if outcome not in choices(id, route.steps):
            known = ", ".join(one.value for one in choices(id, route.steps))
            raise BadTrial(f"step {id!r} leads on by {known} only, not by {outcome.value}")
    run = play(route.steps, outcomes)
    given = route.hours(working_hours if working_hours is not None else route.limit_hours)
    all_hours = {step.id: hours or 0.0 for step, hours in zip(route.steps, given, strict=True)}
    done = {step.id: step for step in route.steps if step.id in run.outcomes}
    hours = {id: all_hours[id] for id in done}
    ends, critical = longest(hours, done), frozenset(critical_way(hours, done))
    steps = tuple(
        TrialStep(step, run.outcomes[id], ends[id] - hours[id], ends[id], id in critical) for id, step in done.items()
    )
    skipped = tuple(step for step in route.steps if step.id in run.skipped)
    return Trial(steps, skipped, max(ends.values(), default=0.0), sum(hours.values()))
