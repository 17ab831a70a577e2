"""Rules of the clocks: who is told of late work when, what moves a clock, what makes it stand still."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from services.routing.domain.calendar import ALL, Calendars
from services.routing.domain.case import Case
from services.routing.domain.handing_over import NewPlace
from services.routing.domain.route import new_route
from services.routing.domain.task import Decision, Outcome
from services.routing.gateways.working_time import WORKING_TIME
from services.routing.use_cases.clocks import CalendarClocks
from services.routing.use_cases.keep_calendar import CALENDARS
from shared.store.change import Change, Context, Key
from tests.unit.routing.clock_world import Clocks, worked
from tests.unit.routing.world import (
    DOSSIER,
    MONDAY,
    World,
    accepted,
    acknowledgement,
    asking,
    decision,
    event,
    paid,
    supplemented,
    two_steps,
    withdrawn,
)

TASK = f"{DOSSIER}:1"
DUE = MONDAY + timedelta(days=7)  # 40 working hours


@pytest.fixture
def clocks() -> Clocks:
    """One task in the queue of its agency since Monday 08:00, due in five working days."""
    world = World.ready()
    world.receive(accepted())
    world.now = MONDAY
    world.dispatch()
    return Clocks.of(world)


def taken(clocks: Clocks, hours: float = 1) -> Clocks:
    """The agency has the task in hand."""
    clocks.world.receive(acknowledgement(time=worked(hours)))
    return clocks


def saved(clocks: Clocks, case: Case) -> None:
    """The case as a use case left it."""
    clocks.world.commit(Change(saved=(case,)), Context("service:routing", MONDAY, "correlation"))


def clock_of(world: World) -> CalendarClocks:
    return CalendarClocks(world.load(CALENDARS).get(Calendars, ALL) or Calendars(), WORKING_TIME)


def test_a_task_is_reminded_of_before_it_is_due_then_late_then_each_of_the_chain_is_told_once(clocks: Clocks) -> None:
    taken(clocks).run(worked(80))
    assert clocks.told() == [
        ("due_soon", "officer"),
        ("overdue", "officer"),
        ("escalated overdue", "head"),
        ("escalated overdue", "leader"),
    ]
    assert clocks.letters() == [("due_soon", "officer"), ("overdue", "officer"), ("overdue", "head")]
    assert clocks.open() == ["overdue"]


def test_working_time_counts_not_the_hours_of_the_night_and_the_weekend(clocks: Clocks) -> None:
    taken(clocks)
    clocks.look(worked(32) - timedelta(minutes=1))
    assert clocks.told() == []
    clocks.look(worked(32))  # Friday 08:00: one working day before Monday 08:00
    assert clocks.told() == [("due_soon", "officer")]


def test_a_task_is_late_behind_its_date_not_at_it(clocks: Clocks) -> None:
    taken(clocks)
    clocks.look(DUE)
    assert "overdue" not in clocks.open()
    clocks.look(DUE + timedelta(seconds=1))
    assert clocks.open() == ["overdue"]


def test_a_task_that_nobody_acknowledges_goes_up_the_chain_long_before_it_is_due(clocks: Clocks) -> None:
    clocks.run(worked(10))
    assert clocks.told() == [
        ("escalated unacknowledged", "officer"),
        ("escalated unacknowledged", "head"),
        ("escalated unacknowledged", "leader"),
    ]
    assert clocks.letters() == [("unacknowledged", "officer"), ("unacknowledged", "head")]
    taken(clocks, 10).look(worked(11))
    assert clocks.open() == []


def test_a_late_task_that_nobody_has_is_told_to_the_head_where_the_officer_would_be(clocks: Clocks) -> None:
    clocks.run(worked(60))
    late = [one for one in clocks.told() if "overdue" in one[0]]
    assert late == [("overdue", "head"), ("escalated overdue", "leader")]


def test_a_task_that_waits_for_room_is_told_of_and_late_as_any_other() -> None:
    world = World.ready()
    world.receive(accepted())
    clocks = Clocks.of(world)
    clocks.run(worked(60))
    assert ("escalated not_sent", "head") in clocks.told()
    assert ("escalated not_sent", "leader") in clocks.told()
    assert ("overdue", "head") in clocks.told()
    assert clocks.letters() == []  # the agency has not got it
    assert clocks.open() == ["not_sent", "overdue"]


def test_a_task_without_a_date_is_never_late_but_must_be_taken() -> None:
    world = World.ready()
    world.receive(accepted(due_at=None, working_hours=None))
    world.dispatch()
    clocks = Clocks.of(world)
    clocks.run(worked(100))
    assert clocks.open() == ["unacknowledged"]


def test_nothing_is_late_while_the_applicant_is_waited_for_and_the_new_date_counts(clocks: Clocks) -> None:
    taken(clocks).look(worked(33))
    assert clocks.open() == ["due_soon"]
    clocks.world.receive(asking(time=worked(34), sequence=2))
    assert clocks.look(worked(35)) is not None
    assert clocks.open() == []
    clocks.look(worked(90))
    assert clocks.open() == []
    clocks.world.receive(supplemented(due_at=worked(100).isoformat(), supplemented_at=worked(90).isoformat()))
    clocks.look(worked(90))
    assert clocks.open() == ["due_soon"]  # six working hours were left when it was asked for, and are left now
    due_at = clocks.world.case().tasks[0].due_at
    assert due_at is not None
    assert due_at > worked(90)
    clocks.look(due_at + timedelta(seconds=1))
    assert clocks.open() == ["overdue"]


def test_a_new_date_ends_what_was_late_and_may_be_late_anew(clocks: Clocks) -> None:
    taken(clocks).look(worked(41))
    assert clocks.open() == ["overdue"]
    data = {"due_at": worked(48).isoformat(), "due_revision": 2, "reason": "Lịch đổi"}
    clocks.world.receive(event("intake.dossier.due_changed.v1", data, id="redated"))
    clocks.look(worked(41))
    assert clocks.open() == ["due_soon"]
    clocks.look(worked(49))
    assert clocks.open() == ["overdue"]
    assert [one[0] for one in clocks.told()].count("overdue") == 2


def test_a_wait_for_the_fee_moves_the_clock(clocks: Clocks) -> None:
    taken(clocks)
    clocks.world.receive(paid())
    clocks.look(worked(41))
    assert "overdue" not in clocks.open()


def test_nothing_is_late_once_it_is_done_or_taken_back(clocks: Clocks) -> None:
    taken(clocks).look(worked(41))
    clocks.world.receive(decision(sequence=2, time=worked(42)))
    assert clocks.look(worked(42)) is None
    assert clocks.open() == []
    other = Clocks.of(World.ready())
    other.world.receive(accepted())
    other.look(worked(50))
    other.world.receive(withdrawn())
    assert other.look(worked(50)) is None
    assert other.open() == []


def test_a_step_whose_turn_has_not_come_is_not_late() -> None:
    world = World.ready(two_steps())
    world.receive(accepted(working_hours=40))
    world.dispatch()
    clocks = Clocks.of(world)
    clocks.look(worked(200))
    assert {one.task_id for one in clocks.book.of_case(DOSSIER)} == {TASK}


def test_what_a_stopped_centre_missed_is_told_when_it_runs_again_each_once_and_in_order(clocks: Clocks) -> None:
    taken(clocks)
    clocks.look(worked(200))
    clocks.look(worked(200))
    assert clocks.told() == [("overdue", "officer"), ("escalated overdue", "head"), ("escalated overdue", "leader")]


def test_looking_again_tells_nothing_twice_however_often(clocks: Clocks) -> None:
    for hours in (2, 2, 4, 4, 4):
        clocks.look(worked(hours))
    assert clocks.told() == [("escalated unacknowledged", "officer"), ("escalated unacknowledged", "head")]


def test_a_case_is_looked_at_again_when_the_next_one_is_to_be_told(clocks: Clocks) -> None:
    assert clocks.look(MONDAY) == worked(2)
    taken(clocks)
    assert clocks.look(worked(31.5)) == worked(32)


def test_a_task_that_goes_to_and_fro_between_units_is_told_to_the_leaders(clocks: Clocks) -> None:
    place = NewPlace("H99.11.01", "Phòng Bảo trợ xã hội", "H99")
    case = clocks.world.case().refused(TASK, worked(1), "Không thuộc thẩm quyền", "agency:H99-11-02")
    saved(clocks, case)
    clocks.look(worked(1))
    assert clocks.told() == []
    again = case.reassigned(TASK, worked(1), place, "Chuyển", "staff:operator")
    saved(clocks, again)
    second = again.tasks[-1].id
    sent = again.dispatched(second, worked(1))
    saved(clocks, sent)
    saved(clocks, sent.refused(second, worked(2), "Cũng không", "agency:H99-11-01"))
    clocks.look(worked(2))
    assert clocks.told() == [("escalated bounced", "leader")]
    assert clocks.open() == ["bounced"]


def test_a_task_that_was_refused_lies_with_nobody_and_is_told_of(clocks: Clocks) -> None:
    saved(clocks, clocks.world.case().refused(TASK, worked(1), "Không thuộc thẩm quyền", "agency:H99-11-02"))
    clocks.run(worked(10), start=worked(1))
    assert clocks.told() == [("escalated unassigned", "head"), ("escalated unassigned", "leader")]


def test_a_dossier_that_is_returned_twice_to_the_same_step_went_to_and_fro() -> None:
    first, second = two_steps().steps
    world = World.ready(new_route("1.012278", "Giấy phép", [first, replace(second, returns_to=(first.id,))]))
    world.receive(accepted())
    clocks, case = Clocks.of(world), world.case()
    for hours in (1, 2):
        for outcome in (Outcome.DONE, Outcome.RETURNED):
            task = next(one for one in case.tasks if one.status.value == "waiting")
            case = case.dispatched(task.id, worked(hours)).acknowledged(task.id, worked(hours), "")
            case = case.decided(task.id, worked(hours), Decision(outcome, "Thiếu"), clock_of(world))
    world.states[Key(Case, case.id)] = case
    clocks.look(worked(3))
    assert clocks.open() == ["bounced"]


def test_an_agency_that_is_not_heard_while_tasks_lie_in_its_queue_is_silent(clocks: Clocks) -> None:
    assert clocks.listen(worked(4) - timedelta(seconds=1)) == 0
    assert clocks.listen(worked(4)) == 1
    assert clocks.listen(worked(5)) == 0
    assert clocks.told() == [("silent", "")]
    taken(clocks, 6).look(worked(6))
    assert clocks.listen(worked(6)) == 1
    assert clocks.open() == []


def test_an_agency_without_tasks_in_its_queue_is_not_silent_nor_is_one_overnight(clocks: Clocks) -> None:
    clocks.book.heard("H99-11-02", worked(5))
    assert clocks.listen(worked(5) + timedelta(hours=16)) == 0  # Monday 15:00 to Tuesday 07:00: two working hours
    taken(clocks, 8)
    assert clocks.listen(worked(100)) == 0


def test_an_agency_whose_clock_is_ahead_was_not_heard_in_the_future(clocks: Clocks) -> None:
    taken(clocks, 100).look(worked(2))
    assert clocks.book.last_heard("H99-11-02") == worked(2)


def test_a_case_whose_calendar_is_on_its_way_is_looked_at_again_later(clocks: Clocks) -> None:
    del clocks.world.states[CALENDARS]
    assert clocks.look(worked(100)) == worked(100) + timedelta(hours=2)
    assert clocks.told() == []


def at_vn(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


def test_friday_afternoon_a_reminder_comes_within_working_hours_never_at_midnight() -> None:
    world = World.ready()
    start = at_vn("2026-10-09T16:30")
    world.receive(accepted(accepted_at=start.isoformat(), due_at=at_vn("2026-10-13T08:30").isoformat()))
    world.now = start
    world.dispatch()
    clocks = Clocks.of(world)
    clocks.run(at_vn("2026-10-20T17:00"), start=start)
    moments = [
        datetime.fromisoformat(one.data["at"]).astimezone(start.tzinfo) for one in world.told if "at" in one.data
    ]
    assert moments
    assert all(7 <= one.hour <= 17 and one.weekday() < 5 for one in moments)
