"""Rules of what the hotline asks agencies: a task beside the route, whose answer, or its end without one, is told."""

from __future__ import annotations

from typing import Any

from services.routing.domain.agency import Agency
from services.routing.domain.case import Case
from services.routing.domain.task import Task
from services.routing.use_cases import facts, side_facts
from services.routing.use_cases.ask_opinion import tell_late_opinions
from services.routing.use_cases.hotline_questions import ANSWERED
from shared.bus.reading import Received
from shared.store.change import Address, Key
from tests.unit.routing.branching import Play
from tests.unit.routing.routes import MEDICAL, POLICE, SOCIAL, route, step
from tests.unit.routing.world import DOSSIER, MONDAY, agency, event

WHY = "Vì sao hồ sơ này chậm so với giấy hẹn?"


def play() -> Play:
    """``appraisal`` lies at MEDICAL, who has not acknowledged it; POLICE is known and has no part."""
    made = Play(route(step("appraisal", hours=40), step("signing", "appraisal", agency=SOCIAL)))
    made.world.states[Key(Agency, "H99-12")] = agency(POLICE)
    return made


def question(of: str = MEDICAL, id: str = "question-1", dossier: str = DOSSIER, **data: Any) -> Received:
    given = {"dossier": dossier, "agency": of, "question": WHY, "hours": None, **data}
    return event("hotline.task.asked.v1", given, id=id, subject=id, sequence=1)


def ask(of: Play, received: Received) -> None:
    of.world.receive(received)
    of.world.dispatch()


def asked(of: Play) -> Task:
    return next(one for one in reversed(of.case.tasks) if one.opinion)


def test_the_agency_that_has_the_dossier_is_asked_and_what_it_says_is_told_the_hotline() -> None:
    one = play()
    ask(one, question())
    task = asked(one)
    assert (task.agency, task.advises) == (MEDICAL, True)
    letter = next(each for each in one.told(facts.TASK_ASSIGNED) if each.data["task_id"] == task.id)
    assert letter.data["opinion"] == {"task_id": one.task("appraisal").id, "agency": "H99.11",
                                      "agency_name": "Trung tâm một cửa", "question": WHY}  # fmt: skip
    assert "question-1" not in str(letter.data)
    one.acknowledge_task(task)
    one.say(task, facts.AGENCY_DECIDED, {"decision": "done", "note": "Chờ phòng cháy, xong 12/10", "result": None})
    (told,) = one.told(ANSWERED)
    assert (told.subject, told.address, told.data["outcome"]) == ("question-1", None, "given")
    assert (told.data["answer"], told.data["dossier"]) == ("Chờ phòng cháy, xong 12/10", DOSSIER)
    assert one.told(side_facts.AGENCY_OPINION_GIVEN) == []
    assert one.task("appraisal").decision is None


def test_the_same_question_twice_is_one_task_and_another_agency_can_be_asked() -> None:
    one = play()
    for received in (question(), question(), question(POLICE, "question-2")):
        ask(one, received)
    assert [each.agency for each in one.case.tasks if each.opinion] == [MEDICAL, POLICE]


def test_a_refusal_is_told_with_its_reason() -> None:
    one = play()
    ask(one, question(POLICE))
    task = asked(one)
    one.acknowledge_task(task)
    one.say(task, side_facts.AGENCY_REFUSED, {"reason": "Không thuộc thẩm quyền"})
    (told,) = one.told(ANSWERED)
    assert (told.data["outcome"], told.data["reason"]) == ("not_given", "Không thuộc thẩm quyền")


def test_a_question_that_nobody_will_answer_any_more_is_told_so() -> None:
    one = play()
    ask(one, question(POLICE))
    one.withdraw()
    (told,) = one.told(ANSWERED)
    assert (told.data["outcome"], told.data["agency"]) == ("not_given", POLICE)


def test_where_nobody_has_the_dossier_or_the_agency_is_unknown_the_hotline_is_told_at_once() -> None:
    one = play()
    ask(one, question(id="unknown", of="H99.77"))
    ask(one, question(id="no-case", dossier="H99.11-991231-9999"))
    one.withdraw()
    ask(one, question(id="ended"))
    told = {each.subject: each.data["outcome"] for each in one.told(ANSWERED)}
    assert told == {"unknown": "not_given", "no-case": "not_given", "ended": "not_given"}
    assert not any(each.opinion for each in one.case.tasks)


def test_a_late_answer_to_the_hotline_writes_no_letter_to_who_has_the_dossier() -> None:
    one = play()
    ask(one, question(POLICE, hours=1))

    class Late:
        def late(self, now: Any, limit: int) -> list[str]:
            return [DOSSIER]

    before = len(one.told(side_facts.AGENCY_OPINION_LATE))
    later = MONDAY.replace(day=20)
    assert tell_late_opinions(one.world, Late(), lambda key: Address("agency.tasks", key), lambda: later) == 1
    assert len(one.told(side_facts.AGENCY_OPINION_LATE)) == before
    case = one.world.load(Key(Case, DOSSIER)).get(Case, DOSSIER)
    assert case is not None
