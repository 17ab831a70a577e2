"""Rules of papers that an agency asks of the applicant: the clock stands still, and goes on with a new date."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from services.routing.domain.case import Case
from services.routing.domain.task import TaskStatus
from services.routing.use_cases import facts
from tests.unit.routing.world import (
    DOSSIER,
    MONDAY,
    World,
    accepted,
    acknowledgement,
    asking,
    decision,
    route,
    supplemented,
    two_steps,
)

DAY = timedelta(days=1)


def in_hand(*states: object) -> World:
    """A world in which the agency has the task in hand, due after three working days: Thursday 08:00."""
    world = World.ready(*(states or (route(hours=24),)))  # type: ignore[arg-type]
    world.receive(accepted())
    world.dispatch()
    world.receive(acknowledgement())
    return world


def test_an_agency_that_asks_for_papers_waits_and_intake_is_told() -> None:
    world = in_hand()
    world.receive(asking())
    task = world.case().tasks[0]
    assert (task.status, world.types_told()[-1]) == (TaskStatus.PAUSED, facts.SUPPLEMENT_REQUESTED)
    told = world.told[-1].data
    assert (told["task_id"], told["wanted"], told["reason"]) == (f"{DOSSIER}:1", "Bản sao chứng chỉ", "Đã hết hạn")
    assert told["requested_at"] == (MONDAY + DAY).isoformat()


def test_the_same_request_again_changes_nothing() -> None:
    world = in_hand()
    world.receive(asking())
    before = world.case()
    world.receive(asking(id="again"))
    assert world.case() is before


def test_papers_are_asked_for_once_and_in_full() -> None:
    world = in_hand()
    world.receive(asking())
    world.receive(asking(id="more", wanted="Thêm một bản nữa"))
    assert [reason for _, reason in world.parked] == [
        f"task {DOSSIER}:1 has asked for papers before; they are asked for once, in full"
    ]


def test_a_request_waits_for_the_acknowledgement_before_it() -> None:
    world = World.ready()
    world.receive(accepted())
    world.dispatch()
    world.receive(asking())
    assert world.case().tasks[0].status is TaskStatus.DISPATCHED
    world.receive(acknowledgement())
    world.retry_deferred()
    assert world.case().tasks[0].status is TaskStatus.PAUSED


def test_a_decision_waits_for_the_papers() -> None:
    world = in_hand()
    world.receive(asking())
    world.receive(decision())
    assert world.case().tasks[0].status is TaskStatus.PAUSED
    world.receive(supplemented())
    world.retry_deferred()
    assert world.case().tasks[0].status is TaskStatus.DECIDED


def test_a_decision_that_says_it_is_the_third_answer_waits_for_the_second() -> None:
    world = in_hand()
    world.receive(decision(sequence=3))
    assert world.case().tasks[0].status is TaskStatus.ACKNOWLEDGED
    assert len(world.deferred) == 1
    world.receive(asking(sequence=2))
    world.receive(supplemented())
    world.retry_deferred()
    assert world.case().tasks[0].status is TaskStatus.DECIDED


def test_the_answer_moves_the_agency_s_date_by_the_working_time_waited() -> None:
    world = in_hand()
    assert world.case().tasks[0].due_at == MONDAY + 3 * DAY
    world.receive(asking())  # from Tuesday 08:00
    world.receive(supplemented())  # to Thursday 08:00
    case = world.case()
    assert case.tasks[0].status is TaskStatus.ACKNOWLEDGED
    assert case.tasks[0].due_at == MONDAY + 7 * DAY  # two working days on, over the weekend
    assert case.due_at == MONDAY + 9 * DAY
    assert world.types_told()[-2:] == [facts.TASK_RESUMED, facts.AGENCY_TASK_RESUMED]
    letter = world.told[-1]
    assert letter.address is not None
    assert letter.address.routing_key == "H99-11-02"
    assert datetime.fromisoformat(letter.data["due_at"]) == MONDAY + 7 * DAY


def test_where_the_limit_begins_anew_the_agency_has_its_whole_time_again() -> None:
    world = in_hand()
    world.receive(asking())
    world.receive(supplemented(policy="restart", due_at=(MONDAY + 14 * DAY).isoformat()))
    assert world.case().tasks[0].due_at == MONDAY + 8 * DAY  # 24 hours from Thursday 08:00


def test_the_steps_behind_a_wait_move_as_well() -> None:
    world = in_hand(two_steps())
    before = world.case().tasks[1].due_at
    world.receive(asking())
    world.receive(supplemented())
    after = world.case().tasks[1].due_at
    assert before is not None
    assert after is not None
    assert after - before == 4 * DAY  # two working days over a weekend


def test_what_the_reception_unit_asked_for_is_no_matter_of_routing() -> None:
    world = World.ready()
    world.receive(supplemented(None, due_at=None))
    assert world.cases() == []
    assert (world.parked, world.deferred) == ([], [])


def test_an_answer_waits_for_the_request_it_answers() -> None:
    world = in_hand()
    world.receive(supplemented())
    assert len(world.deferred) == 1
    world.receive(asking())
    world.retry_deferred()
    assert world.case().tasks[0].status is TaskStatus.ACKNOWLEDGED


def test_an_answer_again_changes_nothing() -> None:
    world = in_hand()
    world.receive(asking())
    world.receive(supplemented())
    before, told = world.case(), len(world.told)
    world.seen.clear()  # even where the inbox has forgotten the first
    world.receive(supplemented())
    assert world.case() is before
    assert len(world.told) == told


@pytest.mark.parametrize("field", ["wanted", "reason"])
def test_what_is_asked_is_kept_with_the_case(field: str) -> None:
    world = in_hand()
    world.receive(asking())
    found: Case = world.case()
    assert getattr(found.tasks[0].supplement, field)
