"""Rules of a withdrawn dossier: its open tasks are recalled, and what comes after changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.routing.domain.case import CaseStatus
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
    paid,
    stopped,
    supplemented,
    two_steps,
    withdrawn,
)

RECALLED = f"task {DOSSIER}:1 was recalled: the applicant took the dossier back"


def recalled() -> World:
    """Recalled while two steps were ahead and the first agency had the task in hand."""
    world = World.ready(two_steps())
    world.receive(accepted())
    world.dispatch()
    world.receive(acknowledgement())
    world.receive(withdrawn())
    return world


def test_a_withdrawal_recalls_every_open_task_and_tells_the_agency_that_has_one() -> None:
    world = recalled()
    assert world.case().status is CaseStatus.WITHDRAWN
    assert [task.status for task in world.case().tasks] == [TaskStatus.RECALLED, TaskStatus.RECALLED]
    letters = [fact for fact in world.told if fact.type == facts.AGENCY_TASK_RECALLED]
    assert [(letter.data["task_id"], letter.data["reason"]) for letter in letters] == [
        (f"{DOSSIER}:1", "Người nộp rút hồ sơ")
    ]
    assert letters[0].address is not None
    assert letters[0].address.routing_key == "H99-11-02"


def test_a_stop_recalls_as_a_withdrawal_does_and_says_why() -> None:
    world = World.ready(two_steps())
    world.receive(accepted())
    world.dispatch()
    world.receive(stopped())
    assert world.case().status is CaseStatus.STOPPED
    assert world.case().stopped_at is not None
    (letter,) = (fact for fact in world.told if fact.type == facts.AGENCY_TASK_RECALLED)
    assert letter.data["reason"] == "Bộ phận Một cửa dừng giải quyết hồ sơ"
    ended = world.case()
    world.receive(withdrawn())
    assert world.case() == ended


def test_a_dossier_stopped_before_acceptance_has_no_case_to_recall() -> None:
    world = World.ready()
    world.receive(stopped(accepted=False))
    assert not world.deferred


def test_a_payment_moves_what_is_still_to_be_done_by_the_time_waited() -> None:
    world = World.ready(two_steps())
    world.receive(accepted())
    before = world.case()
    world.receive(paid())
    after = world.case()
    assert after.due_at == MONDAY + timedelta(days=8)
    for old, new in zip(before.tasks, after.tasks, strict=True):
        assert old.due_at is not None
        assert new.due_at is not None
        assert old.due_at < new.due_at <= after.due_at


def test_a_payment_before_acceptance_moves_nothing() -> None:
    world = World.ready()
    world.receive(accepted())
    before = world.case()
    world.receive(paid(due_at=None))
    assert world.case() == before


def test_a_task_that_no_agency_has_seen_is_recalled_without_a_letter() -> None:
    world = World.ready()
    world.receive(accepted())
    world.receive(withdrawn())
    assert world.case().tasks[0].status is TaskStatus.RECALLED
    assert world.types_told() == [facts.CASE_OPENED]
    assert world.dispatch() == 0


@pytest.mark.parametrize("late", [decision(), asking()])
def test_a_late_answer_to_a_recalled_task_is_refused_in_writing_and_changes_nothing(late: object) -> None:
    world = recalled()
    before, told = world.case(), len(world.told)
    world.receive(late)  # type: ignore[arg-type]
    assert [reason for _, reason in world.parked] == [RECALLED]
    assert world.case() is before
    assert len(world.told) == told


def test_an_acknowledgement_that_crossed_the_recall_is_nobody_s_work() -> None:
    world = World.ready()
    world.receive(accepted())
    world.dispatch()
    world.receive(withdrawn())
    before = world.case()
    world.receive(acknowledgement())
    assert world.case() is before
    assert world.parked == []


def test_a_withdrawal_waits_for_the_case() -> None:
    world = World.ready()
    world.receive(withdrawn())
    assert len(world.deferred) == 1
    world.receive(accepted())
    world.retry_deferred()
    assert world.case().status is CaseStatus.WITHDRAWN


def test_a_dossier_that_was_never_accepted_has_nothing_to_recall() -> None:
    world = World.ready()
    world.receive(withdrawn(accepted=False))
    assert (world.cases(), world.deferred, world.parked) == ([], [], [])


def test_a_withdrawal_again_changes_nothing() -> None:
    world = recalled()
    before = world.case()
    world.seen.clear()
    world.receive(withdrawn())
    assert world.case() is before


def test_papers_that_come_after_the_recall_are_noted_and_nobody_goes_on() -> None:
    world = World.ready()
    world.receive(accepted())
    world.dispatch()
    world.receive(acknowledgement())
    world.receive(asking())
    world.receive(withdrawn())
    world.receive(supplemented())
    task = world.case().tasks[0]
    assert task.status is TaskStatus.RECALLED
    assert task.supplement is not None
    assert task.supplement.answered_at is not None
    assert facts.AGENCY_TASK_RESUMED not in world.types_told()


def test_a_recalled_task_takes_no_room_in_its_agency_s_queue() -> None:
    world = recalled()
    assert world.unacknowledged("H99-11-02") == 0
    assert world.agencies_waiting() == []
