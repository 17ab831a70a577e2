"""A person on the page and the agency's software may do the same task: whoever is first counts."""

from __future__ import annotations

from typing import Any

import pytest

from services.routing.domain.assignment import Assignment
from services.routing.domain.refusals import Refused
from services.routing.domain.task import Decision, Outcome, TaskStatus
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.use_cases.hold_task import claim_task
from services.routing.use_cases.inbox_desk import Hooks, InboxDesk
from services.routing.use_cases.work_on_task import complete_task
from shared.security.access import Grant, Scope
from shared.security.caller import Caller
from shared.store.change import Address, Context, Key
from tests.unit.routing.world import DOSSIER, MONDAY, World, accepted, acknowledgement, decision

TASK = f"{DOSSIER}:1"
NONE: Any = None
OFFICER = Caller("staff", "an", frozenset({"agency"}), "H99.11.02")
GRANT = Grant(OFFICER, "task.work", frozenset({Scope.UNIT}))
CONTEXT = Context("staff:an", MONDAY, "page")
RESULT = {"name": "Giấy phép", "number": "12/GP", "issued_at": "2026-10-06"}
GRANTED = Decision(Outcome.GRANTED, "Đủ điều kiện", RESULT)


def desk(world: World) -> InboxDesk:
    return InboxDesk(
        work=world,
        questions=NONE,
        files=NONE,
        media_type=NONE,
        time=WORKING_TIME,
        address_of=lambda key: Address("agency.tasks", key),
        clock=lambda: MONDAY,
        new_id=lambda: "id",
    )


@pytest.fixture
def world() -> World:
    """The task lies in the agency's queue."""
    world = World.ready()
    world.receive(accepted())
    world.dispatch()
    return world


def decide(world: World, what: Decision = GRANTED) -> None:
    complete_task(desk(world), GRANT, CONTEXT, TASK, what, Hooks())


def test_the_page_tells_what_a_reply_would_have_told(world: World) -> None:
    other = World.ready()
    other.receive(accepted())
    other.dispatch()
    other.receive(acknowledgement())
    other.receive(decision())
    decide(world)
    assert world.types_told() == [*other.types_told(), "agency.task.recalled.v1"]
    by_page, by_queue = (one.told[other.types_told().index("routing.case.decided.v1")] for one in (world, other))
    assert {**by_page.data, "decided_at": ""} == {**by_queue.data, "decided_at": ""}


def test_a_reply_after_the_page_changes_nothing_or_is_parked(world: World) -> None:
    decide(world)
    told = len(world.told)
    world.receive(acknowledgement())
    world.receive(decision(sequence=2))
    assert (len(world.told), world.parked) == (told, [])
    world.receive(decision(outcome="denied", id="otherwise", sequence=2))
    assert "decided otherwise" in world.parked[0][1]


def test_the_page_after_a_reply_is_told_who_was_first(world: World) -> None:
    world.receive(acknowledgement())
    world.receive(decision(sequence=2))
    with pytest.raises(Refused) as refused:
        decide(world, Decision(Outcome.DENIED, "Thiếu"))
    assert refused.value.slug == "decided-by-software"


def test_what_a_person_took_its_software_may_still_answer(world: World) -> None:
    claim_task(desk(world), GRANT, CONTEXT, TASK, Hooks())
    assert world.case().task(TASK).assignee == "an"
    world.receive(acknowledgement())
    world.receive(decision(sequence=2))
    task = world.case().task(TASK)
    assert (task.status, task.assignee, world.parked) == (TaskStatus.DECIDED, "an", [])
    kept = world.load(Key(Assignment, TASK)).get(Assignment, TASK)
    assert kept is not None
    assert kept.decided_by() == ""
