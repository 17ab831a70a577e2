"""Rules of who is told: once for each level, also where nobody has it; given by field and load; to and fro no more."""

from __future__ import annotations

import pytest

from services.hotline.domain.clocks.escalation import Matter
from services.hotline.domain.clocks.roster import BadRoster, Fit, read_roster
from services.hotline.domain.errors import IllegalStep, InvalidRequest
from services.hotline.domain.kinds import Topic
from services.hotline.domain.petition import Status
from services.hotline.use_cases.clocks.keep_clocks import (
    extend_petition,
    hand_on_petition,
    pause_petition,
    resume_petition,
)
from services.hotline.use_cases.clocks.view_clocks import count_escalations, list_escalations, view_clocks
from services.hotline.use_cases.clocks.watch_job import WATCH_JOB
from services.hotline.use_cases.clocks.watch_petition import look
from services.hotline.use_cases.link_petition import link_petition
from services.hotline.use_cases.settle_petition import assign_petition
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC
from shared.store.change import AlreadyExists, Change, Conflict, Context, Job
from tests.unit.hotline.clock_world import ACCOUNTS, SECOND, UNITS, ClockDesk, shown
from tests.unit.hotline.fakes import LEADER, OFFICER, OPERATOR, claim, life

NOBODY = [{"account": one, "unit": "social", "fields": ["fees"]} for one in ACCOUNTS]
WHY = "Việc này thuộc đơn vị kia."


@pytest.fixture
def desk() -> ClockDesk:
    return ClockDesk()


def hand_on(desk: ClockDesk, code: str, unit: str, caller=OFFICER):  # type: ignore[no-untyped-def]
    return hand_on_petition(desk.clocks, caller, code, unit, WHY, desk.by(caller))


def test_what_nobody_takes_is_told_to_the_operator_then_to_the_leaders() -> None:
    desk = ClockDesk(officers=NOBODY)
    code = desk.file().petition.code
    desk.forward(hours=1)
    assert desk.told() == []
    desk.forward(hours=1)
    assert desk.told() == [("unassigned", "operator")]
    desk.forward(days=3)
    assert desk.told() == [("unassigned", "operator"), ("unassigned", "leader"), ("first_answer", "operator"),
                           ("first_answer", "leader")]  # fmt: skip
    assign_petition(desk.ports, LEADER, code, "petition-officer", desk.by(LEADER))
    desk.tick()
    assert [one.matter for one in desk.escalations(code).open] == [Matter.FIRST_ANSWER]


def test_each_level_is_told_once_however_often_it_is_looked_at(desk: ClockDesk) -> None:
    code = desk.given()
    desk.forward(days=12)
    told = desk.told()
    assert told == [("first_answer", "officer"), ("first_answer", "leader"), ("solution", "officer"),
                    ("solution", "leader")]  # fmt: skip
    for _ in range(3):
        change = look(desk.clocks, Job(WATCH_JOB, code, desk.now), desk.now)
        assert (change.saved, change.facts) == ((), ())
    desk.answer(code)
    desk.tick()
    assert desk.escalations(code).open == ()
    assert desk.watched() == []
    assert desk.told() == told


def test_two_workers_that_look_at_the_same_time_tell_once(desk: ClockDesk) -> None:
    code = desk.given()
    desk.forward(days=1)
    later = desk.now.replace(day=8)
    first = look(desk.clocks, Job(WATCH_JOB, code, later), later)
    second = look(desk.clocks, Job(WATCH_JOB, code, later), later)
    desk.work.commit(first, Context("service:hotline", later, "a"))
    with pytest.raises((Conflict, AlreadyExists)):
        desk.work.commit(second, Context("service:hotline", later, "b"))
    assert desk.told() == [("first_answer", "officer")]


def test_nobody_is_told_while_it_waits_and_the_wait_counts(desk: ClockDesk) -> None:
    code = desk.given(topic=Topic.BEHAVIOUR)
    pause_petition(desk.clocks, OFFICER, code, "petitioner", 10, "Bà gặp ai ở quầy?", desk.by(OFFICER))
    desk.forward(days=7)
    assert desk.told() == []
    resume_petition(desk.clocks, OFFICER, code, desk.by(OFFICER))
    assert shown(desk.petition(code).due_at) == "Thu 15 08:00"
    desk.forward(days=1, minutes=5)
    assert desk.told() == [("update", "officer")]


def test_what_was_late_before_a_pause_stays_so_and_tells_nobody_more(desk: ClockDesk) -> None:
    code = desk.given()
    desk.forward(days=2, minutes=5)
    assert desk.told() == [("first_answer", "officer")]
    pause_petition(desk.clocks, OFFICER, code, "agency", 5, "Chờ Phòng Bảo trợ xã hội.", desk.by(OFFICER))
    desk.forward(days=3)
    assert desk.told() == [("first_answer", "officer")]
    assert [one.matter for one in desk.escalations(code).open] == [Matter.FIRST_ANSWER]


def test_by_itself_it_is_given_by_field_and_then_by_load(desk: ClockDesk) -> None:
    conduct, usual = desk.file(topic=Topic.BEHAVIOUR).petition.code, desk.file().petition.code
    desk.forward(hours=1)
    assert desk.petition(conduct).officer == "second-officer"
    assert desk.petition(usual).officer == "petition-officer"
    assert desk.petition(usual).history[-1].who == "service:hotline"
    desk.officers = [{**one, "fields": []} for one in desk.officers]
    given = [desk.file().petition.code for _ in range(4)]
    desk.forward(hours=1)
    assert sorted(str(desk.petition(one).officer) for one in given) == [*["petition-officer"] * 2,
                                                                        *["second-officer"] * 2]  # fmt: skip


def test_it_is_never_given_to_whom_it_names(desk: ClockDesk) -> None:
    code = desk.file().petition.code
    petition = desk.petition(code).naming(("petition-officer",), desk.now, OPERATOR.actor)
    desk.work.commit(Change(saved=(petition,)), desk.by(OPERATOR))
    desk.forward(hours=2)
    assert desk.petition(code).officer is None
    assert desk.told() == [("unassigned", "operator")]


def test_the_linked_dossiers_procedure_is_the_closest_field(desk: ClockDesk) -> None:
    desk.hear(*life()[:5])
    code = desk.file().petition.code
    assert [one.account for one in view_clocks(desk.clocks, OPERATOR, code).suggested] == ["petition-officer"]
    link_petition(desk.ports, OPERATOR, code, claim(), desk.by(OPERATOR))
    first = view_clocks(desk.clocks, OPERATOR, code).suggested[0]
    assert (first.account, first.fit) == ("second-officer", Fit.PROCEDURE)


def test_handed_on_it_is_that_units_and_the_second_time_the_leaders(desk: ClockDesk) -> None:
    code = desk.given()
    there = hand_on(desk, code, "social")
    assert (there.status, there.officer, there.unit) == (Status.RECEIVED, None, "social")
    desk.forward(hours=1)
    assert desk.petition(code).officer == "second-officer"
    assert desk.told() == []
    back = hand_on(desk, code, "petitions", SECOND)
    assert back.leader_decides
    desk.tick()
    assert desk.told() == [("bounced", "leader")]
    desk.forward(hours=1)
    assert desk.petition(code).officer is None  # nobody but a leader decides
    with pytest.raises(IllegalStep, match="leader decides"):
        assign_petition(desk.ports, OPERATOR, code, "petition-officer", desk.by(OPERATOR))
    assign_petition(desk.ports, LEADER, code, "petition-officer", desk.by(LEADER))
    desk.tick()
    assert desk.escalations(code).open == ()
    assert desk.petition(code).bounces == 0


def test_a_hand_over_needs_a_unit_and_a_reason(desk: ClockDesk) -> None:
    code = desk.given()
    with pytest.raises(InvalidRequest):
        hand_on(desk, code, "elsewhere")
    with pytest.raises(IllegalStep, match="with that unit already"):
        hand_on(desk, code, "petitions")
    with pytest.raises(IllegalStep, match="another officer"):
        hand_on(desk, code, "social", SECOND)


def test_what_is_the_matter_is_listed_for_the_desk_the_longest_first() -> None:
    desk = ClockDesk(officers=NOBODY)
    first, second = desk.file().petition.code, ""
    desk.forward(hours=1)
    second = desk.file().petition.code
    desk.forward(hours=4)
    found = list_escalations(desk.clocks, OPERATOR, None, after=None, limit=10)
    assert [one.id for one in found] == [first, second]
    assert count_escalations(desk.clocks, LEADER)[Matter.UNASSIGNED] == 2
    with pytest.raises(Forbidden):
        list_escalations(desk.clocks, PUBLIC, None, after=None, limit=10)


def test_what_holds_again_is_told_anew(desk: ClockDesk) -> None:
    code = desk.given(topic=Topic.BEHAVIOUR)
    desk.forward(days=3, minutes=5)
    before = [one for one in desk.told() if one[0] == "solution"]
    extend_petition(desk.clocks, LEADER, code, "Phải xác minh ở ba nơi.", desk.by(LEADER))
    desk.tick()
    (late,) = [one for one in desk.escalations(code).all if one.matter is Matter.SOLUTION]
    assert late.ended_at == desk.now
    desk.forward(days=14)
    after = [one for one in desk.told() if one[0] == "solution"]
    assert (before, after) == (
        [("solution", "officer")],
        [("solution", "officer"), ("solution", "officer"), ("solution", "leader")],
    )


@pytest.mark.parametrize("data", [
    {}, {"units": [], "officers": []}, {"units": UNITS, "officers": [{"account": "x"}]},
    {"units": UNITS, "officers": [{"account": "x", "unit": "elsewhere", "fields": []}]},
])  # fmt: skip
def test_a_roster_that_cannot_be_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(BadRoster):
        read_roster(data, ACCOUNTS)
    assert read_roster({"units": UNITS, "officers": []}, ACCOUNTS).officers["second-officer"].unit == "petitions"
