"""The dossier's procedure was another one: its case begins anew on the right route, what was under way is recalled."""

from __future__ import annotations

from dataclasses import replace

from services.routing.domain.case import Case, Procedure
from services.routing.domain.route import Route
from services.routing.domain.task import TooEarly
from services.routing.use_cases import facts
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.open_case import find_route, opened, route_named
from services.routing.use_cases.ports import AddressOf, WorkingTime
from services.routing.use_cases.recalls import recall_letters
from shared.bus.reading import NotYet, Received
from shared.store.change import NOTHING, Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """The case; the right route; the calendars that the steps' clocks run in."""
    return Key(Case, received.subject), Key(Route, route_named(received)), CALENDARS


def reroute_case(received: Received, loaded: Loaded, time: WorkingTime, address_of: AddressOf) -> Change:
    """intake.dossier.corrected.v1 → tasks recalled, each by a letter; routing.case.opened.v1 once more.

    Raises NotYet while the case, a calendar or a date that was set before is on its way; Never where there is no such
    route (an operator adds it and replays the event).
    """
    data = received.data
    case = loaded.get(Case, received.subject)
    if case is None:
        raise NotYet(f"case {received.subject} has not been opened yet")
    procedure = Procedure(**data["procedure"])
    route = find_route(received, loaded)
    begun = opened(received, route, clocks_of(loaded, time), procedure, len(case.tasks) + 1)
    opening = replace(begun, due_revision=data["due_revision"], correction=data["correction"], papers=case.papers)
    try:
        changed = case.rerouted(data["corrected_at"], opening)
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    if changed is case:
        return NOTHING
    letters = recall_letters(case, changed, address_of, facts.PROCEDURE_CORRECTED)
    return Change(saved=(changed,), facts=(facts.case_opened(changed, route), *letters))
