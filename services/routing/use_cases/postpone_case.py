"""The dossier had waited for its fee, which is now paid: what is still to be done moves by the wait,
and the agency that has a task is told."""

from __future__ import annotations

from services.routing.domain.case import Case
from services.routing.domain.task import TooEarly
from services.routing.use_cases import facts
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.new_date import new_date
from services.routing.use_cases.ports import AddressOf, WorkingTime
from shared.bus.reading import NotYet, Received
from shared.store.change import NOTHING, Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """The case, and the calendars by which due dates are counted."""
    return Key(Case, received.subject), CALENDARS


def postpone_case(received: Received, loaded: Loaded, time: WorkingTime, address_of: AddressOf) -> Change:
    """intake.dossier.paid.v1 → later dates of the case and of the tasks that are not ended; a letter to who has one.

    What was paid before acceptance moved no date. Raises NotYet while the case, a calendar or a date set before is not
    here.
    """
    data = received.data
    if data["due_at"] is None:
        return NOTHING
    case = loaded.get(Case, received.subject)
    if case is None:
        raise NotYet(f"case {received.subject} has not been opened yet")
    try:
        changed = case.postponed(
            data["requested_at"], data["paid_at"], data["due_at"], data["due_revision"], clocks_of(loaded, time)
        )
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    return new_date(case, changed, facts.FEE_PAID, address_of)
