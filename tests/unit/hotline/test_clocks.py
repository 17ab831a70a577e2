"""Rules of a petition's three clocks: working time, pauses that are never lost, words, another limit, reopening."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.hotline.domain.clocks.clock import ClockKind, clocks_of, due_with_pauses
from services.hotline.domain.clocks.limits import BadLimits, read_limits
from services.hotline.domain.clocks.pause import Pause, PauseReason
from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.kinds import Kind, Topic
from services.hotline.domain.petition import Act, Petition, Status
from services.hotline.use_cases.answers.approve_answer import approve_answer
from services.hotline.use_cases.clocks.keep_clocks import (
    change_topic,
    extend_petition,
    pause_petition,
    resume_petition,
    tell_petitioner,
)
from services.hotline.use_cases.clocks.reopen_petition import reopen_own, reopen_petition, reply_own
from services.hotline.use_cases.matters.merge_matters import merge_petitions
from services.hotline.use_cases.ports import Group, PetitionQuery
from services.hotline.use_cases.settle_petition import answer_petition, close_petition
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from shared.working_time import Calendar, elapsed
from tests.unit.hotline.clock_world import DATA, LIMITS, SECOND, ClockDesk, shown
from tests.unit.hotline.fakes import LEADER, NOW, OFFICER, OPERATOR

WORD = "Đã hỏi Phòng Bảo trợ xã hội, đang chờ trả lời."
WEEK = Calendar("test")


@pytest.fixture
def desk() -> ClockDesk:
    return ClockDesk()


def dates(petition: Petition) -> dict[str, str]:
    """What each clock runs to."""
    return {one.kind.value: shown(one.due_at) for one in clocks_of(petition, LIMITS.versions[0], WEEK)}


def ask(desk: ClockDesk, code: str, days: int = 5, reason: str = "petitioner") -> Petition:
    return pause_petition(desk.clocks, OFFICER, code, reason, days, "Bà đến quầy hôm nào?", desk.by(OFFICER))


def test_each_topic_has_its_own_time_until_the_first_word_and_the_answer(desk: ClockDesk) -> None:
    usual, conduct = desk.file().petition, desk.file(topic=Topic.BEHAVIOUR).petition
    assert dates(usual) == {"first_answer": "Wed 07 08:00", "solution": "Wed 14 08:00"}
    assert dates(conduct) == {"first_answer": "Tue 06 08:00", "solution": "Thu 08 08:00"}


def test_what_comes_on_friday_afternoon_is_counted_in_working_time(desk: ClockDesk) -> None:
    desk.now = NOW + timedelta(days=4, hours=8, minutes=30)  # Friday, 16:30
    assert dates(desk.file(topic=Topic.BEHAVIOUR).petition)["first_answer"] == "Mon 12 16:30"


def test_a_word_meets_the_first_clock_and_starts_the_next_ones(desk: ClockDesk) -> None:
    code = desk.given()
    desk.forward(hours=2)
    told = tell_petitioner(desk.clocks, OFFICER, code, WORD, desk.by(OFFICER))
    first, update, solution = clocks_of(told, LIMITS.versions[0], WEEK)
    assert first.met_at == update.started_at == desk.now
    assert (shown(update.due_at), update.met_at, solution.met_at) == ("Thu 08 10:00", None, None)
    assert (desk.work.facts[-1].type, desk.work.facts[-1].data["text"]) == ("hotline.petition.updated.v1", WORD)
    desk.forward(days=1)
    desk.answer(code)
    assert {one.met_at for one in clocks_of(desk.petition(code), LIMITS.versions[0], WEEK)} == {
        desk.now, first.met_at,
    }  # fmt: skip
    with pytest.raises(IllegalStep, match="answered"):
        tell_petitioner(desk.clocks, OFFICER, code, WORD, desk.by(OFFICER))


def test_only_who_has_it_speaks_for_it(desk: ClockDesk) -> None:
    code = desk.given()
    with pytest.raises(IllegalStep, match="another officer"):
        tell_petitioner(desk.clocks, SECOND, code, WORD, desk.by(SECOND))
    with pytest.raises(Forbidden):
        tell_petitioner(desk.clocks, OPERATOR, code, WORD, desk.by(OPERATOR))
    with pytest.raises(InvalidRequest):
        tell_petitioner(desk.clocks, OFFICER, code, "ngắn", desk.by(OFFICER))
    with pytest.raises(IllegalStep, match="Nobody has it"):
        tell_petitioner(desk.clocks, OFFICER, desk.file().petition.code, WORD, desk.by(OFFICER))


def test_while_it_waits_for_the_petitioner_its_clocks_stand_still_and_the_reply_lets_them_run(desk: ClockDesk) -> None:
    filed = desk.file()
    code = filed.petition.code
    desk.forward(hours=2)  # nobody took it for an hour of work: it was given to somebody
    assert desk.petition(code).officer == "petition-officer"
    waiting = ask(desk, code)
    assert waiting.is_paused
    assert waiting.version == 3
    assert desk.work.facts[-1].data["reply_by"] == "2026-10-12T10:00:00+07:00"
    assert len(desk.ports.petitions.page(PetitionQuery(Group.PAUSED))) == 1
    desk.forward(days=2)
    back = reply_own(desk.clocks, PUBLIC, code, filed.key, "Tôi đến hôm thứ Năm.", desk.by(PUBLIC), address="192.0.2.1")
    assert not back.is_paused
    assert shown(back.due_at) == "Fri 16 08:00"  # two working days later than promised
    assert [one.act for one in back.history][-4:] == [Act.PAUSED, Act.TOLD, Act.REPLIED, Act.RESUMED]
    assert [one.text for one in back.remarks][-1] == "Tôi đến hôm thứ Năm."
    with pytest.raises(NotFound):
        reply_own(desk.clocks, PUBLIC, code, "wrong", "Tôi đến thứ Năm.", desk.by(PUBLIC), address="192.0.2.1")


def test_a_pause_ends_by_itself(desk: ClockDesk) -> None:
    code = desk.given()
    ask(desk, code, days=2, reason="agency")
    desk.forward(days=9)
    after = desk.petition(code)
    assert (after.is_paused, shown(after.pauses[-1].ended_at), shown(after.due_at)) == (
        False, "Wed 07 08:00", "Fri 16 08:00",
    )  # fmt: skip
    assert after.history[-1].who == "service:hotline"


def test_pauses_are_few_and_short_and_end_with_the_answer(desk: ClockDesk) -> None:
    code = desk.given()
    with pytest.raises(InvalidRequest):
        ask(desk, code, days=16)
    with pytest.raises(InvalidRequest):
        ask(desk, code, reason="weather")
    ask(desk, code)
    with pytest.raises(IllegalStep, match="paused already"):
        ask(desk, code)
    resume_petition(desk.clocks, OFFICER, code, desk.by(OFFICER))
    resumed = resume_petition(desk.clocks, OFFICER, code, desk.by(OFFICER))
    assert resumed.version == desk.petition(code).version
    ask(desk, code)
    desk.forward(days=1)
    desk.answer(code)
    assert desk.petition(code).pauses[-1].ended_at == desk.now
    again = desk.given()
    for _ in range(2):
        ask(desk, again)
        resume_petition(desk.clocks, OFFICER, again, desk.by(OFFICER))
    with pytest.raises(IllegalStep, match="2 times"):
        ask(desk, again)


def test_a_pause_is_not_lost_when_the_limit_changes(desk: ClockDesk) -> None:
    code = desk.given()
    ask(desk, code)
    desk.forward(days=1)
    resume_petition(desk.clocks, OFFICER, code, desk.by(OFFICER))
    changed = change_topic(desk.clocks, OPERATOR, code, "behaviour", desk.by(OPERATOR))
    assert shown(changed.due_at) == "Fri 09 08:00"  # three days and the one waited
    assert changed.topic is Topic.BEHAVIOUR
    longer = extend_petition(desk.clocks, LEADER, code, "Phải xác minh ở ba nơi.", desk.by(LEADER))
    assert shown(longer.due_at) == "Tue 20 08:00"  # ten days and the one waited
    with pytest.raises(IllegalStep, match="granted before"):
        extend_petition(desk.clocks, LEADER, code, "Phải xác minh nữa.", desk.by(LEADER))
    with pytest.raises(Forbidden):
        extend_petition(desk.clocks, OFFICER, code, "Phải xác minh ở ba nơi.", desk.by(OFFICER))


def test_what_is_answered_in_the_midst_of_a_pause_is_not_late(desk: ClockDesk) -> None:
    code = desk.given(topic=Topic.BEHAVIOUR)
    ask(desk, code, days=10)
    desk.forward(days=7)
    desk.answer(code)
    solution = clocks_of(desk.petition(code), LIMITS.versions[0], WEEK)[-1]
    assert solution.kind is ClockKind.SOLUTION
    assert not solution.is_late(desk.now)


def test_it_is_reopened_within_the_rules_days_and_the_answer_stays_to_be_read(desk: ClockDesk) -> None:
    filed = desk.file()
    code = filed.petition.code
    desk.forward(hours=2)
    desk.answer(code)
    close_petition(desk.ports, OFFICER, code, desk.by(OFFICER))
    desk.forward(days=3)
    why = "Câu trả lời chưa nói ai xin lỗi."
    again = reopen_own(desk.clocks, PUBLIC, code, filed.key, why, desk.by(PUBLIC), address="192.0.2.1")
    assert (again.status, again.officer, again.answer) == (Status.ASSIGNED, "petition-officer", None)
    assert [one.text for one in again.earlier] == ["Giấy hẹn thứ Sáu là đúng."]
    assert dates(again) == {"first_answer": "Mon 12 10:00", "solution": "Thu 15 10:00"}
    assert desk.work.facts[-1].type == "hotline.petition.reopened.v1"
    desk.answer(code)
    reopen_petition(desk.clocks, LEADER, code, why, desk.by(LEADER))
    desk.answer(code)
    with pytest.raises(IllegalStep, match="too often"):
        reopen_petition(desk.clocks, LEADER, code, why, desk.by(LEADER))


def test_it_is_not_reopened_later_nor_before_its_answer(desk: ClockDesk) -> None:
    code = desk.given()
    with pytest.raises(IllegalStep, match="not answered"):
        reopen_petition(desk.clocks, OPERATOR, code, "Người gửi gọi lại.", desk.by(OPERATOR))
    desk.answer(code)
    desk.forward(days=22)
    with pytest.raises(IllegalStep, match="too late"):
        reopen_petition(desk.clocks, OPERATOR, code, "Người gửi gọi lại.", desk.by(OPERATOR))


def test_a_complaint_has_no_clocks_here(desk: ClockDesk) -> None:
    petition = desk.file(kind=Kind.COMPLAINT).petition
    assert clocks_of(petition, LIMITS.versions[0], WEEK) == ()
    assert desk.work.jobs == {}
    with pytest.raises(IllegalStep, match="own path"):
        change_topic(desk.clocks, OPERATOR, petition.code, "fees", desk.by(OPERATOR))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4), st.integers(1, 4800))
def test_a_date_moves_by_the_working_time_of_its_pauses_and_by_nothing_else(
    spans: list[tuple[int, int]], minutes: int
) -> None:
    pauses, at = [], NOW
    for run, wait in spans:
        begun = at + timedelta(hours=run)
        at = begun + timedelta(hours=wait)
        pauses.append(Pause(begun, at, PauseReason.LAW, "staff:x", at))
    due_at = due_with_pauses(WEEK, NOW, minutes, pauses)
    waited = sum((elapsed(WEEK, one.begun_at, one.ended_at or at) for one in pauses), timedelta())
    assert elapsed(WEEK, NOW, due_at) == timedelta(minutes=minutes) + waited


@pytest.mark.parametrize(("changes", "place"), [
    ({"pauses": 0}, "pauses"), ({"first_hours": {"behaviour": 8}}, "first_hours"),
    ({"update_days": {"weather": 1, "others": 2}}, "update_days"), ({"solution": []}, "solution"),
    ({"unassigned": [{"role": "leader", "after_hours": 4}, {"role": "operator", "after_hours": 2}]}, "unassigned"),
    ({"assign_after_hours": -1}, "assign_after_hours"), ({"effective_from": "soon"}, "0"),
])  # fmt: skip
def test_limits_that_cannot_hold_name_their_place(changes: dict[str, object], place: str) -> None:
    good = json.loads((DATA / "clocks.json").read_text("utf-8"))["versions"][0]
    assert read_limits([good]).on(NOW.date()).pauses == 2
    with pytest.raises(BadLimits, match=place):
        read_limits([{**good, **changes}])
    with pytest.raises(BadLimits, match="second version"):
        read_limits([good, good])


def test_a_matter_is_reopened_as_one_and_goes_to_one_officer_by_itself(desk: ClockDesk) -> None:
    """One contact is not content: all are looked into again, and the next answer may be another one."""
    one, two = desk.file().petition.code, desk.file().petition.code
    merge_petitions(desk.ports, OPERATOR, two, one, "cùng một việc", desk.by(OPERATOR))
    desk.tick(desk.now + timedelta(days=1))
    owner = desk.petition(one).officer
    assert owner is not None
    assert desk.petition(two).officer == owner
    officer = Caller("staff", owner, frozenset({"petition_officer"}), "H99.11")
    desk.answer(one, officer)
    reopen_petition(desk.clocks, OPERATOR, two, "Chưa nói ai xin lỗi.", desk.by(OPERATOR))
    assert {desk.petition(code).status for code in (one, two)} == {Status.ASSIGNED}
    answer_petition(desk.ports, officer, one, "Chị Lụa xin lỗi bà.", desk.by(officer))
    approve_answer(desk.ports, LEADER, one, desk.by(LEADER))
    assert {answer.text for code in (one, two) if (answer := desk.petition(code).answer)} == {"Chị Lụa xin lỗi bà."}
