"""Rules of dates that move after acceptance, and of a procedure that was the wrong one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from services.routing.domain.case import CaseStatus
from services.routing.domain.route import Route, new_route
from services.routing.domain.step import Step
from services.routing.domain.task import TaskStatus
from services.routing.use_cases import facts
from shared.bus.reading import Received
from shared.store.change import Address, Key
from tests.unit.routing.world import (
    DOSSIER,
    KEY,
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
)

OLD, NEW = f"{DOSSIER}:1", f"{DOSSIER}:2"
OTHER = new_route(
    "1.014076",
    "Kinh doanh dược",
    [Step("look", "H99.11.03", "Phòng Dược", "Pharmacy", "H99", "Thẩm định", "Appraise")],
)


def moved(days: int = 9, revision: int = 2, **data: Any) -> Received:
    """The dossier's date is so many days after Monday the 5th, 08:00; it was a week."""
    given = {
        "due_at": (MONDAY + timedelta(days=days)).isoformat(),
        "due_revision": revision,
        "reason": "Đoàn thẩm định đến muộn",
    }
    return event("intake.dossier.due_changed.v1", {**given, **data}, id=f"moved-{revision}", sequence=4 + revision)


def corrected(revision: int = 2, **data: Any) -> Received:
    """It should have been accepted for another procedure, with ten working days."""
    given = {
        "agency": "H99.11",
        "applicant_kind": "business",
        "procedure": {"code": "1.014076", "name": "Kinh doanh dược", "name_en": "Medicines"},
        "accepted_at": MONDAY.isoformat(),
        "due_at": (MONDAY + timedelta(days=14)).isoformat(),
        "working_hours": 80,
        "due_revision": revision,
        "correction": 1,
        "corrected_at": (MONDAY + timedelta(days=2)).isoformat(),
    }
    return event("intake.dossier.corrected.v1", {**given, **data}, id="corrected", sequence=6)


def at_work() -> World:
    """One agency has the task in hand; another route is known."""
    world = World.ready(OTHER)
    world.receive(accepted())
    world.dispatch()
    world.receive(acknowledgement())
    return world


def test_a_later_date_gives_the_open_task_as_much_more_time_and_its_agency_is_told() -> None:
    world = at_work()
    before = world.case().task(OLD).due_at
    assert before is not None
    world.receive(moved())
    assert world.case().due_at == MONDAY + timedelta(days=9)
    assert world.case().task(OLD).due_at == before + timedelta(days=2)
    own, letter = world.told[-2:]
    assert (own.type, own.data["task_id"]) == (facts.TASK_DUE_CHANGED, OLD)
    assert (letter.type, letter.data["reason"]) == (facts.AGENCY_TASK_DUE_CHANGED, "Đoàn thẩm định đến muộn")


def test_an_agency_is_told_the_date_that_a_payment_moved() -> None:
    world = at_work()
    before = world.case().task(OLD).due_at
    assert before is not None
    world.receive(paid())
    after = world.case().task(OLD).due_at
    assert after == before + timedelta(days=1)
    own, letter = world.told[-2:]
    assert (own.type, own.data["due_at"]) == (facts.TASK_DUE_CHANGED, after.isoformat())
    assert (letter.type, letter.address) == (facts.AGENCY_TASK_DUE_CHANGED, Address("agency.tasks", KEY))
    assert (letter.data["due_before"], letter.data["due_at"]) == (before.isoformat(), after.isoformat())
    assert letter.data["reason"] == "Người nộp đã thực hiện nghĩa vụ tài chính"


def test_a_payment_before_any_agency_has_the_task_sends_no_letter() -> None:
    world = World.ready()
    world.receive(accepted())
    world.receive(paid())
    assert world.types_told() == [facts.CASE_OPENED]


def test_a_corrected_dossier_takes_the_route_that_the_catalogue_names() -> None:
    shared = replace(OTHER, id="kinh-doanh-chung")
    world = at_work()
    world.receive(corrected(route=shared.id))
    assert [reason for _, reason in world.parked] == [
        "no route kinh-doanh-chung for procedure 1.014076: add one, then replay"
    ]
    world.states[Key(Route, shared.id)] = shared
    world.receive(corrected(route=shared.id))
    assert (world.case().route_code, world.case().procedure.code) == (shared.id, "1.014076")


def test_an_earlier_date_leaves_no_task_behind_it() -> None:
    world = World.ready(two_steps())
    world.receive(accepted())
    world.receive(moved(3))
    dues = [task.due_at for task in world.case().tasks]
    assert all(due is not None and due <= MONDAY + timedelta(days=3) for due in dues)


def test_a_date_that_comes_again_changes_nothing() -> None:
    world = at_work()
    world.receive(moved())
    known, told = world.case(), len(world.told)
    world.receive(replace(moved(), id="again"))
    assert (world.case(), len(world.told)) == (known, told)


def test_dates_are_taken_in_the_order_in_which_they_were_set() -> None:
    """A completion date is right after a supplement and an apology, whichever is heard first."""
    one, other = at_work(), at_work()
    for world in (one, other):
        world.receive(asking())
    answer = supplemented(due_revision=2)
    later = moved(12, 3)
    one.receive(answer)
    one.receive(later)
    other.receive(later)
    assert other.deferred == [later]
    other.receive(answer)
    other.retry_deferred()
    assert one.case() == other.case()
    assert one.case().due_at == MONDAY + timedelta(days=12)


def test_a_wrong_procedure_recalls_the_old_task_and_opens_the_case_anew() -> None:
    world = at_work()
    world.receive(corrected())
    case = world.case()
    assert (case.status, case.route_code, case.procedure.code) == (CaseStatus.OPEN, "1.014076", "1.014076")
    assert [(one.id, one.status) for one in case.tasks] == [
        (OLD, TaskStatus.RECALLED),
        (NEW, TaskStatus.WAITING),
    ]
    opened, letter = world.told[-2:]
    assert (opened.type, opened.data["correction"]) == (facts.CASE_OPENED, 1)
    assert (letter.type, letter.data["reason"]) == (facts.AGENCY_TASK_RECALLED, "Hồ sơ được sửa sang thủ tục khác")
    assert case.task(NEW).due_at == MONDAY + timedelta(days=14)


def test_a_decision_by_the_wrong_procedure_is_undone_by_the_correction() -> None:
    world = at_work()
    world.receive(decision())
    assert world.case().status is CaseStatus.DECIDED
    world.receive(corrected())
    assert (world.case().status, world.case().decided_at) == (CaseStatus.OPEN, None)


def test_a_correction_that_comes_again_changes_nothing() -> None:
    world = at_work()
    world.receive(corrected())
    known = world.case()
    world.receive(replace(corrected(), id="again"))
    assert world.case() == known


def test_a_correction_waits_for_the_date_that_was_set_before_it() -> None:
    world = at_work()
    world.receive(corrected(3))
    assert len(world.deferred) == 1
    world.receive(moved())
    world.retry_deferred()
    assert world.case().correction == 1
