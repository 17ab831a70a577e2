"""Two agencies in a row, papers asked for, a dossier taken back: with agencies that know only the contract."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from deploy.simulators.agency.messages import decision, read_task
from services.routing.domain.task import TaskStatus
from services.routing.use_cases import facts
from shared.store.change import Fact
from tests.integration.agencies.centre import Centre, simulator
from tests.integration.agencies.test_exchange import Hand
from tests.support.waiting import wait_until

FIRST, SECOND = "H99.11.01", "H99.11.02"
TWO_STEPS = {"code": "1.013815", "name": "Giấy phép hoạt động", "name_en": "Licence"}


def waits(centre: Centre, code: str, status: TaskStatus, number: int = 0) -> None:
    """Until the task of this step stands so."""
    wait_until(
        lambda: (case := centre.case(code)) is not None and case.tasks[number].status is status,
        20,
        describe=lambda: f"{status}: {centre.case(code)}, {centre.parked()}",
    )


def supplemented(centre: Centre, code: str) -> None:
    now = datetime.now(UTC)
    data = {
        "task_id": f"{code}:1",
        "supplemented_at": now.isoformat(),
        "due_at": (now + timedelta(days=20)).isoformat(),
        "policy": "pause",
        "procedure": TWO_STEPS,
    }
    centre.tell(Fact("intake.dossier.supplemented.v1", code, 7, data))


def withdrawn(centre: Centre, code: str) -> None:
    data = {"withdrawn_at": datetime.now(UTC).isoformat(), "accepted": True, "procedure": TWO_STEPS}
    centre.tell(Fact("intake.dossier.withdrawn.v1", code, 8, data))


def test_papers_are_asked_for_and_then_two_agencies_decide_one_after_the_other(centre: Centre) -> None:
    first, second = centre.provision(FIRST), centre.provision(SECOND)
    centre.start()
    with simulator(first, "--supplement-for", TWO_STEPS["code"]), simulator(second):
        code = centre.accept(procedure=TWO_STEPS)
        waits(centre, code, TaskStatus.PAUSED)
        supplemented(centre, code)
        case = centre.wait_for_status(code, "decided")
    assert [task.status for task in case.tasks] == [TaskStatus.DECIDED, TaskStatus.DECIDED]
    assert [task.decision.outcome.value for task in case.tasks if task.decision] == ["done", "granted"]
    told = centre.told(code)
    assert told.count(facts.TASK_ASSIGNED) == 2
    assert {facts.SUPPLEMENT_REQUESTED, facts.TASK_RESUMED, facts.AGENCY_TASK_RESUMED} <= set(told)
    assert told.count(facts.CASE_DECIDED) == 1
    assert centre.parked() == []


def test_a_withdrawn_dossier_is_recalled_and_its_agency_stops(centre: Centre) -> None:
    first = centre.provision(FIRST)
    centre.provision(SECOND)
    centre.start()
    with simulator(first, "--supplement-every", "1"):
        code = centre.accept(procedure=TWO_STEPS)
        waits(centre, code, TaskStatus.PAUSED)
        withdrawn(centre, code)
        case = centre.wait_for_status(code, "withdrawn")
        wait_until(lambda: f"{code}:1 is recalled" in first.with_suffix(".log").read_text("utf-8"), 20)
    assert [task.status for task in case.tasks] == [TaskStatus.RECALLED, TaskStatus.RECALLED]
    assert centre.parked() == []


def test_an_agency_that_answers_after_the_recall_is_refused_in_writing(centre: Centre) -> None:
    hand = Hand(centre, centre.provision(FIRST))
    centre.provision(SECOND)
    centre.start()
    code = centre.accept(procedure=TWO_STEPS)
    task = read_task(hand.take())
    withdrawn(centre, code)
    before = centre.wait_for_status(code, "withdrawn")
    late = decision("H99-11-01", task, False)
    hand.send(late.body, late.type, user=hand.sheet.user)
    reasons = wait_until(centre.parked, 20)
    assert reasons == [f"task {code}:1 was recalled: the applicant took the dossier back"]
    assert centre.case(code) == before
