"""Matches every case of the labelled set and counts: right and sure, wrong and sure, not sure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from deploy.matching.case import Case
from deploy.matching.registry import TODAY
from services.hotline.domain.matching.claim import MatchClaim, read_claim
from services.hotline.domain.matching.ranking import Match

Find = Callable[[MatchClaim], Sequence[Match]]


@dataclass
class Count:
    """``sure`` is what is said to be near certain; ``wrong_first`` another person's dossier in first place without a
    warning; ``misses`` are cases whose answer was not given, for whoever improves it."""

    cases: int = 0
    answerable: int = 0
    sure: int = 0
    right: int = 0
    wrong_first: int = 0
    first: int = 0
    by_kind: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    misses: list[tuple[Case, Sequence[Match]]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.sure if self.sure else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.answerable if self.answerable else 1.0

    def told(self) -> dict[str, Any]:
        return {
            "cases": self.cases, "precision": round(self.precision, 4), "recall": round(self.recall, 4),
            "wrong_first": self.wrong_first, "answerable": self.answerable, "sure": self.sure, "right": self.right,
            "right_in_first_place": self.first,
        }  # fmt: skip


def claim_of(case: Case) -> MatchClaim:
    """As the hotline reads a petition and who it is from."""
    return read_claim(
        case.text, TODAY, code=case.code, name=case.name, phone=case.phone, email=case.email, address=case.address
    )


def measure(cases: Sequence[Case], find: Find) -> Count:
    """Every case once."""
    count = Count()
    for case in cases:
        matches = find(claim_of(case))
        first = matches[0] if matches else None
        sure = first is not None and first.sure
        right = sure and first is not None and case.dossier is not None and first.code == case.dossier
        count.cases += 1
        count.answerable += case.answerable
        count.sure += sure
        count.right += right
        count.first += first is not None and case.answerable and first.code == case.dossier
        count.wrong_first += sure and first is not None and first.code not in (case.dossier, *case.person)
        verdict = "right" if right else "wrong" if sure else "not sure"
        count.by_kind[case.kind][verdict] += 1
        if (sure and not right) or (case.answerable and not right):
            count.misses.append((case, matches))
    return count
