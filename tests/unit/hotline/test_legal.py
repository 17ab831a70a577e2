"""Rules of complaints and denunciations: their own path and limits by law, never closed as feedback, seen by few."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hotline.domain.contact import Look, Seen
from services.hotline.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.hotline.domain.kinds import Channel, Kind
from services.hotline.domain.legal.case import ENDS, Entry, LegalCase, Step, new_case
from services.hotline.domain.petition import Act, Petition, PublicAnswer, Status
from services.hotline.gateways.legal_file import BadLaw, read_law
from services.hotline.gateways.questions_file import read_questions
from services.hotline.use_cases import facts
from services.hotline.use_cases.legal.classify import classify
from services.hotline.use_cases.legal.keep_register import enter_step, list_register, load_case, view_case
from services.hotline.use_cases.legal.legal_ports import LegalPorts, Place
from services.hotline.use_cases.settle_petition import answer_petition, assign_petition, close_petition
from shared.security.access import Forbidden
from shared.security.caller import PUBLIC, Caller
from shared.working_time import Calendar
from shared.working_time.calendar import local
from tests.support.fake_store import FakeWork
from tests.unit.hotline.fakes import ADMIN, LEADER, NOW, OFFICER, OPERATOR, Desk, context

DATA = Path(__file__).parents[3] / "services" / "hotline" / "data"
LAW, QUESTIONS = read_law(DATA / "legal.json"), read_questions(DATA / "questions.json")
PATHS = LAW[-1].paths
COMPLAINT, DENUNCIATION, FEEDBACK = "decision.yes.review", "violation.crime.yes", "unhappy.no.no"
TOLD = {"paper": "12/GXN-SYT ngày 06/10/2026", "to": "Thanh tra tỉnh", "note": "Thuộc thẩm quyền nơi khác"}


@dataclass
class FakeCases:
    work: FakeWork

    def page(self, is_open: bool, after: Place | None, limit: int) -> Sequence[LegalCase]:
        return [one for one in self.work.all(LegalCase) if one.is_open is is_open][:limit]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def legal(desk: Desk) -> LegalPorts:
    return LegalPorts(FakeCases(desk.work), LAW)


def step(desk: Desk, code: str, name: str, caller: Caller = OFFICER, **told: str) -> LegalCase:
    return enter_step(desk.ports, legal(desk), caller, code, {**TOLD, "step": name, **told}, context(caller, desk.now))


def found_to_be(desk: Desk, code: str, answers: str, caller: Caller = OFFICER, why: str = "Đọc lại") -> Petition:
    ports = legal(desk)
    return classify(desk.ports, ports, QUESTIONS, caller, code, answers, why, context(caller, desk.now))


def due(case: LegalCase, id: str) -> str:
    limits = {one.of.id: one for one in case.limits(PATHS[case.kind], Calendar("test"))}
    return local(limits[id].due_at).isoformat()


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.DENUNCIATION])
def test_it_stands_in_the_register_from_the_moment_it_was_received(desk: Desk, kind: Kind) -> None:
    code = desk.file(kind=kind, answers=COMPLAINT).petition.code
    case = load_case(desk.ports, code)
    assert (case.kind, case.answers, case.received_at) == (kind, COMPLAINT, NOW)
    assert [one.step for one in case.entries] == [Step.RECEIVED, Step.GUIDED]  # the guide is shown as it is sent
    desk.file()
    assert len(desk.work.all(LegalCase)) == 1


def test_the_limits_of_a_complaint_run_in_days_and_end_at_closing_time() -> None:
    case = new_case("PA-261005-0001", Kind.COMPLAINT, NOW, "public")
    # The tenth day is Thursday 15/10; the thirtieth after Tuesday 6/10 is Thursday 5/11.
    assert due(case, "take-up") == "2026-10-15T17:00:00+07:00"
    taken = case.stepped(entry(Step.TAKEN_UP, NOW + timedelta(days=1)), PATHS[Kind.COMPLAINT])
    assert due(taken, "settle") == "2026-11-05T17:00:00+07:00"
    assert due(replace(taken, is_complex=True), "settle") == "2026-11-20T17:00:00+07:00"  # 45 days
    with pytest.raises(IllegalStep, match="no further extension"):
        taken.stepped(entry(Step.EXTENDED, NOW), PATHS[Kind.COMPLAINT])


def test_the_limits_of_a_denunciation_run_in_working_days_and_are_extended_as_often_as_the_law_allows() -> None:
    path = PATHS[Kind.DENUNCIATION]
    case = new_case("PA-261005-0001", Kind.DENUNCIATION, NOW, "public")
    assert due(case, "first-steps") == "2026-10-14T08:00:00+07:00"  # 7 working days
    taken = case.stepped(entry(Step.TAKEN_UP, NOW), path)
    once = taken.stepped(entry(Step.EXTENDED, NOW), path)
    assert due(taken, "settle") == "2026-11-04T17:00:00+07:00"
    assert due(once, "settle") == "2026-12-04T17:00:00+07:00"
    with pytest.raises(IllegalStep):
        once.stepped(entry(Step.EXTENDED, NOW), path)
    twice = once.stepped(entry(Step.EXTENDED, NOW), path, is_complex=True)
    with pytest.raises(IllegalStep):
        twice.stepped(entry(Step.EXTENDED, NOW), path, is_complex=True)


def test_a_limit_that_was_kept_late_says_so_and_one_that_fell_away_runs_no_more() -> None:
    path, calendar = PATHS[Kind.DENUNCIATION], Calendar("test")
    case = new_case("PA-261005-0001", Kind.DENUNCIATION, NOW, "public")
    late = case.stepped(entry(Step.TAKEN_UP, NOW + timedelta(days=30)), path)
    assert [(one.of.id, one.was_missed) for one in late.limits(path, calendar)] == [
        ("first-steps", True), ("settle", False),
    ]  # fmt: skip
    gone = case.stepped(entry(Step.TAKEN_BACK, NOW), path)
    assert (gone.limits(path, calendar), gone.next_limit(path, calendar), gone.is_open) == ((), None, False)


def test_no_one_is_sent_on_without_the_written_guide() -> None:
    path = PATHS[Kind.COMPLAINT]
    case = new_case("PA-261005-0001", Kind.COMPLAINT, NOW, "public", guided=False)
    for one in (Step.HANDED_OVER, Step.NOT_TAKEN_UP):
        with pytest.raises(IllegalStep, match="guide"):
            case.stepped(entry(one, NOW), path)
    guided = case.stepped(entry(Step.GUIDED, NOW), path)
    assert guided.stepped(entry(Step.HANDED_OVER, NOW), path).is_open is False


@pytest.mark.parametrize(("name", "missing"), [
    ("handed_over", {"to", "paper"}), ("taken_up", {"paper"}), ("not_taken_up", {"paper", "note"}),
    ("taken_back", {"note"}), ("guided", {"note"}), ("nonsense", {"step"}), ("received", {"step"}), ("back", {"step"}),
])  # fmt: skip
def test_what_a_step_needs_is_named(desk: Desk, name: str, missing: set[str]) -> None:
    code = desk.file(kind=Kind.COMPLAINT).petition.code
    with pytest.raises(InvalidRequest) as refused:
        step(desk, code, name, paper="", to="", note="")
    assert {one.pointer.strip("/") for one in refused.value.faults} == missing


@given(st.lists(st.sampled_from(list(Step)), max_size=12))
def test_whatever_is_tried_no_line_is_lost_and_what_ended_stays_ended(tried: list[Step]) -> None:
    case = new_case("PA-261005-0001", Kind.DENUNCIATION, NOW, "public")
    for one in tried:
        try:
            after = case.stepped(entry(one, NOW), PATHS[case.kind])
        except IllegalStep:
            continue
        assert after.entries[:-1] == case.entries
        assert case.is_open
        assert after.version == case.version + 1
        case = after
    assert sum(one.step in ENDS for one in case.entries) <= 1


def test_only_petition_officers_see_the_register_and_every_look_is_written_down(desk: Desk) -> None:
    code = desk.file(kind=Kind.DENUNCIATION).petition.code
    for caller in (PUBLIC, OPERATOR, LEADER, ADMIN):
        with pytest.raises(Forbidden):
            list_register(desk.ports, legal(desk), caller, is_open=True)
        with pytest.raises(Forbidden):
            view_case(desk.ports, legal(desk), caller, code, context(caller))
        with pytest.raises(Forbidden):
            step(desk, code, "guided", caller)
        with pytest.raises(Forbidden):
            found_to_be(desk, code, FEEDBACK, caller)
    assert desk.work.all(Look) == []
    [row] = list_register(desk.ports, legal(desk), OFFICER, is_open=True)
    assert (row.case.id, row.limit and row.limit.of.id) == (code, "first-steps")
    view = view_case(desk.ports, legal(desk), OFFICER, code, context(OFFICER))
    assert view.petition.text
    assert [(one.what, one.about, one.who) for one in desk.work.all(Look)] == [
        (Seen.REGISTER, code, "staff:petition-officer")
    ]


def test_feedback_is_not_in_the_register(desk: Desk) -> None:
    code = desk.file().petition.code
    with pytest.raises(NotFound):
        view_case(desk.ports, legal(desk), OFFICER, code, context(OFFICER))


def test_a_message_that_turns_out_to_be_a_complaint_goes_its_own_way(desk: Desk) -> None:
    """Its limits run from the day on which it was received, and the guide is owed."""
    code = desk.file(channel=Channel.SMS, caller=OPERATOR).petition.code
    assign_petition(desk.ports, OPERATOR, code, "petition-officer", context(OPERATOR))
    desk.now += timedelta(days=2)
    done = found_to_be(desk, code, COMPLAINT)
    assert (done.kind, done.status, done.due_at, done.officer) == (Kind.COMPLAINT, Status.HANDED_OVER, None, None)
    case = load_case(desk.ports, code)
    assert (case.received_at, case.is_guided, case.answers) == (NOW, False, COMPLAINT)
    refusals: list[Callable[[], Petition]] = [
        lambda: assign_petition(desk.ports, OPERATOR, code, "petition-officer", context(OPERATOR)),
        lambda: answer_petition(desk.ports, OFFICER, code, "Đã xem xét xong rồi.", context(OFFICER)),
        lambda: close_petition(desk.ports, OFFICER, code, context(OFFICER)),
    ]
    for refused in refusals:
        with pytest.raises(IllegalStep):
            refused()
    assert [one.type for one in desk.work.facts] == [facts.RECEIVED]  # of what it is, nobody else is told


def test_what_was_no_denunciation_comes_back_with_a_date_and_is_told_for_the_first_time(desk: Desk) -> None:
    code = desk.file(kind=Kind.DENUNCIATION).petition.code
    assert desk.work.facts == []
    done = found_to_be(desk, code, FEEDBACK)
    assert (done.kind, done.status) == (Kind.FEEDBACK, Status.RECEIVED)
    assert done.due_at is not None
    assert done.history[-1].act is Act.RECLASSIFIED
    case = load_case(desk.ports, code)
    assert (case.is_open, case.entries[-1].step, case.entries[-1].note) == (False, Step.BACK, "Đọc lại")
    assert [one.type for one in desk.work.facts] == [facts.RECEIVED]
    again = found_to_be(desk, code, DENUNCIATION)
    assert again.status is Status.HANDED_OVER
    assert load_case(desk.ports, code).is_open
    assert len(load_case(desk.ports, code).entries) == 4


def test_reclassifying_needs_a_reason_and_answers_that_end_at_a_kind(desk: Desk) -> None:
    code = desk.file().petition.code
    for answers, why, pointer in ((COMPLAINT, " ", "/why"), ("decision", "vì", "/answers"), ("", "vì", "/answers")):
        with pytest.raises(InvalidRequest) as refused:
            found_to_be(desk, code, answers, why=why)
        assert [one.pointer for one in refused.value.faults] == [pointer]
    assert found_to_be(desk, code, "idea").kind is Kind.PROPOSAL
    before = desk.petition(code)
    assert found_to_be(desk, code, "idea") == before


def test_what_is_answered_or_taken_up_is_not_reclassified(desk: Desk) -> None:
    code = desk.file().petition.code
    assign_petition(desk.ports, OPERATOR, code, "petition-officer", context(OPERATOR))
    answered = desk.petition(code).answered(
        PublicAnswer("Đã xem xét xong.", NOW, "staff:petition-officer"), "petition-officer"
    )
    changes: list[Callable[[], Petition]] = [
        lambda: answered.handed_over(Kind.COMPLAINT, NOW, "x"),
        lambda: answered.renamed(Kind.PROPOSAL, NOW, "x"),
        lambda: answered.taken_as(Kind.PROPOSAL, NOW, "x", NOW, NOW.date()),
    ]
    for change in changes:
        with pytest.raises(IllegalStep):
            change()
    taken = desk.file(kind=Kind.COMPLAINT).petition.code
    step(desk, taken, "taken_up")
    with pytest.raises(IllegalStep, match="not possible now"):
        found_to_be(desk, taken, FEEDBACK)
    with pytest.raises(IllegalStep, match="other one"):
        found_to_be(desk, taken, DENUNCIATION)


@pytest.mark.parametrize("change", [
    {"days": 0}, {"since": "nonsense"}, {"kept_by": ["nonsense"]}, {"unit": "weeks"}, {"days": "x"},
])  # fmt: skip
def test_a_file_of_the_law_that_is_none_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    content = json.loads((DATA / "legal.json").read_text("utf-8"))
    content["versions"][0]["paths"]["complaint"]["limits"][0] |= change
    (tmp_path / "legal.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(BadLaw):
        read_law(tmp_path / "legal.json")


def entry(step: Step, at: datetime) -> Entry:
    return Entry(step, at.astimezone(UTC), "staff:petition-officer", **TOLD)
