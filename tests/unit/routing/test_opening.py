"""Rules of opening a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.routing.domain.calendar import ALL, Calendars
from services.routing.domain.case import CaseStatus
from services.routing.domain.route import Route
from services.routing.domain.task import TaskStatus
from services.routing.use_cases import facts
from shared.store.change import Key
from tests.unit.routing.world import (
    DOSSIER,
    MONDAY,
    World,
    accepted,
    agency,
    calendar_changed,
    route,
)


def test_an_accepted_dossier_opens_one_case_with_its_task_waiting() -> None:
    world = World.ready()
    world.receive(accepted())
    case = world.case()
    assert (case.status, case.version, case.route_code, case.route_version) == (CaseStatus.OPEN, 1, "1.012278", 1)
    assert [(task.id, task.agency_key, task.status) for task in case.tasks] == [
        (f"{DOSSIER}:1", "H99-11-02", TaskStatus.WAITING)
    ]
    assert world.types_told() == [facts.CASE_OPENED]


def test_a_dossier_accepted_twice_has_one_case() -> None:
    world = World.ready()
    world.receive(accepted())
    before = world.case()
    world.seen.clear()  # even where the inbox has forgotten the first
    world.receive(accepted())
    assert world.case() == before
    assert world.types_told() == [facts.CASE_OPENED]


def test_a_case_holds_nothing_that_identifies_a_person() -> None:
    world = World.ready()
    world.receive(accepted())
    assert "personal" not in repr(world.case())
    assert all(fact.personal is None for fact in world.told)


def test_a_procedure_without_a_route_is_parked_with_a_reason_that_says_what_to_do() -> None:
    world = World.ready()
    world.receive(accepted(procedure={"code": "9.999999", "name": "Lạ"}))
    assert [reason for _, reason in world.parked] == ["no route for procedure 9.999999: add one, then replay"]


def test_an_acceptance_waits_for_the_calendar() -> None:
    world = World.ready()
    del world.states[Key(Calendars, ALL)]
    world.seen.clear()
    world.receive(accepted())
    assert len(world.deferred) == 1
    world.receive(calendar_changed())
    world.retry_deferred()
    assert world.case().tasks[0].due_at is not None


def test_the_agency_is_due_before_the_dossier_by_what_the_front_door_needs() -> None:
    world = World.ready(route(hand_back_hours=4))
    world.receive(accepted())
    # 36 of the 40 working hours after Monday 08:00: 7 on Monday, 8 on each of three days, 5 on Friday until 14:00
    assert world.case().tasks[0].due_at == datetime(2026, 10, 9, 7, 0, tzinfo=UTC)
    assert world.case().due_at == MONDAY + timedelta(days=7)


def test_a_step_with_hours_of_its_own_is_due_by_them() -> None:
    world = World.ready(route(hours=8))
    world.receive(accepted())
    assert world.case().tasks[0].due_at == MONDAY + timedelta(days=1)


def test_no_step_is_due_later_than_the_applicant_was_told() -> None:
    world = World.ready(route(hours=400))
    world.receive(accepted())
    assert world.case().tasks[0].due_at == world.case().due_at


def test_a_dossier_without_a_due_date_shows_none() -> None:
    world = World.ready()
    world.receive(accepted(due_at=None, working_hours=None))
    assert world.case().due_at is None
    assert world.case().tasks[0].due_at is None
    assert world.told[0].data["due_at"] is None


def test_only_a_newer_calendar_takes_the_place_of_the_known_one() -> None:
    world = World.ready(agency())
    world.receive(calendar_changed(3))
    world.receive(calendar_changed(2))
    calendars = world.load(Key(Calendars, ALL)).get(Calendars, ALL)
    assert calendars is not None
    assert calendars.known["H99"]["version"] == 3


SHARED = replace(route(hours=8), id="giam-dinh-chung")


def test_the_route_that_the_catalogue_names_is_taken_instead_of_the_procedures_own() -> None:
    world = World.ready(SHARED)
    world.receive(accepted(route=SHARED.id))
    case = world.case()
    assert (case.route_code, case.procedure.code) == (SHARED.id, "1.012278")
    assert world.told[0].data["route"] == {"code": SHARED.id, "version": 1}
    assert case.tasks[0].due_at == MONDAY + timedelta(days=1)


def test_an_unknown_route_is_parked_by_its_name_and_opens_once_it_was_added() -> None:
    world, sent = World.ready(), accepted(route=SHARED.id)
    world.receive(sent)
    assert not world.cases(), "the procedure's own route is another way"
    assert [reason for _, reason in world.parked] == [
        "no route giam-dinh-chung for procedure 1.012278: add one, then replay"
    ]
    world.states[Key(Route, SHARED.id)] = SHARED
    world.receive(sent)
    assert world.case().route_code == SHARED.id
