"""What the department may change about its weekly review, as versioned values: when it is made, who is invited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from services.hotline.domain.errors import Words
from services.hotline.domain.review.week import Week
from shared.working_time.calendar import ZONE


@dataclass(frozen=True, slots=True)
class StepOfficer:
    """Somebody who works in steps of a unit (its code): in all of them where ``steps`` is empty."""

    account: str
    unit: str
    name: Words
    steps: frozenset[str] = frozenset()

    def works_in(self, unit: str, step: str) -> bool:
        return unit == self.unit and (not self.steps or step in self.steps)


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """``make_at`` is the time of Monday at which the review of the week before is made; a matter is repeated where the
    same dossier was petitioned about before within ``repeated_days``."""

    effective_from: date
    make_at: time
    repeated_days: int
    officers: tuple[StepOfficer, ...]

    def made_at(self, week: Week) -> datetime:
        """When the review of this week falls due."""
        return datetime.combine(week.after.monday, self.make_at, ZONE)


def review_rules_in_force(all_rules: Sequence[ReviewRules], day: date) -> ReviewRules:
    """The latest rules that are in force on that day. Raises LookupError where none are yet."""
    found = [one for one in all_rules if one.effective_from <= day]
    if not found:
        raise LookupError(f"no rules of the review are in force on {day}")
    return max(found, key=lambda one: one.effective_from)
