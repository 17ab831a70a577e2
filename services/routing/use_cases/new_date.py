"""What follows from a case's new date: the agency that has a task in hand is told its own."""

from __future__ import annotations

from services.routing.domain.case import Case
from services.routing.domain.task import WITH_AGENCY
from services.routing.use_cases import facts
from services.routing.use_cases.ports import AddressOf
from shared.store.change import NOTHING, Change


def new_date(case: Case, changed: Case, reason: str, address_of: AddressOf) -> Change:
    """The changed case; routing.task.due_changed.v1 and a letter where an agency's own date moved with it."""
    if changed is case:
        return NOTHING
    task = next((one for one in changed.tasks if one.status in WITH_AGENCY), None)
    before = case.task(task.id).due_at if task else None
    if task is None or task.due_at == before:
        return Change(saved=(changed,))
    letter = facts.agency_task_due_changed(changed, task, before, reason, address_of(task.agency_key))
    return Change(saved=(changed,), facts=(facts.task_due_changed(changed, task, before), letter))
