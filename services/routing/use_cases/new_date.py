"""What follows from a case's new date: every agency that has a task in hand is told its own."""

from __future__ import annotations

from services.routing.domain.case import Case
from services.routing.domain.task import WITH_AGENCY
from services.routing.use_cases import facts
from services.routing.use_cases.ports import AddressOf
from shared.store.change import NOTHING, Change


def new_date(case: Case, changed: Case, reason: str, address_of: AddressOf) -> Change:
    """The changed case; routing.task.due_changed.v1, one for all whose own date moved with it, and a letter to each."""
    if changed is case:
        return NOTHING
    moved = [one for one in changed.tasks if one.status in WITH_AGENCY and one.due_at != case.task(one.id).due_at]
    told = [facts.task_due_changed(changed, moved[0], case.task(moved[0].id).due_at, moved[1:])] if moved else []
    letters = [
        facts.agency_task_due_changed(changed, one, case.task(one.id).due_at, reason, address_of(one.agency_key))
        for one in moved
    ]
    return Change(saved=(changed,), facts=(*told, *letters))
