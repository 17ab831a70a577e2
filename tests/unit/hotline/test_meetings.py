"""Rules of meetings: one is enough; another one on the same matter needs a reason, whoever writes it down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.kinds import Kind
from services.hotline.domain.matters.meeting import MeetingState
from services.hotline.use_cases.matters.keep_meetings import MeetingView, end_meeting, keep_meeting, view_meetings
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.store.change import Change, Context
from tests.unit.hotline.fakes import LEADER, NOW, OFFICER, OPERATOR
from tests.unit.hotline.matter_fakes import House

HELD = {"held_at": "2026-10-05T07:30", "with": "Bà Lụa và Bộ phận Một cửa", "about": "giấy hẹn ghi sai ngày",
        "result": "Hẹn lại thứ Năm, đã xin lỗi"}  # fmt: skip
REASON = "Bà Lụa đưa thêm giấy tờ mới"


@pytest.fixture
def house() -> House:
    return House()


def keep(house: House, code: str, caller: Caller = OFFICER, **changes: Any) -> MeetingView:
    return keep_meeting(house.desk.ports, caller, code, {**HELD, **changes}, house.by(caller))


def pointers(refused: pytest.ExceptionInfo[InvalidRequest]) -> list[str]:
    return sorted(one.pointer for one in refused.value.faults)


def test_a_first_meeting_needs_no_reason_and_a_second_one_does(house: House) -> None:
    code = house.file()
    first = keep(house, code)
    assert (first.meeting.state, first.meeting.reason_again) == (MeetingState.HELD, "")
    for reason in ("", "  ", "lần nữa"):
        with pytest.raises(InvalidRequest) as refused:
            keep(house, code, reason_again=reason)
        assert pointers(refused) == ["/reason_again"]
    assert keep(house, code, LEADER, reason_again=REASON).meeting.reason_again == REASON
    assert len(view_meetings(house.desk.ports, OPERATOR, code)) == 2


def test_a_meeting_counts_for_the_whole_matter_and_leaves_with_its_contact(house: House) -> None:
    one, two = house.file(), house.file()
    keep(house, one)
    house.merge(two, one)
    with pytest.raises(InvalidRequest):
        keep(house, two)
    keep(house, two, reason_again=REASON)
    assert [view.petition for view in view_meetings(house.desk.ports, OFFICER, one)] == [two, one]
    house.part(two)
    assert [view.petition for view in view_meetings(house.desk.ports, OFFICER, one)] == [one]
    assert [view.petition for view in view_meetings(house.desk.ports, OFFICER, two)] == [two]


def test_one_that_is_to_come_is_arranged_and_gets_its_result_later(house: House) -> None:
    code = house.file()
    with pytest.raises(InvalidRequest) as refused:
        keep(house, code, held_at="2026-10-08T14:00:00+07:00")
    assert pointers(refused) == ["/result"]
    planned = keep(house, code, held_at="2026-10-08T14:00:00+07:00", result="").meeting
    assert planned.state is MeetingState.PLANNED
    told = {"outcome": "held", "result": "Đã xong"}
    ended = end_meeting(house.desk.ports, OFFICER, code, planned.id, told, house.by(OFFICER))
    assert (ended.meeting.state, ended.meeting.result) == (MeetingState.HELD, "Đã xong")
    with pytest.raises(IllegalStep):
        end_meeting(house.desk.ports, OFFICER, code, planned.id, told, house.by(OFFICER))


def test_one_that_was_called_off_does_not_count(house: House) -> None:
    code = house.file()
    planned = keep(house, code, held_at="2026-10-08T14:00:00+07:00", result="").meeting
    told = {"outcome": "called_off", "result": "bà Lụa bận"}
    end_meeting(house.desk.ports, LEADER, code, planned.id, told, house.by(LEADER))
    assert keep(house, code).meeting.reason_again == ""


def test_two_first_meetings_at_the_same_time_are_not_both_the_first(house: House) -> None:
    """Each decides on what it saw; the second one decides again, also where they are kept at two contacts."""
    one, two = house.file(), house.file()
    house.merge(two, one)
    commit, work = house.desk.work.commit, house.desk.work

    def late(change: Change, context: Context) -> None:
        work.commit = commit  # type: ignore[method-assign]
        keep(house, one)
        commit(change, context)

    work.commit = late  # type: ignore[method-assign]
    with pytest.raises(InvalidRequest):
        keep(house, two)


WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no time": ({"held_at": ""}, ["/held_at"]),
    "not a time": ({"held_at": "thứ Năm"}, ["/held_at"]),
    "too far away": ({"held_at": "2036-10-05T07:30"}, ["/held_at"]),
    "nobody met": ({"with": " "}, ["/with"]),
    "everything": ({"held_at": 7, "with": 7, "about": "", "result": ""}, ["/about", "/held_at", "/result", "/with"]),
    "too long": ({"about": "x" * 501}, ["/about"]),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_every_wrong_field_is_named_at_once(house: House, case: str) -> None:
    changes, expected = WRONG[case]
    with pytest.raises(InvalidRequest) as refused:
        keep(house, house.file(), **changes)
    assert pointers(refused) == expected


def test_what_is_typed_without_an_offset_is_viet_nams_time(house: House) -> None:
    assert keep(house, house.file()).meeting.held_at == NOW - timedelta(minutes=30)


def test_only_who_may_keeps_meetings(house: House) -> None:
    code = house.file()
    with pytest.raises(Forbidden):
        keep(house, code, OPERATOR)
    with pytest.raises(Forbidden):
        end_meeting(house.desk.ports, OPERATOR, code, "x", {"outcome": "held", "result": "x"}, house.by(OPERATOR))
    for told in ({"outcome": "planned", "result": "x"}, {"outcome": "held", "result": ""}):
        with pytest.raises(InvalidRequest):
            end_meeting(house.desk.ports, OFFICER, code, "x", told, house.by(OFFICER))
    with pytest.raises(NotFound):
        end_meeting(house.desk.ports, OFFICER, code, "x", {"outcome": "held", "result": "x"}, house.by(OFFICER))
    with pytest.raises(IllegalStep, match="own path"):
        keep(house, house.file(kind=Kind.COMPLAINT))
