"""Rules of opinions that agencies ask of each other, of refusals and of tasks given to another agency."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.routing.domain.agency import Agency
from services.routing.domain.task import Task, TaskStatus
from services.routing.use_cases import facts, side_facts
from services.routing.use_cases.ask_opinion import tell_late_opinions
from shared.store.change import Address, Fact, Key
from tests.unit.routing.branching import Play
from tests.unit.routing.routes import CENTRE, MEDICAL, POLICE, SOCIAL, route, side_by_side, step
from tests.unit.routing.world import DOSSIER, MONDAY, agency

WHY = "Việc này của cơ quan khác"


def letters(play: Play, type: str) -> list[Fact]:
    return play.told(type)


def two_in_a_row() -> Play:
    """``appraisal`` at MEDICAL is acknowledged; POLICE is known and has no part."""
    play = Play(route(step("appraisal", hours=40), step("signing", "appraisal", agency=SOCIAL)))
    play.world.states[Key(Agency, "H99-12")] = agency(POLICE)
    play.acknowledge("appraisal")
    return play


def opinion(play: Play) -> Task:
    """The newest opinion that was asked."""
    return next(one for one in reversed(play.case.tasks) if one.opinion)


def answer(play: Play, task: Task) -> None:
    """The agency that is asked gives its opinion."""
    play.acknowledge_task(task)
    data: dict[str, Any] = {"decision": "done", "note": "Đủ điều kiện", "result": None}
    play.say(task, facts.AGENCY_DECIDED, data)


def test_an_opinion_is_a_task_of_its_own_with_its_own_date_and_the_askers_clock_runs_on() -> None:
    play = two_in_a_row()
    before = play.task("appraisal")
    play.ask_opinion("appraisal", POLICE, hours=4)
    side, asker = opinion(play), play.task("appraisal")
    assert (side.agency, side.status) == (POLICE, TaskStatus.DISPATCHED)
    assert (asker.status, asker.due_at) == (TaskStatus.ACKNOWLEDGED, before.due_at)
    assert side.due_at is not None
    assert asker.due_at is not None
    assert side.due_at < asker.due_at
    assert side.opinion is not None
    assert side.opinion.asked_by == "agency:H99-11-02"
    letter = next(one for one in letters(play, facts.TASK_ASSIGNED) if one.data["task_id"] == side.id)
    assert letter.address == Address("agency.tasks", "H99-12")
    assert letter.data["step"]["advises"] is True
    assert letter.data["opinion"] == {
        "task_id": asker.id,
        "agency": MEDICAL,
        "agency_name": asker.agency_name,
        "question": "Có đủ điều kiện không?",
    }


def test_the_answer_goes_back_to_the_asker_and_decides_nothing() -> None:
    play = two_in_a_row()
    play.ask_opinion("appraisal", POLICE)
    answer(play, opinion(play))
    (letter,) = letters(play, side_facts.AGENCY_OPINION_GIVEN)
    assert letter.address == Address("agency.tasks", "H99-11-02")
    assert (letter.data["task_id"], letter.data["outcome"], letter.data["opinion"]) == (
        play.task("appraisal").id,
        "given",
        "Đủ điều kiện",
    )
    assert play.standing() == {"appraisal": "acknowledged", "signing": "planned"}
    play.decide("appraisal")
    play.decide("signing", "granted")
    assert play.case.status.value == "decided"
    assert play.world.parked == []
    assert play.world.deferred == []


def test_an_opinion_says_done_and_asks_neither_on_nor_the_applicant() -> None:
    play = two_in_a_row()
    play.ask_opinion("appraisal", POLICE)
    play.acknowledge_task(opinion(play))
    side = opinion(play)
    data: dict[str, Any] = {"decision": "denied", "note": "Không", "result": None}
    play.say(side, facts.AGENCY_DECIDED, data)
    play.say(side, facts.AGENCY_SUPPLEMENT_REQUESTED, {"wanted": "Bản sao", "reason": "Thiếu"})
    play.say(side, side_facts.AGENCY_OPINION_REQUESTED, {"agency": SOCIAL, "question": "Ý kiến?"})
    assert [reason.partition(" ")[2] for _, reason in play.world.parked] == [
        f"{side.id} gives an opinion: it says done, with its opinion as a note",
        f"{side.id} gives an opinion: the agency that wants it asks the applicant",
        f"{side.id} gives an opinion itself: it is given, not asked on",
    ]


def test_the_same_question_again_makes_no_second_task() -> None:
    play = two_in_a_row()
    play.ask_opinion("appraisal", POLICE)
    before = play.case
    play.ask_opinion("appraisal", POLICE)
    assert play.case is before


def test_an_unknown_agency_the_own_one_and_too_long_a_limit_are_refused_with_the_reason() -> None:
    play = two_in_a_row()
    play.ask_opinion("appraisal", "H99.99")
    play.ask_opinion("appraisal", MEDICAL)
    play.ask_opinion("appraisal", POLICE, hours=1000)
    reasons = [reason for _, reason in play.world.parked]
    assert len(reasons) == 3
    assert "unknown" in reasons[0]
    assert "ask itself" in reasons[1]
    assert "at most 40" in reasons[2]


def test_a_late_opinion_is_told_to_its_asker_once_and_the_asker_may_go_on_without() -> None:
    play = two_in_a_row()
    play.ask_opinion("appraisal", POLICE, hours=4)

    class Late:
        def late(self, now: Any, limit: int) -> list[str]:
            return [DOSSIER]

    def tell(days: int) -> int:
        now = MONDAY + timedelta(days=days)
        return tell_late_opinions(play.world, Late(), lambda key: Address("agency.tasks", key), lambda: now)

    assert tell(0) == 0
    assert (tell(3), tell(3)) == (1, 0)
    (letter,) = letters(play, side_facts.AGENCY_OPINION_LATE)
    assert letter.data["opinion_task_id"] == opinion(play).id
    assert letter.address == Address("agency.tasks", "H99-11-02")
    play.decide("appraisal")
    assert opinion(play).status is TaskStatus.RECALLED
    recall = letters(play, facts.AGENCY_TASK_RECALLED)[-1]
    assert (recall.data["task_id"], recall.data["reason"]) == (opinion(play).id, facts.OPINION_NOT_NEEDED)
    assert play.standing()["signing"] == "dispatched"


def test_a_withdrawal_recalls_the_opinion_too() -> None:
    play = two_in_a_row()
    play.ask_opinion("appraisal", POLICE)
    play.withdraw()
    recalled = {one.data["task_id"] for one in letters(play, facts.AGENCY_TASK_RECALLED)}
    assert recalled == {play.task("appraisal").id, opinion(play).id}


def test_an_agency_that_gives_no_opinion_says_so_and_its_asker_is_told_why() -> None:
    play = two_in_a_row()
    play.ask_opinion("appraisal", POLICE)
    play.say(opinion(play), side_facts.AGENCY_REFUSED, {"reason": WHY})
    (letter,) = letters(play, side_facts.AGENCY_OPINION_GIVEN)
    assert (letter.data["outcome"], letter.data["reason"]) == ("refused", WHY)


def test_a_refused_task_is_told_with_its_reason_and_another_agency_gets_it() -> None:
    play = two_in_a_row()
    due_at = play.task("appraisal").due_at
    play.refuse("appraisal")
    (told,) = letters(play, side_facts.TASK_REFUSED)
    assert (told.data["reason"], told.data["refused_by"], told.data["holders"]) == (WHY, "agency:H99-11-02", [])
    play.reassign("appraisal", POLICE)
    (given,) = letters(play, side_facts.TASK_REASSIGNED)
    assert (given.data["to_agency"], given.data["reassigned_by"], given.data["reason"]) == (POLICE, "vanhanh", WHY)
    assert (play.task("appraisal").agency, play.task("appraisal").due_at) == (POLICE, due_at)
    assert letters(play, facts.AGENCY_TASK_RECALLED) == []  # whoever refused has nothing to stop
    play.decide("appraisal")
    assert play.standing() == {"appraisal": "decided", "signing": "dispatched"}


def test_the_old_agency_gets_a_recall_with_the_reason_and_the_new_one_the_task() -> None:
    play = two_in_a_row()
    old = play.task("appraisal")
    play.reassign("appraisal", POLICE)
    (recall,) = letters(play, facts.AGENCY_TASK_RECALLED)
    assert recall.data["task_id"] == old.id
    assert WHY in recall.data["reason"]
    assert recall.address == Address("agency.tasks", "H99-11-02")
    assert play.task("appraisal").status is TaskStatus.DISPATCHED
    play.say(play.case.task(old.id), facts.AGENCY_DECIDED, {"decision": "done", "note": "", "result": None})
    assert [reason for _, reason in play.world.parked] == [f"task {old.id} was given to another agency"]


def test_every_telling_names_all_who_have_a_part_now() -> None:
    play = Play(side_by_side())
    told = letters(play, facts.TASK_DISPATCHED)[-1]
    assert [one["agency"] for one in told.data["holders"]] == [MEDICAL, CENTRE, POLICE]
    play.decide("social")
    done = letters(play, facts.TASK_DONE)[-1]
    assert [(one["agency"], one["due_at"] is not None) for one in done.data["holders"]] == [
        (MEDICAL, True),
        (POLICE, True),
    ]


def test_a_new_date_of_the_dossier_is_one_telling_and_a_letter_to_each_agency_that_has_a_part() -> None:
    play = Play(side_by_side())
    play.redate(timedelta(days=7))
    (told,) = letters(play, facts.TASK_DUE_CHANGED)
    assert [one["agency"] for one in told.data["also"]] == [CENTRE, POLICE]
    assert [one.address and one.address.routing_key for one in letters(play, facts.AGENCY_TASK_DUE_CHANGED)] == [
        "H99-11-02",
        "H99-11-01",
        "H99-12",
    ]


def test_two_agencies_that_asked_side_by_side_go_on_with_one_answer() -> None:
    play = Play(side_by_side())
    play.acknowledge("medical")
    play.acknowledge("social")
    planned, play.at = play.task("signing").due_at, MONDAY + timedelta(days=1)
    play.ask("medical")
    play.ask("social")
    play.answer("medical", also=["social"])
    assert [play.standing()[one] for one in ("medical", "social")] == ["acknowledged", "acknowledged"]
    (told,) = letters(play, facts.TASK_RESUMED)
    assert [one["agency"] for one in told.data["also"]] == [CENTRE]
    assert [one.address and one.address.routing_key for one in letters(play, facts.AGENCY_TASK_RESUMED)] == [
        "H99-11-02",
        "H99-11-01",
    ]
    assert play.case.due_revision == 2
    moved = play.task("signing").due_at
    assert planned is not None
    assert moved is not None
    assert moved - planned == timedelta(hours=2)  # the wait since the first of them asked, once
    for one in ("medical", "social", "opinion"):
        play.decide(one)
    play.decide("signing", "granted")
    assert play.case.status.value == "decided"
    assert play.world.deferred == []


def test_an_answer_waits_for_the_second_request_where_that_is_still_on_its_way() -> None:
    play = Play(side_by_side())
    play.acknowledge("medical")
    play.acknowledge("social")
    play.ask("medical")
    play.answer("medical", also=["social"])
    assert play.standing()["medical"] == "paused"
    play.ask("social")
    play.world.retry_deferred()
    assert [play.standing()[one] for one in ("medical", "social")] == ["acknowledged", "acknowledged"]
    assert play.world.deferred == []
