"""The plan of a case: the newest task of each step, which of them come next, and what a return begins anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.routing.domain.clocks import Clocks
from services.routing.domain.flow import Turn, descendants, references, turns
from services.routing.domain.task import ENDED, Outcome, Task, TaskStatus

Plan = Mapping[str, Task]


def plan_of(tasks: Iterable[Task], first: int) -> Plan:
    """The newest task of each step, in the order of the route; ``first`` is the number of the route's first task: those
    before it are of a route that was left. Opinions that agencies ask of each other stand beside the route."""
    return {task.step: task for task in tasks if task.number >= first and task.opinion is None}


def outcomes(plan: Plan) -> dict[str, Outcome | None]:
    """How the steps ended that have; None for those that were skipped."""
    ended = {id: task for id, task in plan.items() if task.status in ENDED}
    return {id: task.decision.outcome if task.decision else None for id, task in ended.items()}


def led_on(plan: Plan, at: datetime, case_due: datetime | None, clocks: Clocks) -> list[Task]:
    """The tasks that change once a step is done: whose turn has come, and those whose turn will never come."""
    planned = {id: task for id, task in plan.items() if task.status is TaskStatus.PLANNED}
    changed = []
    for id, found in turns(planned, outcomes(plan)).items():
        if found is Turn.NOW:
            changed.append(ready(planned[id], _begins(plan, planned[id], at), case_due, clocks))
        elif found is Turn.NEVER:
            changed.append(replace(planned[id], status=TaskStatus.SKIPPED))
    return changed


def ready(task: Task, at: datetime, case_due: datetime | None, clocks: Clocks) -> Task:
    """The task whose turn has come.

    Its date is the planned one; where the steps before it were late, it still has its own hours, but never beyond the
    dossier's date.
    """
    due_at = task.due_at
    if due_at is not None and task.hours is not None:
        due_at = max(due_at, earlier(clocks.due_after(task.calendar, at, task.hours), case_due))
    return replace(task, status=TaskStatus.WAITING, due_at=due_at)


def begun_anew(plan: Plan, target: str, first: int) -> tuple[list[Task], list[Task]]:
    """What a return to a step changes: the tasks under way behind it, which are recalled, and new ones for it and for
    all behind it that were begun, numbered from ``first``."""
    behind = {target} | descendants(target, plan)
    stale = [task for id, task in plan.items() if id in behind and task.status is not TaskStatus.PLANNED]
    under_way = [task for task in stale if task.status not in ENDED]
    fresh = [fresh_task(task, first + number) for number, task in enumerate(stale)]
    return under_way, fresh


def earlier(one: datetime, other: datetime | None) -> datetime:
    """The earlier of the two; None is no bound."""
    return one if other is None else min(one, other)


def _begins(plan: Plan, task: Task, at: datetime) -> datetime:
    """When the last of the steps that lead here was done: what one agency says late may have happened early."""
    led = (plan[ref.step].decided_at for ref in references(task))
    return max((done for done in led if done is not None), default=at)


def fresh_task(task: Task, number: int, **changed: Any) -> Task:
    """The same step as a new task under this number, planned; of what happened to the old one it keeps nothing."""
    same = Task(
        id=f"{task.id.rpartition(':')[0]}:{number}",
        step=task.step,
        name=task.name,
        name_en=task.name_en,
        agency=task.agency,
        agency_key=task.agency_key,
        agency_name=task.agency_name,
        due_at=task.due_at,
        hours=task.hours,
        calendar=task.calendar,
        status=TaskStatus.PLANNED,
        after=task.after,
        join=task.join,
        advises=task.advises,
        returns_to=task.returns_to,
        opinion=task.opinion,
    )
    return replace(same, **changed)
