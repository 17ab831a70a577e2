"""Rules of a task that its agency reports on, refuses, or loses to another agency."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from services.routing.domain.case import Case
from services.routing.domain.handing_over import NewPlace, bounces
from services.routing.domain.task import Decision, NotAllowed, Outcome, TaskStatus, TooEarly
from services.routing.published.example import ACKNOWLEDGED, ASKED, CLOCKS, DECIDED, DISPATCHED, OPENED, TASK_ID
from services.routing.store.case_documents import case_from_document, case_to_document

NOW = datetime.fromisoformat("2026-10-07T08:00:00+07:00")
ELSEWHERE = NewPlace("H99.11.03", "Phòng Bảo trợ xã hội", "H99")
LICENCE = Decision(Outcome.GRANTED, "Đủ điều kiện", {"name": "Giấy phép", "number": "1", "issued_at": "2026-10-07"})


def refused(case: Case = ACKNOWLEDGED) -> Case:
    return case.refused(TASK_ID, NOW, "Không thuộc thẩm quyền", "agency:H99-11-02")


def given_on(case: Case = ACKNOWLEDGED) -> Case:
    return case.reassigned(TASK_ID, NOW, ELSEWHERE, "Cơ quan cũ quá tải", "operator-1")


def test_what_an_agency_tells_of_its_progress_is_kept_and_its_next_reply_is_the_next_number() -> None:
    before = ACKNOWLEDGED.task(TASK_ID).heard
    case = ACKNOWLEDGED.progressed(TASK_ID, NOW, "Đã kiểm tra cơ sở").progressed(TASK_ID, NOW, "Đang trình ký")
    task = case.task(TASK_ID)
    assert task.status is TaskStatus.IN_PROGRESS
    assert [one.note for one in task.progress] == ["Đã kiểm tra cơ sở", "Đang trình ký"]
    assert task.heard == before + 2
    assert case.progressed(TASK_ID, NOW, "Đang trình ký") is case
    assert case.noted(TASK_ID).task(TASK_ID).heard == before + 3


def test_a_task_in_progress_may_ask_for_papers_and_is_in_progress_again_when_they_came() -> None:
    case = ACKNOWLEDGED.progressed(TASK_ID, NOW, "Đang thẩm định").asked(TASK_ID, NOW, "Bản sao", "Thiếu")
    assert case.task(TASK_ID).status is TaskStatus.PAUSED
    case = case.resumed(TASK_ID, NOW, None, False, CLOCKS)
    assert case.task(TASK_ID).status is TaskStatus.IN_PROGRESS
    assert case.decided(TASK_ID, NOW, LICENCE, CLOCKS).task(TASK_ID).status is TaskStatus.DECIDED


def test_progress_before_the_acknowledgement_waits_and_after_the_decision_is_not_taken() -> None:
    with pytest.raises(TooEarly):
        DISPATCHED.progressed(TASK_ID, NOW, "Đang làm")
    with pytest.raises(NotAllowed, match="is decided"):
        DECIDED.progressed(TASK_ID, NOW, "Đang làm")


@pytest.mark.parametrize("case", [DISPATCHED, ACKNOWLEDGED, ACKNOWLEDGED.progressed(TASK_ID, NOW, "Đang làm")])
def test_a_refused_task_keeps_its_date_and_says_who_refused_it_when_and_why(case: Case) -> None:
    task = refused(case).task(TASK_ID)
    assert (task.status, task.due_at) == (TaskStatus.REFUSED, case.task(TASK_ID).due_at)
    assert task.refusal is not None
    assert (task.refusal.reason, task.refusal.refused_at, task.refusal.refused_by) == (
        "Không thuộc thẩm quyền",
        NOW,
        "agency:H99-11-02",
    )


def test_a_refusal_is_the_last_word_of_its_agency() -> None:
    case = refused()
    assert refused(case) is case
    with pytest.raises(NotAllowed, match="was refused before"):
        case.decided(TASK_ID, NOW, LICENCE, CLOCKS)
    with pytest.raises(NotAllowed, match="was refused before"):
        case.refused(TASK_ID, NOW, "Lý do khác", "agency:H99-11-02")


def test_what_was_not_given_waits_for_papers_or_is_decided_is_not_refused() -> None:
    with pytest.raises(NotAllowed, match="not been dispatched"):
        refused(OPENED)
    with pytest.raises(TooEarly):
        refused(ASKED)
    with pytest.raises(NotAllowed, match="is decided"):
        refused(DECIDED)


@pytest.mark.parametrize("case", [OPENED, DISPATCHED, ACKNOWLEDGED, refused()])
def test_another_agency_gets_the_same_step_with_the_same_date_as_a_new_task(case: Case) -> None:
    changed = given_on(case)
    old, new = changed.tasks
    assert (old.status, new.status) == (TaskStatus.REASSIGNED, TaskStatus.WAITING)
    assert (new.id, new.agency, new.agency_key) == (f"{OPENED.id}:2", "H99.11.03", "H99-11-03")
    assert (new.step, new.due_at, new.instead_of) == (old.step, case.task(TASK_ID).due_at, old.id)
    assert changed.plan == {old.step: new}
    assert old.handed_over is not None
    assert (old.handed_over.by, old.handed_over.at, old.handed_over.reason) == (
        "operator-1",
        NOW,
        "Cơ quan cũ quá tải",
    )
    assert given_on(changed) is changed


def test_a_task_is_not_given_to_whoever_has_it_nor_while_it_waits_for_papers_nor_after_its_end() -> None:
    with pytest.raises(NotAllowed, match="already"):
        ACKNOWLEDGED.reassigned(TASK_ID, NOW, NewPlace("H99.11.02", "", "H99"), "Vì", "operator-1")
    with pytest.raises(NotAllowed, match="papers"):
        given_on(ASKED)
    with pytest.raises(NotAllowed, match="decided"):
        given_on(DECIDED)


def test_the_word_of_an_agency_that_lost_its_task_comes_too_late() -> None:
    case = given_on(DISPATCHED)
    assert case.acknowledged(TASK_ID, NOW, "Tổ") is case
    assert case.progressed(TASK_ID, NOW, "Đang làm") is case
    with pytest.raises(NotAllowed, match="given to another agency"):
        given_on().decided(TASK_ID, NOW, LICENCE, CLOCKS)


def test_how_often_agencies_handed_a_task_on_is_known() -> None:
    second = given_on(refused()).dispatched(f"{OPENED.id}:2", NOW)
    third = second.reassigned(f"{OPENED.id}:2", NOW, NewPlace("H99.11.02", "Phòng", "H99"), "Trả lại", "operator-1")
    assert [bounces(one, third.tasks) for one in third.tasks] == [0, 1, 2]
    assert bounces(given_on(OPENED).tasks[-1], given_on(OPENED).tasks) == 0  # nobody had it yet


def test_a_withdrawal_takes_back_what_was_refused_and_what_another_agency_has() -> None:
    assert refused().withdrawn(NOW).tasks[0].status is TaskStatus.RECALLED
    assert [one.status for one in given_on().withdrawn(NOW).tasks] == [TaskStatus.REASSIGNED, TaskStatus.RECALLED]


def test_all_of_it_is_found_again_in_the_store() -> None:
    case = given_on(refused(ACKNOWLEDGED.progressed(TASK_ID, NOW + timedelta(hours=1), "Đang làm")))
    assert case_from_document(case_to_document(case)) == case
