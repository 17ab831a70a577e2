"""The dossier has another date: its open tasks follow, and the agency that has one is told."""

from __future__ import annotations

from services.routing.domain.case import Case
from services.routing.domain.task import TooEarly
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.new_date import new_date
from services.routing.use_cases.ports import AddressOf, WorkingTime
from shared.bus.reading import NotYet, Received
from shared.store.change import Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """The case, and the calendars by which due dates are counted."""
    return Key(Case, received.subject), CALENDARS


def redate_case(received: Received, loaded: Loaded, time: WorkingTime, address_of: AddressOf) -> Change:
    """intake.dossier.due_changed.v1 → the new dates; routing.task.due_changed.v1 and a letter where an agency has it.

    Raises NotYet while the case, its calendar or a date that was set before is on its way.
    """
    data = received.data
    case = loaded.get(Case, received.subject)
    if case is None:
        raise NotYet(f"case {received.subject} has not been opened yet")
    try:
        changed = case.redated(data["due_at"], data["due_revision"], clocks_of(loaded, time))
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    return new_date(case, changed, data["reason"], address_of)
