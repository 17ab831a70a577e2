"""Rules of the forecast of lateness, and of steps that were skipped or done by whoever's step it was not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from deploy.simulators.agency.messages import Note, read_letter
from services.routing.domain.alarm import AlarmKind
from services.routing.domain.escalation import BadEscalation, Level, Role, read_escalation, without_officer
from services.routing.domain.forecast import StepTime, forecast, step_key
from services.routing.domain.irregular import irregular_steps
from services.routing.domain.route import Route, RouteVersion
from services.routing.domain.task import NotAllowed, TaskStatus
from services.routing.published.alarms import DUE_SOON, ESCALATED, IRREGULAR, SILENT
from services.routing.published.example import LETTERS
from services.routing.settings import DATA
from services.routing.store.alarm_documents import (
    alarm_from_document,
    alarm_to_document,
    step_time_from_document,
    step_time_to_document,
)
from services.routing.use_cases.alarm_facts import TASK_FORECAST_LATE, task_reminded
from shared.store.change import Key
from tests.unit.routing.clock_world import Clocks, worked
from tests.unit.routing.world import DOSSIER, MONDAY, World, accepted, acknowledgement, decision, route, two_steps

TASK = f"{DOSSIER}:1"
CONTENT: list[dict[str, Any]] = json.loads((DATA / "escalation.json").read_text("utf-8"))


def test_only_those_that_lasted_as_long_are_compared() -> None:
    past = [1.0] * 50 + [20.0, 30.0, 40.0, 50.0]
    found = forecast(past, age=10, allowed=25, least=4)
    assert found is not None
    assert (found.known, found.as_long, found.late, found.share, found.expected) == (54, 4, 3, 0.75, 35)


def test_where_little_is_known_nothing_is_said() -> None:
    assert forecast([1.0] * 500 + [30.0] * 3, age=10, allowed=25, least=4) is None
    assert forecast([], age=0, allowed=25, least=1) is None


def test_the_older_a_task_is_the_likelier_it_will_be_late() -> None:
    past = [float(hours) for hours in range(1, 41)]
    shares = [found.share for age in range(30) if (found := forecast(past, age, 20, 5))]
    assert shares == sorted(shares)
    assert shares[0] == 0.5


def test_a_task_that_will_probably_be_late_is_listed_and_told_to_nobody() -> None:
    world = World.ready()
    world.receive(accepted())
    world.now = MONDAY
    world.dispatch()
    world.receive(acknowledgement(time=worked(1)))
    key = step_key("1.012278", world.case().tasks[0])
    for number, hours in enumerate([5.0] * 6 + [60.0] * 10):
        one = StepTime(f"other:{number}", key, hours, 40.0, MONDAY)
        world.states[Key(StepTime, one.id)] = one
    clocks = Clocks.of(world)
    clocks.look(worked(2))
    assert clocks.open() == ["forecast"]  # 10 of the 16 that lasted two hours lasted longer than 40
    assert (clocks.told(), clocks.letters()) == ([], [])
    clocks.look(worked(2.5))
    [plan] = [one.data for one in world.told if one.type == TASK_FORECAST_LATE]  # for the weekly review, once
    assert (plan["share"], plan["due_at"]) == (62, (world.case().tasks[0].due_at or MONDAY).isoformat())
    world.receive(decision(sequence=2, time=worked(10)))
    clocks.look(worked(10))
    assert clocks.open() == []


def test_how_long_a_step_took_is_kept_once_without_the_wait_for_the_applicant() -> None:
    world = World.ready()
    world.receive(accepted())
    world.now = MONDAY
    world.dispatch()
    task = world.case().task(TASK)
    case = (
        world.case()
        .acknowledged(TASK, worked(1), "")
        .asked(TASK, worked(2), "Bản sao", "Thiếu")
        .task(TASK)
        .resumed(worked(12))
    )
    done = replace(case, status=TaskStatus.DECIDED, decided_at=worked(20))
    world.states[Key(type(world.case()), DOSSIER)] = replace(world.case(), tasks=(done,))
    clocks = Clocks.of(world)
    clocks.look(worked(20))
    clocks.look(worked(21))
    assert clocks.book.times(step_key("1.012278", task), 300) == [10]


def granted(steps: Route) -> World:
    """The first step is done by its agency, the second decided the case."""
    world = World.ready(steps, RouteVersion.of(steps))
    world.receive(accepted())
    return world


def test_a_case_that_went_its_way_has_nothing_irregular() -> None:
    world = granted(two_steps())
    world.dispatch()
    world.receive(acknowledgement())
    world.receive(decision(outcome="done", sequence=2))
    case = world.case()
    assert irregular_steps(case, two_steps(), {TASK: "agency:H99-11-02"}) == []


def test_a_step_that_was_begun_before_the_one_that_leads_to_it_is_found() -> None:
    case = granted(two_steps()).case()
    second = replace(case.tasks[1], status=TaskStatus.DISPATCHED, dispatched_at=worked(1))
    found = irregular_steps(replace(case, tasks=(case.tasks[0], second)), two_steps(), {})
    assert [(one.kind, one.task.id, one.about) for one in found] == [
        (AlarmKind.SKIPPED, f"{DOSSIER}:2", "appraisal"),
    ]


def test_a_step_of_the_route_that_a_granted_case_never_had_is_found() -> None:
    world = World.ready()
    world.receive(accepted())
    world.dispatch()
    world.receive(acknowledgement())
    world.receive(decision(sequence=2))
    found = irregular_steps(world.case(), two_steps(), {})
    assert [(one.kind, one.about) for one in found] == [(AlarmKind.SKIPPED, "signing")]


@pytest.mark.parametrize(
    ("doer", "wrong"),
    [
        ("agency:H99-11-02", False),
        ("staff:agency-b", False),
        ("", False),
        ("agency:H99-11-01", True),
        ("service:routing", True),
    ],
)
def test_a_step_done_by_another_than_its_agency_is_found(doer: str, wrong: bool) -> None:
    world = World.ready()
    world.receive(accepted())
    world.dispatch()
    found = irregular_steps(world.case(), route(), {TASK: doer})
    assert [one.kind for one in found] == ([AlarmKind.WRONG_ROLE] if wrong else [])


def test_a_step_at_another_agency_than_the_route_names_is_found_unless_it_was_handed_over() -> None:
    world = World.ready()
    world.receive(accepted())
    world.dispatch()
    case = world.case()
    elsewhere = replace(case.tasks[0], agency="H99.11.01", agency_key="H99-11-01")
    assert len(irregular_steps(replace(case, tasks=(elsewhere,)), route(), {})) == 1
    given = replace(case.tasks[0], status=TaskStatus.REASSIGNED)
    moved = replace(elsewhere, id=f"{DOSSIER}:2")
    assert irregular_steps(replace(case, tasks=(given, moved)), route(), {}) == []


def test_what_is_irregular_is_told_once_and_stands_when_the_case_is_over() -> None:
    world = World.ready(RouteVersion.of(route()))
    world.receive(accepted())
    world.dispatch()
    world.receive(acknowledgement())
    world.receive(decision(sequence=2))
    clocks = Clocks.of(world)
    clocks.book.doing[TASK] = "agency:H99-11-01"
    clocks.look(worked(20))
    clocks.look(worked(20))
    assert clocks.told() == [("irregular wrong_role", "")]
    assert clocks.open() == ["wrong_role"]


def test_the_rules_of_a_day_are_those_in_force_then() -> None:
    later = {**CONTENT[0], "effective_from": "2027-01-01", "silent_hours": 1}
    rules = read_escalation([*CONTENT, later])
    assert rules.on(date(2026, 12, 31)).silent_hours == 4
    assert rules.on(date(2027, 1, 1)).silent_hours == 1
    assert rules.on(date(2020, 1, 1)).silent_hours == 4
    assert rules.on(date(2026, 1, 1)).look_again == timedelta(hours=2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"overdue": []},
        {"overdue": [{"role": "officer", "after_hours": 1}]},
        {"overdue": [{"role": "officer", "after_hours": 0}, {"role": "officer", "after_hours": 2}]},
        {"not_sent": [{"role": "head", "after_hours": 4}, {"role": "leader", "after_hours": 4}]},
        {"unacknowledged": [{"role": "king", "after_hours": 4}]},
        {"silent_hours": -1},
        {"forecast": {"least": 0, "share": 0.5, "newest": 10}},
        {"forecast": {"least": 5, "share": 2, "newest": 10}},
        {"effective_from": "yesterday"},
    ],
)
def test_rules_that_cannot_hold_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadEscalation):
        read_escalation([{**CONTENT[0], **wrong}])


def test_rules_are_needed_and_one_set_a_day() -> None:
    for entries in ([], [*CONTENT, *CONTENT]):
        with pytest.raises(BadEscalation):
            read_escalation(entries)


def test_where_nobody_has_a_task_the_head_is_told_in_the_officers_place_and_each_role_once() -> None:
    chain = (Level(Role.OFFICER, 0), Level(Role.HEAD, 4), Level(Role.LEADER, 8))
    assert without_officer(chain) == (Level(Role.HEAD, 0), Level(Role.LEADER, 8))


def test_an_alarm_and_a_time_are_read_as_they_were_written() -> None:
    for alarm in (DUE_SOON, ESCALATED, SILENT, IRREGULAR.settled("staff:leader", "Đã nhắc", worked(3))):
        assert alarm_from_document(alarm_to_document(alarm)) == alarm
    assert alarm_to_document(ESCALATED)["open"] == ["*:overdue", "H99-11-02:overdue"]
    assert alarm_to_document(ESCALATED.ended(worked(1)))["open"] == []
    time = StepTime("task", "step", 3.5, None, worked(1))
    assert step_time_from_document(step_time_to_document(time)) == time


def test_only_what_is_irregular_is_settled_and_once() -> None:
    with pytest.raises(NotAllowed):
        ESCALATED.settled("staff:leader", "Đã nhắc", worked(1))
    settled = IRREGULAR.settled("staff:leader", "Đã nhắc", worked(1))
    assert settled.settled("staff:admin", "Khác", worked(2)) is settled


def test_an_agency_reads_a_reminder() -> None:
    fact = task_reminded(ESCALATED, 3, LETTERS)
    body = json.dumps({"type": fact.type, "id": "1", "data": dict(fact.data)}).encode()
    assert read_letter(body) == Note("agency.task.reminded.v1", ESCALATED.task_id, "overdue")
