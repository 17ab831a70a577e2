"""Rules of a route with two steps: one agency after the other, each with its own task and date; the last decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.routing.domain.case import CaseStatus
from services.routing.domain.task import TaskStatus
from services.routing.use_cases import facts
from shared.security.keys import new_signing_key
from tests.unit.routing.world import (
    DOSSIER,
    MONDAY,
    World,
    accepted,
    acknowledgement,
    agency,
    decision,
    two_steps,
)

SECOND_KEY = new_signing_key()
SECOND: dict[str, Any] = {"key": "H99-11-01", "signing_key": SECOND_KEY, "task_id": f"{DOSSIER}:2"}
DAY = timedelta(days=1)


def opened() -> World:
    world = World.ready(two_steps(), agency("H99.11.01", SECOND_KEY))
    world.receive(accepted())
    world.dispatch()
    return world


def first_done(outcome: str = "done") -> World:
    world = opened()
    world.receive(acknowledgement())
    world.receive(decision(outcome=outcome))
    return world


def statuses(world: World) -> list[TaskStatus]:
    return [task.status for task in world.case().tasks]


def test_only_the_first_agency_gets_its_task_at_once() -> None:
    world = opened()
    assert statuses(world) == [TaskStatus.DISPATCHED, TaskStatus.PLANNED]
    assert [fact.address.routing_key for fact in world.told if fact.address] == ["H99-11-02"]


def test_each_step_has_its_own_date_and_the_sum_keeps_the_dossier_s() -> None:
    case = opened().case()
    assert case.tasks[0].due_at == MONDAY + 2 * DAY  # 16 hours
    assert case.tasks[1].due_at == MONDAY + 4 * DAY + timedelta(hours=6)  # 20 hours later: 4 before the 40 are used up
    assert case.due_at == MONDAY + 7 * DAY


def test_the_letter_says_whether_the_step_decides() -> None:
    world = first_done()
    world.dispatch()
    letters = [fact.data["step"]["decides"] for fact in world.told if fact.type == facts.TASK_ASSIGNED]
    assert letters == [False, True]


def test_the_first_step_done_brings_the_second_agency_s_turn_and_decides_nothing() -> None:
    world = first_done()
    assert statuses(world) == [TaskStatus.DECIDED, TaskStatus.WAITING]
    assert world.case().status is CaseStatus.OPEN
    assert facts.CASE_DECIDED not in world.types_told()
    world.dispatch()
    assert [fact.address.routing_key for fact in world.told if fact.address] == ["H99-11-02", "H99-11-01"]


def test_a_first_step_that_says_granted_leads_on_all_the_same() -> None:
    assert statuses(first_done("granted")) == [TaskStatus.DECIDED, TaskStatus.WAITING]


def test_the_last_step_decides_the_case_once() -> None:
    world = first_done()
    world.dispatch()
    world.receive(acknowledgement(id="acknowledged-2", **SECOND))
    world.receive(decision(id="decided-2", **SECOND))
    world.receive(decision(id="decided-2-again", **SECOND))
    assert world.case().status is CaseStatus.DECIDED
    assert [fact.data["agency"] for fact in world.told if fact.type == facts.CASE_DECIDED] == ["H99.11.01"]
    assert world.parked == []


def test_a_denial_at_the_first_step_decides_the_case() -> None:
    world = first_done("denied")
    assert statuses(world) == [TaskStatus.DECIDED, TaskStatus.SKIPPED]
    assert world.case().status is CaseStatus.DECIDED
    assert world.dispatch() == 0
    assert [fact.data["decision"] for fact in world.told if fact.type == facts.CASE_DECIDED] == ["denied"]


def test_the_last_step_cannot_only_be_done() -> None:
    world = first_done()
    world.dispatch()
    world.receive(acknowledgement(id="acknowledged-2", **SECOND))
    world.receive(decision(id="decided-2", outcome="done", **SECOND))
    assert [reason for _, reason in world.parked] == [
        f"task {DOSSIER}:2 is the last step: it must say granted or denied"
    ]


def test_the_second_agency_cannot_answer_before_its_turn() -> None:
    world = opened()
    world.receive(acknowledgement(id="early", **SECOND))
    assert [reason for _, reason in world.parked] == [f"task {DOSSIER}:2 has not been dispatched"]


def test_a_late_first_step_leaves_the_second_its_own_hours_within_the_dossier_s_date() -> None:
    world = opened()
    world.receive(acknowledgement())
    world.receive(decision(outcome="done", time=MONDAY + 4 * DAY + timedelta(hours=8)))  # Friday 16:00
    assert world.case().tasks[1].due_at == world.case().due_at  # 20 hours would end on Wednesday


def test_a_dossier_is_one_case_at_two_agencies() -> None:
    world = first_done()
    world.dispatch()
    assert len(world.cases()) == 1
