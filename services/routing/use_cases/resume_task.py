"""The applicant has sent the papers: the agency goes on, with a new date."""

from __future__ import annotations

from services.routing.domain.case import Case
from services.routing.domain.task import IN_HAND, NotAllowed, TooEarly
from services.routing.use_cases import facts
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.ports import AddressOf, WorkingTime
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import NOTHING, Change, Key, Loaded

RESTART = "restart"


def needs(received: Received) -> tuple[Key, ...]:
    """The case, and the calendars by which due dates are counted."""
    return Key(Case, received.subject), CALENDARS


def resume_task(received: Received, loaded: Loaded, time: WorkingTime, address_of: AddressOf) -> Change:
    """intake.dossier.supplemented.v1 → routing.task.resumed.v1, and the letter to the agency.

    What the reception unit had asked for before acceptance is no matter of ours. Raises NotYet while the request of the
    agency is on its way here, Never for a task that the case does not have.
    """
    data = received.data
    if data["task_id"] is None:
        return NOTHING
    case = loaded.get(Case, received.subject)
    if case is None:
        raise NotYet(f"case {received.subject} has not been opened yet")
    try:
        restart = data["policy"] == RESTART
        clocks = clocks_of(loaded, time)
        revision = data["due_revision"]
        changed = case.resumed(data["task_id"], data["supplemented_at"], data["due_at"], restart, clocks, revision)
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    except NotAllowed as problem:
        raise Never(str(problem)) from problem
    if changed is case:
        return NOTHING
    task = changed.task(data["task_id"])
    if task.status not in IN_HAND:  # recalled in the meantime: nobody goes on
        return Change(saved=(changed,))
    letter = facts.agency_task_resumed(changed, task, address_of(task.agency_key))
    return Change(saved=(changed,), facts=(facts.task_resumed(changed, task), letter))
