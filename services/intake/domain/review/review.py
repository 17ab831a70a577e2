"""The review of one procedure in one round: planned, examined, proposed, decided, carried out, posted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.review.findings import Findings
from services.intake.domain.review.proposal import Body
from services.intake.domain.review.records import (
    Act,
    Entry,
    Outcome,
    Posting,
    Proposal,
    Ruling,
    Run,
    Verdict,
)
from services.intake.domain.review.review_state import STATE_WORDS, ReviewState

NOTHING_RUNS = Words("Không có lần tính nào đang chạy", "Nothing is being examined")


@dataclass(frozen=True, slots=True)
class ProcedureReview:
    """One aggregate. Never mutated: every step gives the next state, or says why it is not allowed from here.

    ``officer`` is the account of whoever reviews, ``due_on`` the day by which a proposal is wanted.
    """

    round: str
    procedure: str
    name: Words
    version: int
    unit: str
    officer: str
    due_on: date
    state: ReviewState = ReviewState.PLANNED
    run: Run | None = None
    findings: Findings | None = None
    proposal: Proposal | None = None
    ruling: Ruling | None = None
    answer: Ruling | None = None
    outcome: Outcome | None = None
    posting: Posting | None = None
    history: tuple[Entry, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.round}:{self.procedure}"

    @property
    def is_open(self) -> bool:
        """Whether a proposal is still owed, so that its day may pass."""
        return self.state in (ReviewState.PLANNED, ReviewState.EXAMINING, ReviewState.EXAMINED)

    def replan(self, officer: str, due_on: date, at: datetime, by: str) -> ProcedureReview:
        """Another officer or day; itself where neither differs. Raises IllegalStep once a proposal was made."""
        if (officer, due_on) == (self.officer, self.due_on):
            return self
        self._require(self.is_open, "plan-is-met", Words("Đã có kiến nghị", "A proposal was made already"))
        return self._next(Entry(Act.REPLANNED, at, by), officer=officer, due_on=due_on)

    def examine(self, at: datetime, by: str) -> ProcedureReview:
        """A job computes the figures anew. Raises IllegalStep while one does, and once a proposal rests on them."""
        self._require(
            self.state in (ReviewState.PLANNED, ReviewState.EXAMINED),
            "not-examinable",
            Words("Chỉ tính số liệu trước khi kiến nghị", "Figures are computed before a proposal rests on them"),
        )
        run = Run((self.run.number if self.run else 0) + 1, at, by)
        return self._next(Entry(Act.EXAMINATION_STARTED, at, by), state=ReviewState.EXAMINING, run=run)

    def begin_run(self) -> ProcedureReview:
        """A worker begins, or begins anew after a crash: under a number that no earlier try has."""
        if self.run is None or self.state is not ReviewState.EXAMINING:
            raise self._illegal("not-examining", NOTHING_RUNS)
        return replace(self, version=self.version + 1, run=replace(self.run, number=self.run.number + 1, looked_at=0))

    def advance(self, looked_at: int) -> ProcedureReview:
        """How far the examination is."""
        if self.run is None or self.state is not ReviewState.EXAMINING:
            raise self._illegal("not-examining", NOTHING_RUNS)
        return replace(self, version=self.version + 1, run=replace(self.run, looked_at=looked_at))

    def examined(self, findings: Findings, looked_at: int, at: datetime, by: str) -> ProcedureReview:
        """The figures are there. Raises IllegalStep where none were asked for."""
        if self.run is None or self.state is not ReviewState.EXAMINING:
            raise self._illegal("not-examining", NOTHING_RUNS)
        run = replace(self.run, looked_at=looked_at, finished_at=at)
        return self._next(Entry(Act.EXAMINED, at, by), state=ReviewState.EXAMINED, run=run, findings=findings)

    def propose(self, proposal: Proposal) -> ProcedureReview:
        """On the figures that are there; also in place of a proposal that nobody decided on yet. Raises IllegalStep."""
        self._require(
            self.state in (ReviewState.EXAMINED, ReviewState.PROPOSED),
            "not-proposable",
            Words("Kiến nghị khi đã có số liệu và chưa quyết định", "Figures come before, a decision after it"),
        )
        entry = Entry(Act.PROPOSED, proposal.proposed_at, proposal.proposed_by, proposal.reason)
        return self._next(entry, state=ReviewState.PROPOSED, proposal=proposal, ruling=None)

    def decide(self, ruling: Ruling) -> ProcedureReview:
        """The leader's word, never on a proposal of their own. Where another body decides, an agreement puts it
        forward. Raises IllegalStep."""
        proposal = self.proposal
        if proposal is None or self.state is not ReviewState.PROPOSED:
            told = Words("Chưa có kiến nghị nào chờ quyết định", "No proposal waits for a decision")
            raise self._illegal("nothing-to-decide", told)
        self._require(
            ruling.by != proposal.proposed_by,
            "own-proposal",
            Words("Người kiến nghị không tự quyết định", "Nobody decides on a proposal of their own"),
        )
        if ruling.verdict is Verdict.RETURNED:
            return self._ruled(ruling, Act.RETURNED, ReviewState.EXAMINED)
        if ruling.verdict is Verdict.DECLINED:
            return self._ruled(ruling, Act.DECLINED, ReviewState.DECLINED)
        if proposal.body is Body.DEPARTMENT:
            return self._ruled(ruling, Act.APPROVED, ReviewState.APPROVED)
        return self._ruled(ruling, Act.SUBMITTED, ReviewState.SUBMITTED)

    def answered(self, answer: Ruling) -> ProcedureReview:
        """What the body said to which it was put forward: agreed or not. Raises IllegalStep."""
        self._require(
            self.state is ReviewState.SUBMITTED,
            "not-submitted",
            Words("Kiến nghị này không chờ cấp trên", "It was not put forward to anybody"),
        )
        agreed = answer.verdict is Verdict.APPROVED
        entry = Entry(Act.APPROVED if agreed else Act.DECLINED, answer.at, answer.by, answer.reason)
        state = ReviewState.APPROVED if agreed else ReviewState.DECLINED
        return self._next(entry, state=state, answer=answer)

    def carry_out(self, outcome: Outcome) -> ProcedureReview:
        """It was done. Raises IllegalStep before it is approved, and where everything stays as it is."""
        self._require(
            self.state is ReviewState.APPROVED,
            "not-approved",
            Words("Chỉ ghi kết quả của phương án đã thông qua", "A result follows an approved proposal"),
        )
        self._require(not self._keeps, "nothing-to-do", Words("Giữ nguyên nên không có việc", "Nothing is to be done"))
        entry = Entry(Act.CARRIED_OUT, outcome.recorded_at, outcome.recorded_by, outcome.note)
        return self._next(entry, state=ReviewState.CARRIED_OUT, outcome=outcome)

    def post(self, posting: Posting) -> ProcedureReview:
        """People can read of it: of what was done, was declined, or stays as it is. Raises IllegalStep."""
        settled = self.state in (ReviewState.CARRIED_OUT, ReviewState.DECLINED)
        kept = self.state is ReviewState.APPROVED and self._keeps
        self._require(
            settled or kept,
            "not-settled",
            Words("Công khai khi đã thực hiện hoặc đã có kết luận", "It is posted once it is settled"),
        )
        entry = Entry(Act.POSTED, posting.recorded_at, posting.recorded_by, posting.where)
        return self._next(entry, state=ReviewState.POSTED, posting=posting)

    @property
    def approved(self) -> bool:
        """Whether its proposal was approved by whoever decides."""
        if self.proposal is None or self.ruling is None:
            return False
        last = self.ruling if self.proposal.body is Body.DEPARTMENT else self.answer
        return last is not None and last.verdict is Verdict.APPROVED

    @property
    def _keeps(self) -> bool:
        return self.proposal is not None and self.proposal.only_keeps

    def _ruled(self, ruling: Ruling, act: Act, state: ReviewState) -> ProcedureReview:
        return self._next(Entry(act, ruling.at, ruling.by, ruling.reason), state=state, ruling=ruling)

    def _require(self, allowed: bool, slug: str, words: Words) -> None:
        if not allowed:
            raise self._illegal(slug, words)

    def _illegal(self, slug: str, words: Words) -> IllegalStep:
        here = STATE_WORDS[self.state]
        told = Words(f"{words.vi}; đang ở bước: {here.vi}.", f"{words.en}; it stands at: {here.en}.")
        return IllegalStep(slug, told)

    def _next(self, entry: Entry, **changes: Any) -> ProcedureReview:
        return replace(self, version=self.version + 1, history=(*self.history, entry), **changes)
