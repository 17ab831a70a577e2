"""Open a case once for each accepted dossier, by the route that was named, or else by that of its procedure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.routing.domain.case import Case, Component, Procedure
from services.routing.domain.clocks import Clocks
from services.routing.domain.dates import planned_dates
from services.routing.domain.opening import tasks_of
from services.routing.domain.papers import PaperReference
from services.routing.domain.route import Route
from services.routing.domain.task import TooEarly
from services.routing.use_cases import facts
from services.routing.use_cases.clocks import clocks_of
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.ports import WorkingTime
from shared.bus.reading import Never, NotYet, Received
from shared.store.change import NOTHING, Change, Key, Loaded

OTHER_PAPER = "Giấy tờ khác"


def needs(received: Received) -> tuple[Key, ...]:
    """The case, if it is there already; its route; the calendars that the steps' clocks run in."""
    return Key(Case, received.subject), Key(Route, route_named(received)), CALENDARS


def open_case(received: Received, loaded: Loaded, time: WorkingTime) -> Change:
    """intake.dossier.accepted.v1 → the case with its tasks waiting, told as routing.case.opened.v1.

    Raises Never where there is no such route (an operator adds it and replays the event), NotYet while the calendar
    that a step's hours run in has not arrived.
    """
    if loaded.get(Case, received.subject) is not None:
        return NOTHING
    data = received.data
    procedure = Procedure(**data["procedure"])
    route = find_route(received, loaded)
    case = opened(received, route, clocks_of(loaded, time), procedure)
    return Change(saved=(case,), facts=(facts.case_opened(case, route),))


def route_named(received: Received) -> str:
    """The id of the route: the one that the catalogue names, else the procedure's own."""
    return str(received.data["route"] or received.data["procedure"]["code"])


def find_route(received: Received, loaded: Loaded) -> Route:
    """The route of this dossier. Raises Never: led another way than the one named, nobody would notice."""
    id, code = route_named(received), received.data["procedure"]["code"]
    route = loaded.get(Route, id)
    if route is None:
        named = "no route" if id == code else f"no route {id}"
        raise Never(f"{named} for procedure {code}: add one, then replay")
    return route


def opened(received: Received, route: Route, clocks: Clocks, procedure: Procedure, first: int = 1) -> Case:
    """The case as this telling opens it by this route; its tasks are numbered from ``first``. Raises NotYet."""
    data = received.data
    hours = route.hours(data["working_hours"])
    try:
        due = planned_dates(route, hours, data["accepted_at"], data["due_at"], clocks)
    except TooEarly as problem:
        raise NotYet(str(problem)) from problem
    return Case(
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
        tasks=tasks_of(route, received.subject, due, hours, first),
        correlation_id=received.correlation_id,
        caused_by=received.id,
        traceparent=received.traceparent,
        plan_from=first,
        papers=references(data["documents"]),
    )


def references(documents: Iterable[Mapping[str, Any]]) -> tuple[PaperReference, ...]:
    """The papers as intake told of them, named as the procedure names them."""
    return tuple(
        PaperReference(one["id"], one["component"] or OTHER_PAPER, one["media_type"], one["size"], one["sha256"])
        for one in documents
    )
