"""What law and department may change, as versioned values: days to answer, paths of complaints and denunciations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.hotline.domain.errors import Words
from services.hotline.domain.kinds import Kind, Topic

MINUTES_OF_A_DAY = 8 * 60


@dataclass(frozen=True, slots=True)
class LegalPath:
    """The written guide for a kind that has its own path: what it is, what to do, who decides by when, the source."""

    kind: Kind
    title: Words
    meaning: Words
    steps: tuple[Words, ...]
    limits: tuple[Words, ...]
    source: Words


@dataclass(frozen=True, slots=True)
class Approval:
    """Which answers a second person approves before they are told: those of these kinds, and those on these topics."""

    kinds: frozenset[Kind]
    topics: frozenset[Topic]

    def covers(self, kind: Kind, topic: Topic) -> bool:
        """Whether such a petition's answer needs approval."""
        return kind in self.kinds or topic in self.topics


ALWAYS = Approval(frozenset(Kind), frozenset(Topic))


@dataclass(frozen=True, slots=True)
class SurveyRule:
    """``ask_after``: working minutes from the answer until whoever petitioned is asked for their opinion;
    ``open_days``: calendar days for which they may give it."""

    ask_after: int
    open_days: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules from one day on. ``answer_days`` are working days of 8 hours by topic."""

    effective_from: date
    answer_days: Mapping[Topic, int]
    paths: Mapping[Kind, LegalPath]
    approval: Approval = ALWAYS
    survey: SurveyRule = SurveyRule(MINUTES_OF_A_DAY, 30)

    def answer_minutes(self, topic: Topic) -> int:
        """Working minutes within which a petition on this topic is answered."""
        return self.answer_days[topic] * MINUTES_OF_A_DAY


def rules_in_force(all_rules: Sequence[Rules], day: date) -> Rules:
    """The latest rules that are in force on that day. Raises LookupError where none are yet."""
    found = [one for one in all_rules if one.effective_from <= day]
    if not found:
        raise LookupError(f"no rules are in force on {day}")
    return max(found, key=lambda one: one.effective_from)
