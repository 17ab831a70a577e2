"""Open a case once for each accepted dossier, by the route of its procedure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.routing.domain.calendar import ALL, Calendars
from services.routing.domain.case import Case, Component, Procedure, tasks_of
from services.routing.domain.route import Route, Step
from services.routing.use_cases import facts
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.ports import DueAfter
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import NOTHING, Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """The case, if it is there already; the procedure's route; the calendars that the steps' clocks run in."""
    return Key(Case, received.subject), Key(Route, received.data["procedure"]["code"]), CALENDARS


def open_case(received: Received, loaded: Loaded, due_after: DueAfter) -> Change:
    """intake.dossier.accepted.v1 → the case with its tasks waiting, told as routing.case.opened.v1.

    Raises Never where no route leads anywhere for the procedure (an operator adds the route and replays the event),
    NotYet while the calendar that a step's hours run in has not arrived.
    """
    if loaded.get(Case, received.subject) is not None:
        return NOTHING
    data = received.data
    procedure = Procedure(**data["procedure"])
    route = loaded.get(Route, procedure.code)
    if route is None:
        raise Never(f"no route for procedure {procedure.code}: add one, then replay")
    calendars = loaded.get(Calendars, ALL) or Calendars()
    due = [_due(step, data, calendars, due_after) for step in route.steps]
    case = Case(
        id=received.subject,
        version=1,
        procedure=procedure,
        reception=data["agency"],
        applicant_kind=data["applicant_kind"],
        components=tuple(Component(one["name"], one["original"]) for one in data["components"]),
        route_code=route.id,
        route_version=route.version,
        priority=data["priority"],
        opened_at=data["accepted_at"],
        due_at=data["due_at"],
        tasks=tasks_of(route, received.subject, due),
        correlation_id=received.correlation_id,
        caused_by=received.id,
        traceparent=received.traceparent,
    )
    return Change(saved=(case,), facts=(facts.case_opened(case, route),))


def _due(step: Step, data: Mapping[str, Any], calendars: Calendars, due_after: DueAfter) -> datetime | None:
    """The step's own committed time, but never later than the date that the applicant was given."""
    case_due: datetime | None = data["due_at"]
    hours = step.limit(data["working_hours"])
    if hours is None:
        return case_due
    contents = calendars.contents(step.calendar)
    if contents is None:
        raise NotYet(f"calendar {step.calendar} has not arrived from intake yet")
    own = due_after(contents, data["accepted_at"], hours)
    return own if case_due is None else min(own, case_due)
