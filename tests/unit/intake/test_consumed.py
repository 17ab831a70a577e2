"""What routing tells may come in any order and twice: the end is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.consumed import MESSAGES, readings
from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Withdrawal
from services.intake.domain.status import Status
from services.intake.domain.supplement import Supplied, due_after_answer
from services.intake.domain.timeline import Mark, timeline_of
from services.intake.domain.tried import Tried
from shared.bus.reading import NotYet, Reading, Received
from shared.store.change import NOTHING, Change, Key, Loaded
from shared.working_time import Calendar
from tests.unit.intake.fakes import NOW, accepted, filed

CODE = "H99.11-261005-0001"
BY_TYPE: dict[str, Reading] = {one.type: one for one in readings("test")}
TASK = {"task_id": "t1", "step": "appraisal", "agency": "H99.11.01", "agency_name": "Phòng Bảo trợ xã hội"}
STEP = {"id": "appraisal", "agency": "H99.11.01", "agency_name": "Phòng", "name": "Thẩm định", "name_en": "Appraisal"}


def at(hours: int) -> str:
    return (NOW + timedelta(hours=hours)).isoformat()


def event(type: str, sequence: int, data: dict[str, Any], **personal: Any) -> Received:
    loaded = BY_TYPE[type].schema().load(data, unknown="exclude")
    return Received(f"event-{type}-{sequence}", type, "/motcua/routing", CODE, sequence, NOW, loaded, personal, "corr")


HISTORY = (
    event("routing.case.opened.v1", 1, {"opened_at": at(0), "due_at": at(40), "steps": [STEP], "new_field": 1}),
    event("routing.task.dispatched.v1", 2, {**TASK, "dispatched_at": at(1), "due_at": at(30)}),
    event("routing.task.acknowledged.v1", 3, {**TASK, "acknowledged_at": at(2)}, officer="Chị Hà"),
    event("routing.task.dispatched.v1", 4, {**TASK, "task_id": "t2", "dispatched_at": at(3), "due_at": at(35)}),
    event(
        "routing.case.decided.v1",
        5,
        {
            "decision": "granted",
            "decided_at": at(5),
            "agency": "H99.11.01",
            "agency_name": "Phòng",
            "note": "Đủ điều kiện",
            "result": {"name": "Giấy chứng nhận", "number": "12"},
        },
    ),
)


def tell(dossier: Dossier, *events: Received) -> tuple[Dossier, list[str]]:
    """The dossier after the events, and what intake told of it."""
    told = []
    for one in events:
        change = apply(dossier, one)
        told += [fact.type for fact in change.facts]
        for saved in change.saved:
            assert isinstance(saved, Dossier)
            dossier = saved
    return dossier, told


def apply(dossier: Dossier | None, one: Received) -> Change:
    needed = BY_TYPE[one.type].needs(one)
    known = {key: dossier for key in needed if key.kind is Dossier and dossier}
    calendars = {key: Calendar("test") for key in needed if key.kind is Calendar}
    return BY_TYPE[one.type].apply(one, Loaded({**known, **calendars}))


def without_version(dossier: Dossier) -> Dossier:
    return replace(dossier, version=0)


def test_every_order_ends_in_the_same_state_and_tells_the_result_once() -> None:
    expected, _ = tell(accepted(), *HISTORY)
    assert expected.status is Status.DONE
    for order in permutations(HISTORY):
        dossier, told = tell(accepted(), *order)
        assert without_version(dossier) == without_version(expected)
        assert told == ["intake.dossier.result_ready.v1"]


@settings(max_examples=100, deadline=None)
@given(st.permutations([*HISTORY, *HISTORY]))
def test_doubles_in_any_order_change_nothing(order: list[Received]) -> None:
    expected, _ = tell(accepted(), *HISTORY)
    dossier, told = tell(accepted(), *order)
    assert without_version(dossier) == without_version(expected)
    assert told == ["intake.dossier.result_ready.v1"]


def test_an_event_told_again_is_no_change() -> None:
    dossier, _ = tell(accepted(), HISTORY[1])
    assert apply(dossier, HISTORY[1]) is NOTHING


@pytest.mark.parametrize("dossier", [None, filed()])
def test_news_of_a_dossier_that_is_not_there_yet_wait(dossier: Dossier | None) -> None:
    for one in HISTORY:
        with pytest.raises(NotYet):
            apply(dossier, one)


def test_each_reading_needs_one_dossier() -> None:
    assert BY_TYPE[HISTORY[0].type].needs(HISTORY[0]) == (Key(Dossier, CODE),)


def test_the_timeline_tells_what_was_and_what_is_to_come() -> None:
    dossier, _ = tell(accepted(), *HISTORY[:3])
    lines = timeline_of(dossier, "Bộ phận Một cửa")
    assert [line.kind for line in lines] == ["filed", "accepted", "dispatched", "acknowledged", "decided", "returned"]
    assert [line.mark for line in lines] == [Mark.DONE] * 3 + [Mark.NOW] + [Mark.EXPECTED] * 2
    assert (lines[3].who, lines[3].officer) == ("Phòng Bảo trợ xã hội", "Chị Hà")
    assert dossier.progress.holder is not None
    assert dossier.progress.holder.id == "t1"


ASKING = event(
    "routing.supplement.requested.v1",
    4,
    {**TASK, "wanted": "Bản sao văn bằng", "reason": "Bị mờ", "requested_at": at(2)},
)
RESUMED = event("routing.task.resumed.v1", 6, {**TASK, "resumed_at": at(50), "due_at": at(80)})


def answered(dossier: Dossier) -> Dossier:
    """The owner's answer, two days later: a command, which comes once the request was heard."""
    moment = NOW + timedelta(hours=50)
    asked = dossier.must_be_asked()
    assert dossier.ledger is not None
    rule, limit = dossier.procedure.supplement, dossier.procedure.limit
    due = due_after_answer(Calendar("test"), dossier.ledger, asked, moment, rule, limit, None)
    return dossier.supply(Supplied(moment, f"owner:{CODE}", "Đã gửi", *due))


def test_an_agency_s_request_stops_the_clock_and_asks_the_applicant_once() -> None:
    dossier, told = tell(accepted(), *HISTORY[:3], ASKING, ASKING)
    assert dossier.status is Status.SUPPLEMENT_ASKED
    assert told == ["intake.dossier.supplement_requested.v1"]
    (asked,) = dossier.supplements
    assert (asked.task_id, asked.asked_by) == ("t1", "Phòng Bảo trợ xã hội")
    assert asked.respond_by == NOW + timedelta(days=21, hours=2), "15 working days"


@pytest.mark.parametrize("early", list(permutations([*HISTORY[:3], ASKING])))
@pytest.mark.parametrize("late", list(permutations([RESUMED, HISTORY[4]])))
def test_any_order_around_a_wait_ends_in_the_same_state(
    early: tuple[Received, ...], late: tuple[Received, ...]
) -> None:
    expected, _ = tell(answered(tell(accepted(), *HISTORY[:3], ASKING)[0]), RESUMED, HISTORY[4])
    dossier, told = tell(answered(tell(accepted(), *early)[0]), *late)
    assert without_version(dossier) == without_version(expected)
    assert (dossier.status, told) == (Status.DONE, ["intake.dossier.result_ready.v1"])
    assert dossier.due_at is not None
    assert dossier.progress.tasks["t1"].current_due == NOW + timedelta(hours=80)


def test_a_request_of_a_dossier_that_is_not_accepted_yet_waits() -> None:
    for dossier in (None, filed()):
        with pytest.raises(NotYet):
            apply(dossier, ASKING)


def test_a_request_that_crossed_the_withdrawal_asks_nobody() -> None:
    gone = accepted().withdraw(Withdrawal(NOW, "owner"))
    dossier, told = tell(gone, ASKING)
    assert (dossier.status, dossier.asked, told) == (Status.WITHDRAWN, None, [])


def recorded(sequence: int, status: str, about: str = CODE, id: str = "m1") -> Received:
    data = {
        "event": "intake.dossier.accepted.v1",
        "channel": "sms",
        "status": status,
        "at": at(1),
        "to_masked": "…678",
        "about": about,
    }
    loaded = MESSAGES.schema().load(data)
    return Received(f"e{id}{sequence}", MESSAGES.type, "/motcua/notifications", id, sequence, NOW, loaded, {}, "corr")


def test_the_latest_word_on_a_message_stands_whatever_the_order() -> None:
    words = (recorded(1, "accepted"), recorded(2, "delivered"), recorded(1, "failed", id="m2"))
    for order in permutations(words):
        tried: Tried | None = None
        for one in (*order, *order):
            (key,) = MESSAGES.needs(one)
            for saved in MESSAGES.apply(one, Loaded({key: tried} if tried else {})).saved:
                assert isinstance(saved, Tried)
                tried = saved
        assert tried is not None
        assert {one.id: one.status for one in tried.messages.values()} == {"m1": "delivered", "m2": "failed"}


def test_a_message_about_something_else_than_a_dossier_is_not_kept_here() -> None:
    petition = recorded(1, "delivered", about="PA-261122-7K3M")
    assert MESSAGES.needs(petition) == ()
    assert MESSAGES.apply(petition, Loaded({})) is NOTHING
