"""What follows from a case's new date: every agency that has a task in hand is told its own."""

from __future__ import annotations

from services.routing.domain.case import Case
from services.routing.domain.task import WITH_AGENCY
from services.routing.use_cases import facts
from services.routing.use_cases.ports import AddressOf
from shared.store.change import NOTHING, Change, Fact


def new_date(case: Case, changed: Case, reason: str, address_of: AddressOf) -> Change:
    """The changed case; routing.task.due_changed.v1 and a letter where an agency's own date moved with it."""
    if changed is case:
        return NOTHING
    told: list[Fact] = []
    for task in changed.tasks:
        before = case.task(task.id).due_at
        if task.status in WITH_AGENCY and task.due_at != before:
            told.append(facts.task_due_changed(changed, task, before))
            told.append(facts.agency_task_due_changed(changed, task, before, reason, address_of(task.agency_key)))
    return Change(saved=(changed,), facts=tuple(told))
