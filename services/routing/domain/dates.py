"""The dates of a case's tasks: as planned at its opening, and as they move with the dossier's own date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from services.routing.domain.clocks import Clocks
from services.routing.domain.flow import descendants, references
from services.routing.domain.plan import Plan, earlier
from services.routing.domain.route import Route
from services.routing.domain.task import ENDED, Task


def planned_dates(
    route: Route, hours: Sequence[float | None], begins: datetime, case_due: datetime | None, clocks: Clocks
) -> list[datetime | None]:
    """Each step's committed time behind the latest of those that lead to it, never later than the applicant's date."""
    ends: dict[str, datetime] = {}
    found: list[datetime | None] = []
    for step, limit in zip(route.steps, hours, strict=True):
        start = max((ends[ref.step] for ref in references(step)), default=begins)
        ends[step.id] = start if limit is None else clocks.due_after(step.calendar, start, limit)
        found.append(case_due if limit is None else earlier(ends[step.id], case_due))
    return found


def after_answer(
    plan: Plan,
    asked: Mapping[str, datetime],
    at: datetime,
    case_due: datetime | None,
    restart: bool,
    clocks: Clocks,
) -> list[Task]:
    """The tasks whose dates move as the applicant answered what the steps ``asked`` had asked (each since when): those
    steps and the ones behind them, by the time waited, counted once where several waited side by side, or counted anew
    from the answer (``restart``); none is later than the dossier's own date."""
    behind = {step: {step} | descendants(step, plan) for step in asked}
    ends: dict[str, datetime] = {}
    changed = []
    for id, task in plan.items():
        since = [moment for step, moment in asked.items() if id in behind[step]]
        if not since or task.due_at is None or (task.status in ENDED and id not in asked):
            continue
        start = max((ends[ref.step] for ref in references(task) if ref.step in ends), default=at)
        if task.hours is None:
            ends[id] = case_due or task.due_at
        elif restart:
            ends[id] = clocks.due_after(task.calendar, start, task.hours)
        else:
            ends[id] = clocks.postponed(task.calendar, task.due_at, min(since), at)
        changed.append(replace(task, due_at=earlier(ends[id], case_due)))
    return changed


def redated(tasks: Iterable[Task], due_before: datetime | None, due_at: datetime, clocks: Clocks) -> tuple[Task, ...]:
    """What is not done yet gets as much more working time as the dossier got; none is later than its date."""
    return tuple(_redated(task, due_before, due_at, clocks) for task in tasks)


def postponed(
    tasks: Iterable[Task], start: datetime, end: datetime, due_at: datetime, clocks: Clocks
) -> tuple[Task, ...]:
    """What is still to be done moves by the working time of a wait, never beyond the dossier's new date."""
    moved = []
    for task in tasks:
        if task.due_at is not None and task.status not in ENDED:
            by = clocks.postponed(task.calendar, task.due_at, start, end) if task.hours is not None else due_at
            task = replace(task, due_at=earlier(by, due_at))
        moved.append(task)
    return tuple(moved)


def _redated(task: Task, due_before: datetime | None, due_at: datetime, clocks: Clocks) -> Task:
    if task.due_at is None or task.status in ENDED:
        return task
    if due_before is None or task.hours is None:
        return replace(task, due_at=due_at)
    moved = task.due_at
    if due_at > due_before:
        moved = clocks.postponed(task.calendar, task.due_at, due_before, due_at)
    return replace(task, due_at=earlier(moved, due_at))
