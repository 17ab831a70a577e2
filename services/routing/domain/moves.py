"""How a case moved between units: when a task's turn came, and how often a step went to and fro (đùn đẩy)."""

from __future__ import annotations

from datetime import datetime

from services.routing.domain.case import Case
from services.routing.domain.flow import references
from services.routing.domain.task import Outcome, Task, TaskStatus

# The unit would not have it, or it was taken away from it: a new task of the same step is at another one.
GIVEN_AWAY = frozenset({TaskStatus.REFUSED, TaskStatus.REASSIGNED})


def turn_came(case: Case, task: Task) -> datetime:
    """Since when the task could have been sent: the opening, the end of the steps before it, or the move that made it
    anew."""
    plan = case.plan
    led = [plan[ref.step].decided_at for ref in references(task) if ref.step in plan]
    moved = [_moved_at(one) for one in case.tasks if one.number < task.number and leads_back(one, task.step)]
    return max((at for at in (*led, *moved) if at is not None), default=case.opened_at)


def bounces(case: Case, step: str) -> int:
    """How often the step's work was given away or sent back, on the route that the case is on."""
    return sum(leads_back(one, step) for one in case.tasks if one.number >= case.plan_from)


def leads_back(task: Task, step: str) -> bool:
    """Whether this task ended by a move that makes the step wait for somebody once more."""
    if task.step == step and task.status in GIVEN_AWAY and task.dispatched_at is not None:
        return True
    decision = task.decision
    if decision is None or decision.outcome is not Outcome.RETURNED:
        return False
    target = decision.return_to or (task.returns_to[0] if len(task.returns_to) == 1 else "")
    return target == step


def _moved_at(task: Task) -> datetime | None:
    return task.decided_at or task.recalled_at
