"""What the review of procedures needs from outside, as protocols; the composition root fills them in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.intake.domain.account import Account
from services.intake.domain.review.case import ReviewedCase
from services.intake.domain.review.findings import FindingKind, KeptEvidence
from services.intake.domain.review.plan import ReviewRound
from services.intake.domain.review.report import RoundReport
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.rules import ReviewRules


class Cases(Protocol):
    def page(
        self, unit: str, procedure: str, since: datetime, until: datetime, after: ReviewedCase | None, limit: int
    ) -> Sequence[ReviewedCase]:
        """Dossiers filed in that time (``until`` not included), in the order of filing, those behind ``after``. Raises
        StoreAway."""
        ...


class Reviews(Protocol):
    """Questions over rounds, reviews and what lies behind findings; single ones are loaded by the unit of work."""

    def rounds(self, unit: str, limit: int) -> Sequence[ReviewRound]:
        """The latest first. Raises StoreAway."""
        ...

    def of_round(self, round: str) -> Sequence[ProcedureReview]:
        """By procedure code. Raises StoreAway."""
        ...

    def evidence(
        self, review: str, run: int, kind: FindingKind, key: str, after: int, limit: int
    ) -> Sequence[KeptEvidence]:
        """What lies behind one line, from place ``after`` on. Raises StoreAway."""
        ...

    def forget(self, review: str, before_run: int) -> None:
        """The evidence of earlier examinations, which no findings refer to any more. Raises StoreAway."""
        ...


class Officers(Protocol):
    def reviewers(self, unit: str) -> Sequence[Account]:
        """Accounts of the unit to whom a review may be given, by name. Raises StoreAway."""
        ...


class ReviewFiles(Protocol):
    def write(self, report: RoundReport, kind: str, language: str) -> bytes:
        """The report as ``csv`` (a line a procedure) or ``xlsx`` (sums, procedures, findings)."""
        ...


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """Everything that these use cases are given beside the service's ports."""

    cases: Cases
    reviews: Reviews
    officers: Officers
    files: ReviewFiles
    rules: ReviewRules
