"""The sums of a round for reports: how many of how many were reviewed, cut, shortened, merged, posted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.intake.domain.procedure import Level, OnlineLevel, Procedure
from services.intake.domain.review.plan import ReviewRound
from services.intake.domain.review.proposal import Measure, ProposalKind, minutes_of
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.domain.time_limit import HOURS_OF_A_WORKING_DAY, LimitKind

DAY = HOURS_OF_A_WORKING_DAY * 60


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``of``, as reports say it: 76/135."""

    count: int
    of: int

    @property
    def percent(self) -> float | None:
        """With one decimal; None of nothing."""
        return round(100 * self.count / self.of, 1) if self.of else None


@dataclass(frozen=True, slots=True)
class KindCount:
    """Procedures of the round that this was proposed for, approved for, done for."""

    kind: ProposalKind
    proposed: int
    approved: int
    done: int


@dataclass(frozen=True, slots=True)
class RoundReport:
    """``catalogue`` are the procedures in force on ``day``. Days are working days of the approved shortenings: those of
    limits in calendar days stand apart. Shares are of the round's procedures; ``cut_of_catalogue`` of all in force."""

    round: ReviewRound
    day: date
    catalogue: int
    by_level: Mapping[Level, int]
    online_in_full: Share
    states: Mapping[ReviewState, int]
    overdue: int
    reviewed: Share
    decided: Share
    posted: Share
    simplified: Share
    cut_of_catalogue: Share
    kinds: tuple[KindCount, ...]
    days_before: float
    days_after: float
    calendar_days_cut: int
    papers_before: int
    papers_cut: int
    reviews: tuple[ProcedureReview, ...]

    @property
    def days_cut(self) -> float:
        return self.days_before - self.days_after

    def kind(self, kind: ProposalKind) -> KindCount:
        return next(one for one in self.kinds if one.kind is kind)


def report_of(
    round: ReviewRound, reviews: Sequence[ProcedureReview], catalogue: Sequence[Procedure], based_on: BasedOn, day: date
) -> RoundReport:
    """``based_on`` finds the version that a proposal was made on, by code and number."""
    total = len(reviews)
    approved = [one for one in reviews if one.approved]
    shortened = [(one, measure) for one in approved for measure in _measures(one, ProposalKind.SHORTEN)]
    limits = [(before.limit, measure.limit) for one, measure in shortened if (before := based_on.get(_key(one)))]
    working = [(a, b) for a, b in limits if b and a.kind is not LimitKind.CALENDAR_DAYS]
    calendar = [(a, b) for a, b in limits if b and a.kind is LimitKind.CALENDAR_DAYS]
    cut_papers = [(one, measure) for one in approved for measure in _measures(one, ProposalKind.CUT_PAPERS)]
    return RoundReport(
        round=round,
        day=day,
        catalogue=len(catalogue),
        by_level={level: sum(one.level is level for one in catalogue) for level in Level},
        online_in_full=Share(sum(one.online is OnlineLevel.FULL for one in catalogue), len(catalogue)),
        states={state: sum(one.state is state for one in reviews) for state in ReviewState},
        overdue=sum(one.is_open and one.due_on < day for one in reviews),
        reviewed=Share(sum(one.findings is not None for one in reviews), total),
        decided=Share(sum(_is_decided(one) for one in reviews), total),
        posted=Share(sum(one.posting is not None for one in reviews), total),
        simplified=Share(sum(_simplifies(one) for one in approved), total),
        cut_of_catalogue=Share(sum(_ends(one) for one in approved), len(catalogue)),
        kinds=tuple(_count(kind, reviews) for kind in ProposalKind),
        days_before=sum((minutes_of(a) or 0) for a, _ in working) / DAY,
        days_after=sum((minutes_of(b) or 0) for _, b in working) / DAY,
        calendar_days_cut=int(sum(a.amount - b.amount for a, b in calendar)),
        papers_before=sum(len(based_on[_key(one)].components) for one, _ in cut_papers if _key(one) in based_on),
        papers_cut=sum(len(measure.papers) for _, measure in cut_papers),
        reviews=tuple(reviews),
    )


BasedOn = Mapping[tuple[str, int], Procedure]


def _key(review: ProcedureReview) -> tuple[str, int]:
    return review.procedure, review.proposal.based_on if review.proposal else 0


def _measures(review: ProcedureReview, kind: ProposalKind) -> list[Measure]:
    return [one for one in (review.proposal.measures if review.proposal else ()) if one.kind is kind]


def _count(kind: ProposalKind, reviews: Sequence[ProcedureReview]) -> KindCount:
    proposed = [one for one in reviews if _measures(one, kind)]
    approved = [one for one in proposed if one.approved]
    return KindCount(kind, len(proposed), len(approved), sum(one.outcome is not None for one in approved))


def _simplifies(review: ProcedureReview) -> bool:
    return review.proposal is not None and not review.proposal.only_keeps


def _ends(review: ProcedureReview) -> bool:
    return any(one.kind.ends_it for one in (review.proposal.measures if review.proposal else ()))


def _is_decided(review: ProcedureReview) -> bool:
    return review.approved or review.state is ReviewState.DECLINED or review.posting is not None
