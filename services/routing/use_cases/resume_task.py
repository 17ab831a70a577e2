"""The applicant has sent the papers: the agencies that asked go on, with a new date."""

from __future__ import annotations

from dataclasses import replace

from services.routing.domain.case import Case
from services.routing.domain.task import IN_HAND, NotAllowed, TooEarly
from services.routing.use_cases import facts
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.open_case import references
from services.routing.use_cases.paper_links import LinksOf
from services.routing.use_cases.ports import AddressOf, WorkingTime
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import NOTHING, Change, Key, Loaded

RESTART = "restart"


def needs(received: Received) -> tuple[Key, ...]:
    """The case, and the calendars by which due dates are counted."""
    return Key(Case, received.subject), CALENDARS


def resume_task(
    received: Received,
    loaded: Loaded,
    time: WorkingTime,
    address_of: AddressOf,
    links_of: LinksOf | None = None,
) -> Change:
    """intake.dossier.supplemented.v1 → routing.task.resumed.v1, and a letter to each agency that had
    asked: several that asked side by side go on together.

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
        at, also = data["supplemented_at"], tuple(data["also"])
        changed = case.resumed(data["task_id"], at, data["due_at"], restart, clocks, revision, also)
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    except NotAllowed as problem:
        raise Never(str(problem)) from problem
    if changed is case:
        return NOTHING
    if data["documents"] is not None:
        changed = replace(changed, papers=references(data["documents"]))
    answered = (one for one in map(changed.task, (data["task_id"], *also)) if one != case.task(one.id))
    going_on = [one for one in answered if one.status in IN_HAND]
    if not going_on:  # recalled in the meantime: nobody goes on
        return Change(saved=(changed,))
    letters = [
        facts.agency_task_resumed(
            changed, one, address_of(one.agency_key), links_of(one, received.time) if links_of else None
        )
        for one in going_on
    ]
    return Change(saved=(changed,), facts=(facts.task_resumed(changed, going_on[0], going_on[1:]), *letters))
