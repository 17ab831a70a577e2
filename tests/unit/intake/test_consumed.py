"""What routing tells may come in any order and twice: the end is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.consumed import readings
from services.intake.domain.dossier import Dossier
from services.intake.domain.status import Status
from services.intake.domain.timeline import Mark, timeline_of
from shared.bus.reading import NotYet, Reading, Received
from shared.store.change import NOTHING, Change, Key, Loaded
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
    (key,) = BY_TYPE[one.type].needs(one)
    return BY_TYPE[one.type].apply(one, Loaded({key: dossier} if dossier else {}))


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
