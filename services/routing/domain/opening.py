"""How a case begins: one task for each step of its route."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from services.routing.domain.agency import agency_key
from services.routing.domain.route import Route
from services.routing.domain.task import Task, TaskStatus


def tasks_of(
    route: Route,
    dossier: str,
    due: Sequence[datetime | None],
    hours: Sequence[float | None] | None = None,
    first: int = 1,
) -> tuple[Task, ...]:
    """The tasks of a new case, one for each step in order; those that begin with the case wait for their dispatch, the
    others for their turn.

    ``due`` and ``hours`` give their due dates and working hours in the order of the steps; ``first`` is the number of
    the first one.
    """
    hours = hours or [None] * len(route.steps)
    return tuple(
        Task(
            id=f"{dossier}:{number}",
            step=step.id,
            name=step.name,
            name_en=step.name_en,
            agency=step.agency,
            agency_key=agency_key(step.agency),
            agency_name=step.agency_name,
            due_at=due_at,
            hours=limit,
            calendar=step.calendar,
            status=TaskStatus.PLANNED if step.after else TaskStatus.WAITING,
            after=step.after,
            join=step.join,
            advises=step.advises,
            returns_to=step.returns_to,
        )
        for number, (step, due_at, limit) in enumerate(zip(route.steps, due, hours, strict=True), start=first)
    )
