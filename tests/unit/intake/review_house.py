"""The review's desk over the fake store, and dossiers whose ways went wrong in ways that a review finds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.account import Account, Role
from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Refusal
from services.intake.domain.errors import Words
from services.intake.domain.known_petition import KnownPetition
from services.intake.domain.procedure import Component
from services.intake.domain.progress import Decision, Outcome, Progress, Step, Task
from services.intake.domain.review.case import HandedIn, ReviewedCase
from services.intake.domain.review.findings import FindingKind, KeptEvidence
from services.intake.domain.review.plan import ReviewRound
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.rules import ReviewRules, read_review_rules
from services.intake.domain.supplement import RECEPTION, Supplement, Supplied
from services.intake.gateways.review_files import ReportFiles
from services.intake.settings import DATA
from services.intake.use_cases.review_ports import ReviewDesk
from shared.working_time import Calendar
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import FIVE_DAYS, NOW, filed

CALENDAR = Calendar("test")
DIPLOMA = Component("diploma", Words("Bản sao bằng đại học", "Copy of the degree"))
CARD = Component("card", Words("Thẻ căn cước", "Identity card"), in_national_database=True)
FORM = Component("form", Words("Đơn đề nghị", "Application"), originals=1, copies=0)
PAPERS = (CARD, FORM, DIPLOMA)
RULES = read_review_rules(json.loads((DATA / "review_rules.json").read_text("utf-8")))


def rules() -> ReviewRules:
    return RULES


def account(name: str, role: Role) -> Account:
    return Account(name, 1, Words(name.title(), name.title()), (role,), "H99.11", "no password")


@dataclass
class Cases:
    """Implements ``review_ports.Cases`` over the fake store; ``handed_in`` by dossier."""

    work: FakeWork
    handed_in: dict[str, list[HandedIn]]

    def page(
        self, unit: str, procedure: str, since: datetime, until: datetime, after: ReviewedCase | None, limit: int
    ) -> Sequence[ReviewedCase]:
        self.work.check_away()
        found = [
            one
            for one in self.work.all(Dossier)
            if (one.unit, one.procedure.code) == (unit, procedure) and since <= one.filed_at < until
        ]
        found.sort(key=lambda one: (one.filed_at, one.code))
        behind = [one for one in found if after is None or (one.filed_at, one.code) > (after.filed_at, after.code)]
        return [self._case(one) for one in behind[:limit]]

    def _case(self, dossier: Dossier) -> ReviewedCase:
        petitions = [one for one in self.work.all(KnownPetition) if one.dossier == dossier.code]
        return ReviewedCase.of(dossier, self.handed_in.get(dossier.code, ()), petitions)


@dataclass
class Reviews:
    """Implements ``review_ports.Reviews`` and ``Officers`` over the fake store."""

    work: FakeWork
    accounts: Sequence[Account]

    def rounds(self, unit: str, limit: int) -> Sequence[ReviewRound]:
        return [one for one in self.work.all(ReviewRound) if one.unit == unit][::-1][:limit]

    def of_round(self, round: str) -> Sequence[ProcedureReview]:
        found = [one for one in self.work.all(ProcedureReview) if one.round == round]
        return sorted(found, key=lambda one: one.procedure)

    def evidence(
        self, review: str, run: int, kind: FindingKind, key: str, after: int, limit: int
    ) -> Sequence[KeptEvidence]:
        found = [
            one
            for one in self.work.all(KeptEvidence)
            if (one.review, one.run, one.evidence.kind, one.evidence.key) == (review, run, kind, key)
            and one.place > after
        ]
        return sorted(found, key=lambda one: one.place)[:limit]

    def forget(self, review: str, before_run: int) -> None:
        """The fake store forgets nothing."""

    def reviewers(self, unit: str) -> Sequence[Account]:
        return [one for one in self.accounts if one.unit == unit and Role.RECEPTION in one.roles]


def fake_desk(
    work: FakeWork,
    accounts: Sequence[Account] | None = None,
    handed_in: dict[str, list[HandedIn]] | None = None,
) -> ReviewDesk:
    known = accounts or (account("reception", Role.RECEPTION), account("second", Role.RECEPTION))
    queries = Reviews(work, known)
    return ReviewDesk(Cases(work, handed_in if handed_in is not None else {}), queries, queries, ReportFiles(), RULES)


def taken(number: int, at: datetime = NOW, papers: tuple[Component, ...] = PAPERS) -> Dossier:
    """Filed, and accepted within the hour; due in five working days."""
    one = filed(f"H99.11-261005-{number:04}")
    one = replace(one, filed_at=at, procedure=replace(one.procedure, papers=papers))
    accepted_at = at + timedelta(hours=1)
    return one.accept(Acceptance(accepted_at, "staff:reception", *FIVE_DAYS.due(CALENDAR, accepted_at, None)))


def task(number: str, due_at: datetime, sent_at: datetime, step: str = "appraisal", agency: str = "H99.11.02") -> Task:
    return Task(
        number,
        step,
        agency,
        "Phòng Nghiệp vụ Y",
        dispatched_at=sent_at,
        due_at=due_at,
        acknowledged_at=sent_at + timedelta(minutes=10),
        dispatch_told=2,
        acknowledgement_told=3,
    )


def at_agency(dossier: Dossier, *tasks: Task) -> Dossier:
    steps = tuple(Step(one.step, one.agency, one.agency_name, Words("Thẩm định", "Appraise")) for one in tasks)
    opened = Progress().with_opening(tasks[0].dispatched_at or NOW, None, steps, 1)
    for one in tasks:
        opened = opened.with_dispatch(one)
    return dossier.follow(opened)


def decided(dossier: Dossier, at: datetime, outcome: Outcome = Outcome.GRANTED, note: str = "") -> Dossier:
    decision = Decision(outcome, at, "H99.11.02", "Phòng Nghiệp vụ Y", note, told=9)
    return dossier.follow(dossier.progress.with_decision(decision))


def refused(number: int, reason: str, at: datetime = NOW) -> Dossier:
    one = replace(filed(f"H99.11-261005-{number:04}"), filed_at=at)
    return one.refuse(Refusal(at + timedelta(hours=2), "staff:reception", reason))


def request(id: str, wanted: str, at: datetime, answered: datetime | None = None) -> Supplement:
    supplied = Supplied(answered, "owner", "Đã nộp") if answered else None
    office = "Bộ phận Một cửa" if id == RECEPTION else "Phòng Nghiệp vụ Y"
    return Supplement(id, office, wanted, "", at, at + timedelta(days=21), "staff:reception", supplied)
