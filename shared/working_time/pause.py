"""What a wait of the applicant does to a due date: the clock stands still and runs on, or begins anew, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shared.working_time.calendar import Calendar, Reason, local
from shared.working_time.due import calendar_days, due, elapsed, end_of_day, spend, starts_at
from shared.working_time.ledger import Entry, Kind, Ledger, entry, merged


def paused(
    calendar: Calendar, ledger: Ledger, start: datetime, end: datetime, reason: Reason
) -> tuple[datetime, Ledger]:
    """The due date moved by the time waited from ``start`` to ``end``, and the ledger that shows the wait.

    What the clock had counted stays counted, so the ledger adds up to the same limit as before. A wait that begins
    after the due date moves it all the same: nobody is later than before for having waited.
    """
    begun, ended = local(start), max(local(start), local(end))
    due_at = ledger.entries[-1].end
    if begun >= due_at:
        moved = postponed(calendar, due_at, begun, ended)
        return moved, _joined(ledger.entries, _wait(due_at, moved, reason))
    before, wait = _until(ledger.entries, begun), _wait(begun, ended, reason)
    if any(one.kind is Kind.CALENDAR_DAY for one in ledger.entries):
        left = _days(ledger.entries) - _days(before)
        due_at, rest = calendar_days(calendar, ended, left) if left else _closing(calendar, ended)
    else:
        moment, skipped = starts_at(calendar, ended)
        due_at, rest = spend(calendar, moment, ledger.counted - Ledger(before).counted, skipped)
    return due_at, _joined(before, wait, rest.entries)


def restarted(ledger: Ledger, start: datetime, end: datetime, anew: Ledger, waited: Reason, dropped: Reason) -> Ledger:
    """The ledger of a limit that is counted anew from ``end``: ``anew``, behind what was counted before and the wait,
    neither of which counts any more."""
    begun, ended = local(start), max(local(start), local(end))
    first = ledger.entries[0].start
    before = (entry(Kind.RESTARTED, first, begun, dropped),) if first < begun else ()
    return _joined(before, _wait(begun, ended, waited), anew.entries)


def postponed(calendar: Calendar, due_at: datetime, start: datetime, end: datetime) -> datetime:
    """``due_at`` moved by the working time between ``start`` and ``end``; itself where none lies between."""
    waited = elapsed(calendar, start, end)
    if not waited:
        return local(due_at)
    moment, _ = starts_at(calendar, due_at)
    return spend(calendar, moment, waited, ())[0]


def due_in_days(calendar: Calendar, start: datetime, working_days: int, minutes_of_day: int = 480) -> datetime:
    """The moment so many working days after ``start``."""
    return due(calendar, start, working_days * minutes_of_day)[0]


def _wait(start: datetime, end: datetime, reason: Reason) -> tuple[Entry, ...]:
    return (entry(Kind.PAUSED, start, end, reason),) if start < end else ()


def _until(entries: Iterable[Entry], moment: datetime) -> tuple[Entry, ...]:
    """The entries before a moment; the one around it is cut there."""
    return tuple(entry(one.kind, one.start, min(one.end, moment), one.reason) for one in entries if one.start < moment)


def _days(entries: Iterable[Entry]) -> int:
    """How many days of a limit in plain days are counted; one that was begun counts."""
    counted = [one for one in entries if one.kind is Kind.CALENDAR_DAY]
    return len({one.start.date() for one in counted})


def _closing(calendar: Calendar, moment: datetime) -> tuple[datetime, Ledger]:
    """All days are used up: due by the end of this working day, or of the next one."""
    opening, _ = starts_at(calendar, moment)
    closing = end_of_day(calendar, opening.date())
    return closing, Ledger((entry(Kind.MOVED, moment, closing),))


def _joined(*parts: Iterable[Entry]) -> Ledger:
    return Ledger(tuple(merged([one for part in parts for one in part])))
