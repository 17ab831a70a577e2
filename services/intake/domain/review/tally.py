"""Adds up dossier after dossier what a review looks for; pure, so the same dossiers give the same findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median_low

from services.intake.domain.channel import Channel
from services.intake.domain.errors import Words
from services.intake.domain.known_petition import Topic
from services.intake.domain.progress import Outcome
from services.intake.domain.review.case import ReviewedCase
from services.intake.domain.review.findings import Evidence, FindingKind, Findings, Line, Overall
from services.intake.domain.review.papers_asked import asked_twice
from services.intake.domain.review.rules import ReviewRule
from services.intake.domain.review.steps import steps_of
from services.intake.domain.status import RUNNING, Status
from shared.working_time import Calendar, elapsed

AT_DESK, BY_AGENCY = "at_desk", "by_agency"


@dataclass(slots=True)
class _Step:
    words: Words
    through: int = 0
    open_late: int = 0
    late: list[int] = field(default_factory=list)


class Tally:
    """Not pure in itself: dossiers are added one by one, then ``findings`` says the sum."""

    def __init__(self, calendar: Calendar, rule: ReviewRule, now: datetime) -> None:
        self._calendar, self._rule, self._now = calendar, rule, now
        self._overall: Counter[str] = Counter()
        self._worked: list[int] = []
        self._steps: dict[str, _Step] = {}
        self._papers: dict[str, tuple[Words, Counter[str]]] = {}
        self._reasons: dict[str, Counter[str]] = defaultdict(Counter)
        self._petitions: dict[Topic, Counter[str]] = defaultdict(Counter)

    @property
    def looked_at(self) -> int:
        """How many dossiers were added, those of other agencies with them."""
        return self._overall["received"] + self._overall["from_agencies"]

    def add(self, case: ReviewedCase) -> list[Evidence]:
        """What this dossier gives to the findings; nothing where another agency counts it."""
        if case.from_agency:
            self._overall["from_agencies"] += 1
            return []
        self._count(case)
        return [*self._add_steps(case), *self._add_papers(case), *self._add_end(case), *self._add_petitions(case)]

    def findings(self, run: int) -> Findings:
        """The sum, each kind's heaviest lines first."""
        typical = median_low(self._worked) if self._worked else None
        lines = (*self._step_lines(), *self._paper_lines(), *self._reason_lines(), *self._petition_lines())
        overall = Overall(**self._overall, typical_minutes=typical)
        return Findings(run, self._now, overall, _heaviest_first(lines), self._rule.effective_from.isoformat())

    def _count(self, case: ReviewedCase) -> None:
        decision, status = case.progress.decision, case.status
        over = status in (Status.WITHDRAWN, Status.STOPPED)
        done = decision is not None and not over
        ended = done or over or status is Status.REFUSED
        self._overall += Counter(
            received=1,
            online=case.channel is Channel.ONLINE,
            done=done,
            in_time=bool(done and decision and case.due_at and decision.decided_at <= case.due_at),
            open=not ended,
            open_late=status in RUNNING and case.due_at is not None and case.due_at < self._now,
            refused=status is Status.REFUSED,
            denied=bool(done and decision and decision.outcome is Outcome.DENIED),
            withdrawn=status is Status.WITHDRAWN,
            stopped=status is Status.STOPPED,
            asked=bool(case.supplements),
        )
        if done and decision and case.accepted_at:
            self._worked.append(_minutes(self._calendar, case.accepted_at, decision.decided_at))

    def _add_steps(self, case: ReviewedCase) -> Iterable[Evidence]:
        for step in steps_of(case, self._calendar, self._rule.reception_hours):
            kept = self._steps.setdefault(step.key, _Step(step.words))
            kept.through += 1
            minutes = step.late_by(self._calendar, self._now)
            if minutes is None:
                continue
            kept.late.append(minutes)
            kept.open_late += step.ended_at is None
            yield Evidence(FindingKind.LATE_STEPS, step.key, case.code, step.due_at, minutes)

    def _add_papers(self, case: ReviewedCase) -> Iterable[Evidence]:
        seen = set()
        for one in asked_twice(case):
            _, counts = self._papers.setdefault(one.key, (one.words, Counter()))
            counts["times"] += 1
            counts["dossiers"] += one.key not in seen
            seen.add(one.key)
            yield Evidence(FindingKind.PAPERS_TWICE, one.key, case.code, one.at)

    def _add_end(self, case: ReviewedCase) -> Iterable[Evidence]:
        decision = case.progress.decision
        if case.refusal:
            reason, where, at = self._rule.reason_of(case.refusal.reason), AT_DESK, case.refusal.refused_at
        elif decision and decision.outcome is Outcome.DENIED and case.status in (Status.DONE, Status.RETURNED):
            reason, where, at = self._rule.reason_of(decision.note), BY_AGENCY, decision.decided_at
        else:
            return
        self._reasons[reason.id][where] += 1
        yield Evidence(FindingKind.REFUSALS, reason.id, case.code, at, note=where)

    def _add_petitions(self, case: ReviewedCase) -> Iterable[Evidence]:
        for one in case.petitions:
            counts = self._petitions[one.topic]
            counts["times"] += 1
            counts["answered"] += one.answered_at is not None
            counts["answered_late"] += one.answered_late
            at = one.received_at or one.answered_at
            yield Evidence(FindingKind.PETITIONS, one.topic.value, case.code, at, note=one.id)

    def _step_lines(self) -> Iterable[Line]:
        for key, step in self._steps.items():
            late = {"open": step.open_late}
            if step.late:
                late |= {"typical": median_low(step.late), "longest": max(step.late)}
            yield Line(FindingKind.LATE_STEPS, key, step.words, len(step.late), step.through, late)

    def _paper_lines(self) -> Iterable[Line]:
        for key, (words, counts) in self._papers.items():
            figures = {"times": counts["times"]}
            yield Line(FindingKind.PAPERS_TWICE, key, words, counts["dossiers"], self._overall["asked"], figures)

    def _reason_lines(self) -> Iterable[Line]:
        ended = sum(counts.total() for counts in self._reasons.values())
        for key, counts in self._reasons.items():
            yield Line(FindingKind.REFUSALS, key, self._rule.kind(key).words, counts.total(), ended, dict(counts))

    def _petition_lines(self) -> Iterable[Line]:
        told = sum(counts["times"] for counts in self._petitions.values())
        for topic, counts in self._petitions.items():
            figures = {name: counts[name] for name in ("answered", "answered_late")}
            yield Line(FindingKind.PETITIONS, topic.value, topic.words, counts["times"], told, figures)


def _heaviest_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    order = {kind: place for place, kind in enumerate(FindingKind)}
    return tuple(sorted(lines, key=lambda one: (order[one.kind], -one.count, one.key)))


def _minutes(calendar: Calendar, start: datetime, end: datetime) -> int:
    return int(elapsed(calendar, start, end).total_seconds() // 60)
