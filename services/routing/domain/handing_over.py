"""Giving a task to another agency: the new one has the step, the date and what comes after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.routing.domain.agency import agency_key
from services.routing.domain.plan import fresh_task
from services.routing.domain.task import Task, TaskStatus


@dataclass(frozen=True, slots=True)
class NewPlace:
    """The agency that a task is given to, by its code; ``calendar`` is the one that its hours run in."""

    agency: str
    agency_name: str
    calendar: str


def task_elsewhere(task: Task, number: int, place: NewPlace) -> Task:
    """The same step at another agency: it waits for its dispatch, or for its turn where that has not come."""
    planned = task.status is TaskStatus.PLANNED
    return fresh_task(
        task,
        number,
        agency=place.agency,
        agency_key=agency_key(place.agency),
        agency_name=place.agency_name,
        calendar=place.calendar,
        status=TaskStatus.PLANNED if planned else TaskStatus.WAITING,
        instead_of=task.id,
    )


def bounces(task: Task, tasks: Iterable[Task]) -> int:
    """How often this task was handed on by agencies that had been given it (đùn đẩy)."""
    by_id = {one.id: one for one in tasks}
    before, found = by_id.get(task.instead_of), 0
    while before is not None:
        found += before.dispatched_at is not None
        before = by_id.get(before.instead_of)
    return found
