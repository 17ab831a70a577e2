"""Counting the open dates of a unit anew after its calendar changed: how far it has come, so that it can go on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from services.intake.domain.errors import Words
from services.intake.domain.special_days import changed_days
from shared.working_time import Calendar
from shared.working_time.calendar import days_from, local

# Processes that keep a calendar for some seconds may still accept by the old one: a second round finds those dossiers.
ROUNDS = 2
SECOND_ROUND_AFTER = timedelta(minutes=1)
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Recounting:
    """One unit's; ``id`` is the unit's code. ``target`` is the calendar that dates are counted by now.

    ``counted_by`` is the one that all dates were counted by before, None where nobody knows. ``cursor`` is the last
    code done in this ``round``; ``moved`` counts the dossiers that got another date.
    """

    id: str
    version: int
    target: Calendar
    begun_at: datetime
    again_at: datetime
    counted_by: Calendar | None = None
    cursor: str = ""
    round: int = 1
    moved: int = 0
    finished_at: datetime | None = None

    @classmethod
    def beginning(cls, unit: str, target: Calendar, at: datetime, known: Recounting | None) -> Recounting:
        """A new count; one that was not finished is begun again for the newer calendar."""
        before = None
        if known is not None:
            before = known.target if known.round > 1 else known.counted_by
        version = known.version + 1 if known else 1
        return cls(unit, version, target, at, at + SECOND_ROUND_AFTER, before)

    def is_for(self, calendar: Calendar) -> bool:
        """Whether this counts by the same hours; a calendar's version says nothing."""
        return replace(self.target, version=calendar.version) == calendar

    def waits(self, now: datetime) -> bool:
        """Whether there is nothing to do: finished, or between the rounds."""
        return self.finished_at is not None or (self.round > 1 and not self.cursor and now < self.again_at)

    def after_batch(self, cursor: str, moved: int, *, last: bool, now: datetime) -> Recounting:
        """After a batch that ended with this code; the last one of a round ends it."""
        done = replace(self, version=self.version + 1, cursor=cursor, moved=self.moved + moved)
        if not last:
            return done
        if self.round < ROUNDS:
            return replace(done, cursor="", round=self.round + 1)
        return replace(done, finished_at=now)


def why_moved(before: Calendar | None, after: Calendar, start: datetime, end: datetime) -> Words:
    """Which days between the acceptance and the later date made the difference, for the applicant."""
    general = Words("Lịch làm việc thay đổi", "The working calendar changed")
    if before is None:
        return general
    first, last = local(start).date(), local(end).date()
    days = changed_days(before, after, days_from(first, (last - first).days + 1))
    named = [_named(after, day) for day in days[:MOST_NAMED]]
    if not named or len(days) > MOST_NAMED:
        return general
    return Words(
        f"{general.vi}: {'; '.join(one.vi for one in named)}", f"{general.en}: {'; '.join(one.en for one in named)}"
    )


def _named(calendar: Calendar, day: date) -> Words:
    """``24/12/2026 nghỉ (Ngày lễ)``."""
    special = calendar.special.get(day)
    why_vi, why_en = (f" ({special.reason.vi})", f" ({special.reason.en})") if special else ("", "")
    if calendar.hours(day):
        return Words(f"{day:%d/%m/%Y} làm việc{why_vi}", f"{day:%d/%m/%Y} is worked{why_en}")
    return Words(f"{day:%d/%m/%Y} nghỉ{why_vi}", f"{day:%d/%m/%Y} is off{why_en}")
