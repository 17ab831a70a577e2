"""The bugs that others had where several agencies settle one dossier (liên thông), each as a rule that holds here."""

from __future__ import annotations

from datetime import timedelta

from services.routing.domain.task import TaskStatus
from services.routing.use_cases import facts, side_facts
from tests.unit.routing.branching import Play
from tests.unit.routing.routes import CENTRE, MEDICAL, POLICE, SOCIAL, by_choice, route, side_by_side, step
from tests.unit.routing.world import DOSSIER, MONDAY, World, accepted, acknowledgement, agency


def in_a_row() -> Play:
    return Play(route(step("first", hours=16), step("second", "first", agency=CENTRE, hours=16)))


def test_the_dossier_that_goes_to_a_second_agency_is_one_case_and_is_counted_once() -> None:
    play = in_a_row()
    play.decide("first")
    assert len(play.world.cases()) == 1
    assert len(play.told(facts.CASE_OPENED)) == 1
    play.decide("second", "granted")
    assert len(play.told(facts.CASE_DECIDED)) == 1


def test_the_receipt_can_name_the_whole_date_and_each_part_from_the_opening_alone() -> None:
    play = Play(side_by_side())
    (opened,) = play.told(facts.CASE_OPENED)
    assert opened.data["due_at"] == play.case.due_at.isoformat() if play.case.due_at else False
    assert [one["agency"] for one in opened.data["steps"]] == [MEDICAL, CENTRE, POLICE, SOCIAL]
    assert all(one["due_at"] and one["due_at"] <= opened.data["due_at"] for one in opened.data["steps"])


def test_after_papers_the_agencies_behind_are_later_by_the_wait_and_never_later_than_the_dossier() -> None:
    play = in_a_row()
    play.acknowledge("first")
    play.at = MONDAY + timedelta(days=1)
    before = play.task("second").due_at
    play.ask("first")
    play.at += timedelta(days=1)
    play.answer("first")
    after = play.task("second").due_at
    assert before is not None
    assert after is not None
    assert before < after
    assert play.case.due_at is not None
    assert after <= play.case.due_at


def test_an_agency_in_parallel_keeps_its_date_while_another_one_waits_for_papers() -> None:
    play = Play(side_by_side())
    play.acknowledge("medical")
    before = play.task("social").due_at
    play.ask("medical")
    play.at += timedelta(days=1)
    play.answer("medical")
    assert play.task("social").due_at == before


def test_a_pause_is_not_lost_when_the_date_changes_meanwhile() -> None:
    play = in_a_row()
    play.acknowledge("first")
    play.ask("first")
    play.redate(timedelta(days=7))
    assert play.task("first").status is TaskStatus.PAUSED
    play.answer("first")
    assert play.task("first").status is TaskStatus.ACKNOWLEDGED
    assert play.world.deferred == []


def test_a_date_that_changes_for_several_agencies_at_once_can_be_kept() -> None:
    """A case tells each of its versions once: two tellings of one version no store would take."""
    play = Play(side_by_side())
    play.redate(timedelta(days=7))
    assert len(play.told(facts.TASK_DUE_CHANGED)) == 1
    assert len(play.told(facts.AGENCY_TASK_DUE_CHANGED)) == 3


def test_an_agency_that_is_away_keeps_nobody_else_waiting_and_gets_its_task_when_there_is_room() -> None:
    world = World.ready(side_by_side(), *(agency(code) for code in (CENTRE, POLICE, SOCIAL)))
    world.receive(accepted())
    for _ in range(3):
        world.dispatch(most=1)
    given = [fact.data["task_id"] for fact in world.told if fact.type == facts.TASK_ASSIGNED]
    assert sorted(given) == [f"{DOSSIER}:{number}" for number in (1, 2, 3)]
    world.receive(acknowledgement())
    assert world.case().task(f"{DOSSIER}:1").status is TaskStatus.ACKNOWLEDGED


def test_a_task_that_its_agency_does_not_take_is_not_lost_and_does_not_end_the_way_behind_it() -> None:
    play = in_a_row()
    play.refuse("first")
    assert play.standing() == {"first": "refused", "second": "planned"}
    play.reassign("first", SOCIAL)
    play.decide("first")
    assert play.standing()["second"] == "dispatched"


def test_an_opinion_that_never_comes_holds_nobody_up() -> None:
    play = in_a_row()
    play.world.states.update(World.ready(agency(POLICE)).states)
    play.acknowledge("first")
    play.ask_opinion("first", POLICE)
    play.decide("first")
    play.decide("second", "granted")
    assert play.case.status.value == "decided"
    assert play.told(side_facts.AGENCY_OPINION_GIVEN) == []


def test_the_way_that_an_outcome_did_not_choose_is_never_waited_for() -> None:
    play = Play(by_choice())
    play.decide("appraisal", "denied")
    assert play.standing()["licence"] == "skipped"
    play.decide("refusal", "done")
    play.decide("signing", "denied")
    assert play.case.status.value == "decided"
