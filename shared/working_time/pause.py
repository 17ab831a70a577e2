"""What a wait of the applicant does to a due date: the clock stands still and runs on, or begins anew, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.working_time.calendar import Calendar, Reason, local
from shared.working_time.due import calendar_days, due, elapsed, end_of_day, spend, starts_at
from shared.working_time.ledger import Entry, Kind, Ledger, entry, merged, skipped


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
    before, wait = Ledger(_until(ledger.entries, begun)), _wait(begun, ended, reason)
    beyond = ledger.extended - before.extended
    if any(one.kind is Kind.CALENDAR_DAY for one in ledger.entries):
        left = _days(ledger.entries) - _days(before.entries)
        if not left and beyond:  # the wait began within the extension: nothing of the limit itself is left to close
            due_at, rest = ended, Ledger()
        else:
            due_at, rest = calendar_days(calendar, ended, left) if left else _closing(calendar, ended)
    else:
        moment, until = starts_at(calendar, ended)
        due_at, rest = spend(calendar, moment, ledger.counted - before.counted, until)
    moved = _joined(before.entries, wait, rest.entries)
    return _extended_by(calendar, due_at, moved, beyond) if beyond else (due_at, moved)


def extended(calendar: Calendar, ledger: Ledger, promised: datetime) -> tuple[datetime, Ledger]:
    """The date promised with an apology, and the ledger up to it: what lies behind the limit's own end is no part of
    the limit.

    A limit that ends later than the promise (as a calendar changed) keeps its own end. A promise that falls into time
    that is not worked moves to the end of the next working day.
    """
    due_at = ledger.entries[-1].end
    moment = next_worked(calendar, promised)
    if moment <= due_at:
        return due_at, ledger
    end, longer = _extended_by(calendar, due_at, ledger, elapsed(calendar, due_at, moment))
    return moment, _joined(longer.entries, skipped(calendar, end, moment) if end < moment else ())


def next_worked(calendar: Calendar, moment: datetime) -> datetime:
    """The moment where it lies in working hours (opening and closing too), else the end of that or the next working
    day."""
    here = local(moment)
    if any(opening <= here <= closing for opening, closing in calendar.spans(here.date())):
        return here
    later = [closing for _, closing in calendar.spans(here.date()) if here <= closing]
    return later[-1] if later else end_of_day(calendar, calendar.next_working_day(here.date()))


def _extended_by(calendar: Calendar, due_at: datetime, ledger: Ledger, amount: timedelta) -> tuple[datetime, Ledger]:
    moment, until = starts_at(calendar, due_at)
    end, more = spend(calendar, moment, amount, until)
    beyond = (entry(Kind.EXTENDED, one.start, one.end) if one.kind is Kind.WORKED else one for one in more.entries)
    return end, _joined(ledger.entries, beyond)


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
