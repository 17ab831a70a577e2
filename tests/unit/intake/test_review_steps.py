"""A review from the plan to the posting: who may do which step when, and what is checked on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IllegalStep, InvalidRequest, NotFound
from services.intake.domain.review.findings import FindingKind, KeptEvidence
from services.intake.domain.review.proposal import ProposalKind
from services.intake.domain.review.report import RoundReport
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.domain.time_limit import LimitKind, TimeLimit
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.review import facts
from services.intake.use_cases.review.examine import EXAMINE_JOB, examine, start_examination
from services.intake.use_cases.review.plan_round import add_procedures, plan_round, replan
from services.intake.use_cases.review.propose import propose
from services.intake.use_cases.review.settle import decide, post_review, record_answer, record_outcome
from services.intake.use_cases.review.view import report_round, view_evidence
from services.intake.use_cases.review_ports import ReviewDesk
from shared.security.access import Forbidden
from shared.security.caller import Caller
from shared.store.change import Change, Conflict
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import ELSEWHERE, NOW, OFFICER, PROCEDURE, FakeCatalogue, context, make_ports
from tests.unit.intake.review_house import PAPERS, fake_desk, refused, taken

LEADER = Caller("staff", "leader", frozenset({"leader"}), "H99.11")
BY_OFFICER, BY_LEADER = context("staff:reception"), context("staff:leader")
SELF = context("service:intake")
NAMED = replace(PROCEDURE, components=PAPERS)
OTHER = replace(PROCEDURE, code="1.013815")
PLAN = {
    "name": "Rà soát năm 2026",
    "basis": "Công văn 6781/SYT-VP",
    "since": date(2026, 1, 1),
    "until": date(2026, 12, 31),
    "procedures": [PROCEDURE.code, OTHER.code],
    "officer": "reception",
    "due_on": date(2026, 10, 30),
}
SHORTEN = {"kind": "shorten", "limit": {"kind": "working_days", "amount": "4"}}


class House:
    """A planned round over a fake store, and the steps on its first procedure."""

    def __init__(self, *dossiers: Dossier) -> None:
        self.work = FakeWork(*dossiers, ProcedureHistory.begin(NAMED), ProcedureHistory.begin(OTHER))
        self.ports: Ports = replace(make_ports(self.work), catalogue=FakeCatalogue((NAMED, OTHER)))
        self.desk: ReviewDesk = fake_desk(self.work)
        self.round = plan_round(self.ports, self.desk, LEADER, PLAN, BY_LEADER)
        self.place = (self.round.id, PROCEDURE.code)

    @property
    def review(self) -> ProcedureReview:
        return next(one for one in self.work.all(ProcedureReview) if one.procedure == PROCEDURE.code)

    def examined(self) -> House:
        start_examination(self.ports, OFFICER, self.place, BY_OFFICER)
        examine(self.ports, self.desk, self.review.id, SELF)
        return self

    def proposed(self, *measures: dict[str, Any], body: str = "department") -> House:
        data = {"measures": list(measures) or [SHORTEN], "body": body, "reason": "Xong sớm hai ngày"}
        propose(self.ports, OFFICER, self.place, data, BY_OFFICER)
        return self

    def decided(self, verdict: str = "approved", reason: str = "Chưa đủ") -> House:
        data = {"verdict": verdict, "reason": reason, "document": "215/QĐ-SYT"}
        decide(self.ports, LEADER, self.place, data, BY_LEADER, seen=self.review.version)
        return self

    def publish(self, limit: str) -> None:
        history = self.work.all(ProcedureHistory)[0]
        wanted = replace(history.latest, limit=TimeLimit(LimitKind.WORKING_DAYS, Decimal(limit)))
        self.work.commit(Change(saved=(history.publish(wanted),)), BY_OFFICER)

    def report(self) -> RoundReport:
        return report_round(self.ports, self.desk, LEADER, self.round.id)


def test_a_plan_says_which_procedures_by_when_and_who() -> None:
    house = House()
    assert {one.procedure for one in house.work.all(ProcedureReview)} == {PROCEDURE.code, OTHER.code}
    assert (house.review.officer, house.review.due_on) == ("reception", date(2026, 10, 30))
    assert house.review.state is ReviewState.PLANNED


def test_every_fault_of_a_plan_names_its_field() -> None:
    house = House()
    bad = {**PLAN, "name": " ", "since": "x", "officer": "leader", "procedures": ["9.9"], "due_on": date(2020, 1, 1)}
    with pytest.raises(InvalidRequest) as wrong:
        plan_round(house.ports, house.desk, LEADER, bad, BY_LEADER)
    assert {one.pointer for one in wrong.value.faults} == {"/name", "/since", "/officer", "/procedures/0", "/due_on"}


def test_only_leaders_plan_and_decide_and_only_their_units_officers_review() -> None:
    house = House().examined().proposed()
    with pytest.raises(Forbidden):
        plan_round(house.ports, house.desk, OFFICER, PLAN, BY_OFFICER)
    with pytest.raises(Forbidden):
        decide(house.ports, OFFICER, house.place, {"verdict": "approved"}, BY_OFFICER, seen=house.review.version)
    with pytest.raises(Forbidden):
        propose(house.ports, ELSEWHERE, house.place, {}, context("staff:far-away"))


def test_a_procedure_that_is_in_the_round_is_not_planned_twice() -> None:
    house = House().examined()
    plan = {"procedures": [PROCEDURE.code], "officer": "second", "due_on": date(2026, 11, 30)}
    assert list(add_procedures(house.ports, house.desk, LEADER, house.round.id, plan, BY_LEADER)) == []
    assert house.review.officer == "reception"


def test_a_plan_is_changed_until_there_is_a_proposal() -> None:
    house = House()
    plan = {"officer": "second", "due_on": date(2026, 11, 30)}
    changed = replan(house.ports, house.desk, LEADER, house.place, plan, BY_LEADER)
    assert (changed.officer, changed.due_on) == ("second", date(2026, 11, 30))
    house.examined().proposed()
    with pytest.raises(IllegalStep):
        replan(house.ports, house.desk, LEADER, house.place, {**plan, "officer": "reception"}, BY_LEADER)


def test_an_examination_is_a_recorded_job_that_keeps_the_dossiers_behind_every_line() -> None:
    house = House(*(refused(n, "Thiếu giấy tờ") for n in range(1, 451)), taken(900))
    start_examination(house.ports, OFFICER, house.place, BY_OFFICER)
    assert (EXAMINE_JOB, house.review.id) in house.work.jobs
    done = examine(house.ports, house.desk, house.review.id, SELF)
    assert done.run
    assert done.findings
    assert (done.run.looked_at, done.run.asked_by) == (451, "staff:reception")
    line = ("refusals", "papers_missing")
    first = view_evidence(house.ports, house.desk, OFFICER, house.place, line, limit=300)
    rest = view_evidence(house.ports, house.desk, OFFICER, house.place, line, after=first.next or 0, limit=300)
    codes = [one.evidence.dossier for one in (*first.items, *rest.items)]
    assert (len(codes), len(set(codes)), rest.next) == (450, 450, None)


def test_an_examination_that_broke_off_begins_anew_and_counts_nothing_twice() -> None:
    house = House(*(refused(n, "Thiếu giấy tờ") for n in range(1, 451)))
    start_examination(house.ports, OFFICER, house.place, BY_OFFICER)
    pages = house.desk.cases.page
    read: list[int] = []

    def breaks_off(*asked: Any) -> Any:
        read.append(1)
        if len(read) == 2:
            raise TimeoutError
        return pages(*asked)

    broken = replace(house.desk, cases=type("Broken", (), {"page": staticmethod(breaks_off)})())
    with pytest.raises(TimeoutError):
        examine(house.ports, broken, house.review.id, SELF)
    done = examine(house.ports, house.desk, house.review.id, SELF)
    assert done.findings
    assert done.run
    assert done.findings.found(FindingKind.REFUSALS) == 450
    kept = [one for one in house.work.all(KeptEvidence) if one.run == done.run.number]
    assert len(kept) == 450


def test_dossiers_outside_the_period_are_not_looked_at() -> None:
    before = refused(1, "Thiếu giấy tờ", at=NOW - timedelta(days=400))
    assert House(before, taken(2)).examined().review.findings.overall.received == 1  # type: ignore[union-attr]


def test_a_proposal_needs_figures_first() -> None:
    with pytest.raises(IllegalStep) as refusal:
        House().proposed()
    assert refusal.value.slug == "not-proposable"


@pytest.mark.parametrize(
    ("measures", "pointer"),
    [
        ([], "/measures"),
        ([{"kind": "shorten", "limit": {"kind": "working_days", "amount": "5"}}], "/measures/0/limit"),
        ([{"kind": "shorten", "limit": {"kind": "calendar_days", "amount": "3"}}], "/measures/0/limit"),
        ([{"kind": "shorten", "limit": "soon"}], "/measures/0/limit"),
        ([{"kind": "cut_papers", "papers": ["card"]}], "/measures/0/papers"),
        ([{"kind": "merge", "into": PROCEDURE.code}], "/measures/0/into"),
        ([{"kind": "change_route", "route": ""}], "/measures/0/route"),
        ([{"kind": "hand_down", "level": "province"}], "/measures/0/level"),
        ([SHORTEN, {"kind": "keep"}], "/measures"),
        ([SHORTEN, {"kind": "cut"}], "/measures"),
        ([SHORTEN, SHORTEN], "/measures/1/kind"),
        ([{"kind": "wish"}], "/measures/0/kind"),
    ],
)
def test_a_measure_that_changes_nothing_or_cannot_be_is_refused_at_its_field(
    measures: list[dict[str, Any]], pointer: str
) -> None:
    house = House().examined()
    data = {"measures": measures, "body": "department", "reason": "Vì số liệu"}
    with pytest.raises(InvalidRequest) as wrong:
        propose(house.ports, OFFICER, house.place, data, BY_OFFICER)
    assert [one.pointer for one in wrong.value.faults] == [pointer]


def test_nobody_decides_on_a_proposal_of_their_own() -> None:
    house = House().examined()
    both = Caller("staff", "leader", frozenset({"leader", "reception"}), "H99.11")
    data = {"measures": [SHORTEN], "body": "department", "reason": "Vì số liệu"}
    propose(house.ports, both, house.place, data, BY_LEADER)
    with pytest.raises(IllegalStep) as refusal:
        house.decided()
    assert refusal.value.slug == "own-proposal"


def test_nobody_decides_on_a_proposal_that_they_have_not_read() -> None:
    house = House().examined().proposed()
    seen = house.review.version
    house.proposed({"kind": "cut"})
    with pytest.raises(Conflict):
        decide(house.ports, LEADER, house.place, {"verdict": "approved"}, BY_LEADER, seen=seen)


def test_a_refusal_or_return_needs_its_reason() -> None:
    house = House().examined().proposed()
    with pytest.raises(InvalidRequest):
        house.decided("returned", reason="")
    assert house.decided("returned").review.state is ReviewState.EXAMINED
    assert house.proposed({"kind": "keep"}).decided("declined").review.state is ReviewState.DECLINED


def test_what_another_body_decides_is_put_forward_and_waits_for_its_answer() -> None:
    house = House().examined().proposed(body="province").decided()
    assert house.review.state is ReviewState.SUBMITTED
    assert not house.review.approved
    answer = {"verdict": "approved", "document": "88/QĐ-UBND", "day": date(2026, 10, 5)}
    assert record_answer(house.ports, OFFICER, house.place, answer, BY_OFFICER).approved
    told = [(one.data["body"], one.data["state"]) for one in house.work.facts if one.type == facts.DECIDED]
    assert told == [("department", "submitted"), ("province", "approved")]


def test_what_the_catalogue_does_not_show_was_not_carried_out() -> None:
    house = House().examined().proposed().decided()
    done = {"document": "215/QĐ-SYT", "in_force": date(2026, 10, 6), "catalogue_version": 1}
    with pytest.raises(InvalidRequest) as wrong:
        record_outcome(house.ports, OFFICER, house.place, done, BY_OFFICER)
    assert [one.pointer for one in wrong.value.faults] == ["/catalogue_version"]
    house.publish("4.5")
    with pytest.raises(InvalidRequest):
        record_outcome(house.ports, OFFICER, house.place, {**done, "catalogue_version": 2}, BY_OFFICER)
    house.publish("4")
    carried = record_outcome(house.ports, OFFICER, house.place, {**done, "catalogue_version": 3}, BY_OFFICER)
    assert carried.state is ReviewState.CARRIED_OUT


def test_it_is_posted_once_it_is_settled_not_before_the_decision_and_not_ahead_of_time() -> None:
    house = House().examined().proposed({"kind": "keep"})
    posting = {"day": date(2026, 10, 5), "where": "Cổng thông tin điện tử Sở Y tế"}
    with pytest.raises(IllegalStep):
        post_review(house.ports, OFFICER, house.place, posting, BY_OFFICER)
    house.decided()
    for day in (date(2026, 10, 4), date(2026, 10, 6)):
        with pytest.raises(InvalidRequest):
            post_review(house.ports, OFFICER, house.place, {**posting, "day": day}, BY_OFFICER)
    assert post_review(house.ports, OFFICER, house.place, posting, BY_OFFICER).state is ReviewState.POSTED
    assert house.work.facts[-1].type == facts.POSTED


def test_a_line_that_the_findings_do_not_have_is_not_found() -> None:
    house = House().examined()
    with pytest.raises(NotFound):
        view_evidence(house.ports, house.desk, OFFICER, house.place, ("refusals", "no_such_kind"))


def test_a_report_counts_what_was_approved_of_how_many() -> None:
    house = House().examined().proposed(SHORTEN, {"kind": "cut_papers", "papers": ["diploma"]})
    assert house.report().simplified.count == 0
    report = house.decided().report()
    assert (report.simplified.count, report.simplified.of, report.simplified.percent) == (1, 2, 50.0)
    assert (report.days_before, report.days_after, report.days_cut) == (5, 4, 1)
    assert (report.papers_cut, report.papers_before) == (1, 3)
    assert report.kind(ProposalKind.SHORTEN).approved == 1
    assert (report.cut_of_catalogue.count, report.cut_of_catalogue.of) == (0, 2)


def test_a_report_names_what_is_behind_the_plan() -> None:
    house = House()
    house.ports.clock.forward(days=60)  # type: ignore[attr-defined]
    assert house.report().overdue == 2
