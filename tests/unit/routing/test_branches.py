"""Rules of a case whose route branches: side by side, by choice, with an opinion, and back to a step before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from services.routing.domain.case import CaseStatus
from services.routing.domain.task import TaskStatus
from services.routing.published.example import CLOCKS
from services.routing.use_cases import facts
from tests.unit.routing.branching import Play
from tests.unit.routing.routes import by_choice, route, side_by_side, there_and_back
from tests.unit.routing.world import MONDAY

DAY = timedelta(days=1)


def test_branches_begin_together_each_at_its_agency_with_its_own_date() -> None:
    play = Play(side_by_side())
    assert play.standing() == {
        "medical": "dispatched",
        "social": "dispatched",
        "opinion": "dispatched",
        "signing": "planned",
    }
    letters = play.told(facts.TASK_ASSIGNED)
    assert sorted(one.address.routing_key for one in letters) == ["H99-11-01", "H99-11-02", "H99-12"]
    assert play.task("medical").due_at == MONDAY + 2 * DAY
    assert play.task("social").due_at == MONDAY + DAY
    assert play.task("signing").due_at == MONDAY + 3 * DAY  # behind the longest, not behind the sum


def test_a_step_that_joins_branches_waits_for_the_last_of_them() -> None:
    play = Play(side_by_side())
    play.decide("social")
    play.decide("medical")
    assert play.standing()["signing"] == "planned"
    play.decide("opinion")
    assert play.standing()["signing"] == "dispatched"
    assert play.told(facts.CASE_DECIDED) == []


def test_the_joining_step_has_its_hours_from_the_last_that_was_done_and_not_from_the_last_that_was_heard() -> None:
    play = Play(side_by_side())
    play.decide("social")
    play.decide("opinion", at=MONDAY + 8 * DAY)
    play.decide("medical", at=MONDAY + 2 * DAY)  # done long ago, heard last
    assert play.task("signing").due_at == MONDAY + 9 * DAY


def test_an_opinion_decides_nothing() -> None:
    play = Play(side_by_side())
    play.decide("opinion", "denied")
    assert [reason for _, reason in play.world.parked] == [
        f"task {play.task('opinion').id} gives an opinion: it says done, with its opinion as a note"
    ]
    letter = next(one for one in play.told(facts.TASK_ASSIGNED) if one.data["step"]["id"] == "opinion")
    assert (letter.data["step"]["advises"], letter.data["step"]["decides"]) == (True, False)


def test_a_denial_in_one_branch_ends_the_case_and_tells_the_others_to_stop() -> None:
    play = Play(side_by_side())
    play.acknowledge("social")
    play.decide("medical", "denied")
    assert play.case.status is CaseStatus.DECIDED
    assert play.standing() == {
        "medical": "decided",
        "social": "recalled",
        "opinion": "recalled",
        "signing": "skipped",
    }
    recalled = play.told(facts.AGENCY_TASK_RECALLED)
    assert sorted(one.address.routing_key for one in recalled) == ["H99-11-01", "H99-12"]
    assert {one.data["reason"] for one in recalled} == {facts.DECIDED_ELSEWHERE}


def test_a_denial_that_leads_on_goes_to_the_desk_that_its_choice_names() -> None:
    play = Play(by_choice())
    play.decide("appraisal", "denied")
    assert play.case.status is CaseStatus.OPEN
    assert play.standing() == {
        "appraisal": "decided",
        "licence": "skipped",
        "refusal": "dispatched",
        "signing": "planned",
    }
    play.decide("refusal")
    play.decide("signing", "denied")
    assert [one.data["decision"] for one in play.told(facts.CASE_DECIDED)] == ["denied"]


def test_the_choice_not_taken_never_gets_a_letter() -> None:
    play = Play(by_choice())
    play.decide("appraisal", "granted")
    play.decide("licence")
    play.decide("signing", "granted")
    assert [one.data["step"]["id"] for one in play.told(facts.TASK_ASSIGNED)] == ["appraisal", "licence", "signing"]
    assert play.case.status is CaseStatus.DECIDED


def test_a_return_begins_the_step_anew_and_all_behind_it_and_keeps_what_was() -> None:
    play = Play(there_and_back())
    play.decide("appraisal")
    play.decide("council")
    play.decide("signing", "returned", return_to="appraisal")
    assert play.world.parked == []
    assert [(one.number, one.step, one.status.value) for one in play.case.tasks] == [
        (1, "appraisal", "decided"),
        (2, "council", "decided"),
        (3, "signing", "decided"),
        (4, "appraisal", "dispatched"),
        (5, "council", "planned"),
        (6, "signing", "planned"),
    ]
    for step, outcome in (("appraisal", "done"), ("council", "done"), ("signing", "granted")):
        play.decide(step, outcome)
    assert play.case.status is CaseStatus.DECIDED
    assert len(play.told(facts.CASE_DECIDED)) == 1


def test_a_return_to_a_step_that_the_route_does_not_name_is_parked() -> None:
    play = Play(there_and_back())
    play.decide("appraisal")
    play.decide("council", "returned", return_to="appraisal")
    play.decide("council")
    play.decide("signing", "returned")
    assert [reason.partition(" cannot ")[2] for _, reason in play.world.parked] == [
        "return the dossier to 'appraisal' (none)",
        "return the dossier to 'a step unnamed' (appraisal, council)",
    ]
    assert play.standing()["signing"] == "acknowledged"


def test_the_same_return_heard_again_changes_nothing() -> None:
    play = Play(there_and_back())
    play.decide("appraisal")
    play.decide("council")
    signing = play.task("signing")
    play.decide("signing", "returned", return_to="council")
    said = play.case.task(signing.id).decision
    assert said is not None
    assert play.case.decided(signing.id, play.at, said, CLOCKS) is play.case


def test_nothing_is_sent_back_to_a_step_that_was_never_done() -> None:
    steps = by_choice().steps
    play = Play(route(*steps[:-1], replace(steps[-1], returns_to=("refusal", "licence"))))
    play.decide("appraisal", "granted")
    play.decide("licence")
    play.decide("signing", "returned", return_to="refusal")
    assert [reason.partition(" cannot ")[2] for _, reason in play.world.parked] == [
        "return the dossier to 'refusal' (licence)"
    ]
    play.decide("signing", "returned")
    assert play.standing()["licence"] == "dispatched"


def test_a_letter_names_the_steps_that_the_dossier_may_be_sent_back_to() -> None:
    play = Play(there_and_back())
    play.decide("appraisal")
    play.decide("council")
    letter = play.told(facts.TASK_ASSIGNED)[-1].data["step"]
    assert [one["id"] for one in letter["returns_to"]] == ["appraisal", "council"]


def test_a_dossier_is_not_sent_back_and_forth_for_ever() -> None:
    play = Play(there_and_back())
    play.decide("appraisal")
    for _ in range(6):
        play.decide("council")
        play.decide("signing", "returned", return_to="council")
    assert [reason.partition(": ")[2] for _, reason in play.world.parked] == ["it must be decided"]
    play.decide("signing", "granted")
    assert play.case.status is CaseStatus.DECIDED


def test_papers_asked_for_in_one_branch_leave_the_other_s_date_alone() -> None:
    play = Play(side_by_side())
    before = play.task("social").due_at
    signing = play.task("signing").due_at
    play.acknowledge("medical")
    play.ask("medical")
    play.answer("medical")
    assert play.task("social").due_at == before
    assert play.task("medical").due_at == MONDAY + 2 * DAY + timedelta(hours=1)
    assert signing is not None
    assert play.task("signing").due_at == signing + timedelta(hours=1)


def test_a_withdrawal_recalls_every_branch() -> None:
    play = Play(side_by_side())
    play.withdraw()
    assert {one.status for one in play.case.tasks} == {TaskStatus.RECALLED}
    assert len(play.told(facts.AGENCY_TASK_RECALLED)) == 3


def test_what_the_case_tells_at_its_opening_says_what_runs_side_by_side() -> None:
    opened = Play(side_by_side()).told(facts.CASE_OPENED)[0]
    assert [one["after"] for one in opened.data["steps"]] == [[], [], [], ["medical", "social", "opinion"]]
