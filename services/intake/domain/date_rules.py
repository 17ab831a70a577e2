"""What the law says of apologies with a new date, as versioned data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.intake.domain.errors import Words

WORKING_DAY = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class ApologyRule:
    """From this day on: how much working time before the due date an apology must come, and how many there may be."""

    effective_from: date
    notice: timedelta
    most: int
    source: Words

    def __post_init__(self) -> None:
        if self.notice < timedelta() or self.most < 0:
            raise ValueError("an apology's notice and number must not be negative")

    @property
    def words_of_notice(self) -> Words:
        days = self.notice / WORKING_DAY
        number = f"{days:g}"
        comma = number.replace(".", ",")
        return Words(f"{comma} ngày làm việc", f"{number} working day{'' if number == '1' else 's'}")


def rule_on(rules: Sequence[ApologyRule], day: date) -> ApologyRule:
    """The rule in force on a day. Raises LookupError where none is yet."""
    held = [one for one in rules if one.effective_from <= day]
    if not held:
        raise LookupError(f"no rule for apologies holds on {day}")
    return max(held, key=lambda one: one.effective_from)
