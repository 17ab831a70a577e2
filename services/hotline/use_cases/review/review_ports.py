"""What the use cases of the weekly review need from outside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.hotline.domain.errors import Words
from services.hotline.domain.petition import Petition
from services.hotline.domain.review.decision import Decision
from services.hotline.domain.review.followed import Followed
from services.hotline.domain.review.review import WeeklyReview
from services.hotline.domain.review.rules import ReviewRules, review_rules_in_force
from services.hotline.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.working_time.calendar import local


class ReviewBook(Protocol):
    """Questions over reviews and what they are made from. Everything raises StoreAway."""

    def newest(self, before: str = "") -> WeeklyReview | None:
        """The latest review, or the latest of a week before this one; None where there is none."""
        ...

    def page(self, before: str | None, limit: int) -> Sequence[WeeklyReview]:
        """Reviews, the latest first."""
        ...

    def petitions(self, start: datetime, end: datetime) -> Sequence[Petition]:
        """Those received before ``end`` that are of the span, were open in it or got anywhere since ``start``; their
        texts stay closed."""
        ...

    def petitions_about(self, dossiers: Collection[str], since: datetime) -> Sequence[Petition]:
        """Those received since then and linked to these dossiers; their texts stay closed."""
        ...

    def followed(self, since: datetime) -> Sequence[Followed]:
        """All dossiers with a running task, and whatever had a fact since then."""
        ...

    def decisions(self, ended_since: datetime) -> Sequence[Decision]:
        """Open ones, and those that ended since then."""
        ...

    def decisions_of(self, review: str) -> Sequence[Decision]:
        """Those that one review made, in the order in which they were made."""
        ...


@dataclass(frozen=True, slots=True)
class Print:
    """What a review is printed from: ``week``, ``made_at`` (None for a preview), figures, its own decisions."""

    review: WeeklyReview
    frozen: bool
    decisions: Sequence[Decision]
    names: Callable[[str], Words]
    office: Words
    language: str


class ReviewFiles(Protocol):
    """A review as a file to hand round."""

    def pdf(self, printed: Print) -> bytes: ...

    def xlsx(self, printed: Print) -> bytes: ...


def hides_nothing(_: Caller, __: Collection[str]) -> frozenset[str]:
    """Where nobody is named."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class ReviewPorts:
    """``ports`` are those of all use cases; ``hidden_from`` says which of some petitions a caller may not know of."""

    ports: Ports
    book: ReviewBook
    files: ReviewFiles
    rules: Sequence[ReviewRules]
    office: Words
    hidden_from: Callable[[Caller, Collection[str]], frozenset[str]] = hides_nothing

    def owners(self) -> Mapping[str, Words]:
        """Accounts that a decision may be given to, with the names to show."""
        rules = review_rules_in_force(self.rules, local(self.ports.clock()).date())
        named = {one.account: one.name for one in rules.officers}
        return {**{account: Words(name, name) for account, name in self.ports.officers.items()}, **named}
