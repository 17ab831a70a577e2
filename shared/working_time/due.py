"""When a limit falls due, how much working time lies between two instants, and how much is left."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from shared.working_time.calendar import Calendar, Reason, at, days_from, local
from shared.working_time.ledger import Entry, Kind, Ledger, day_off, entry, merged, skipped, worked_entry


def due(
    calendar: Calendar, start: datetime, working_minutes: int, *, cut_off: time | None = None
) -> tuple[datetime, Ledger]:
    """The instant at which so many working minutes after ``start`` are used up, and why.

    Time used up exactly at the end of an interval is due then, not at the start of the next one. A start outside
    working hours (or after ``cut_off``, strictly) counts from the next working time. No minutes: due where it starts.
    """
    if working_minutes < 0:
        raise ValueError("working_minutes must not be negative")
    moment, waiting = starts_at(calendar, start, cut_off=cut_off)
    return spend(calendar, moment, timedelta(minutes=working_minutes), waiting)


def closing_time(calendar: Calendar, start: datetime, *, cut_off: time | None = None) -> tuple[datetime, Ledger]:
    """The end of the working day on which the clock of ``start`` begins to run: the limit of what is done at once."""
    moment, waiting = starts_at(calendar, start, cut_off=cut_off)
    return spend(calendar, moment, elapsed(calendar, moment, end_of_day(calendar, moment.date())), waiting)


def spend(calendar: Calendar, moment: datetime, left: timedelta, waiting: tuple[Entry, ...]) -> tuple[datetime, Ledger]:
    """The instant at which ``left`` is used up from ``moment`` on, and the entries behind those of ``waiting``."""
    entries = list(waiting)
    while left > timedelta():
        _, end = _span_from(calendar, moment)
        taken = min(left, end - moment)
        entries.append(worked_entry(calendar, moment, moment + taken))
        moment, left = moment + taken, left - taken
        if left:
            following, _ = _span_from(calendar, moment)
            entries.extend(skipped(calendar, moment, following))
            moment = following
    return moment, Ledger(tuple(merged(entries)))


def calendar_days(
    calendar: Calendar, start: datetime, days: int, *, cut_off: time | None = None
) -> tuple[datetime, Ledger]:
    """The end of a limit in plain days: closing time of the last day, moved on where that day is off.

    The day of receipt is not counted; a receipt outside working days counts from the next one, as in ``due``.
    """
    if days < 1:
        raise ValueError("days must be at least 1")
    moment, waiting = starts_at(calendar, start, cut_off=cut_off)
    received = moment.date()
    entries = [*waiting, entry(Kind.RECEIVED, moment, _midnight_after(received))]
    entries += [_whole_day(Kind.CALENDAR_DAY, day) for day in days_from(received + timedelta(days=1), days)]
    last = received + timedelta(days=days)
    if calendar.hours(last):
        closing = end_of_day(calendar, last)
        entries[-1] = entry(Kind.CALENDAR_DAY, at(last, time.min), closing)
    else:
        final = calendar.next_working_day(last)
        closing = end_of_day(calendar, final)
        off = days_from(last + timedelta(days=1), (final - last).days - 1)
        entries += [_whole_day(kind, day, why) for day in off for kind, why in [day_off(calendar, day)]]
        entries.append(entry(Kind.MOVED, at(final, time.min), closing))
    return closing, Ledger(tuple(merged(entries)))


def starts_at(
    calendar: Calendar, start: datetime, *, cut_off: time | None = None
) -> tuple[datetime, tuple[Entry, ...]]:
    """When the clock of something received at ``start`` begins to run, and the entries of the time before that.

    Within working hours: at once. At lunch: after it. Outside, on a day off, or after the cut-off: next opening.
    """
    moment = local(start)
    if cut_off is None or moment.time() <= cut_off or not _still_open(calendar, moment):
        opening, _ = _span_from(calendar, moment)
        return opening, tuple(skipped(calendar, moment, opening)) if opening > moment else ()
    closing = end_of_day(calendar, moment.date())
    opening = calendar.spans(calendar.next_working_day(moment.date()))[0][0]
    return opening, (entry(Kind.CUT_OFF, moment, closing), *skipped(calendar, closing, opening))


def end_of_day(calendar: Calendar, day: date) -> datetime:
    """Closing time of a working day. Raises ValueError on a day off."""
    spans = calendar.spans(day)
    if not spans:
        raise ValueError(f"{day} is a day off")
    return spans[-1][1]


def elapsed(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Working time between two instants; zero where ``end`` is not after ``start``."""
    begun, ended = local(start), local(end)
    total = timedelta()
    for day in days_from(begun.date(), max(0, (ended.date() - begun.date()).days + 1)):
        for opening, closing in calendar.spans(day):
            total += max(timedelta(), min(ended, closing) - max(begun, opening))
    return total


def remaining(calendar: Calendar, now: datetime, due_at: datetime) -> timedelta:
    """Working time left until ``due_at``; negative by the working time that it is late."""
    return elapsed(calendar, now, due_at) if now <= due_at else -elapsed(calendar, due_at, now)


def _still_open(calendar: Calendar, moment: datetime) -> bool:
    spans = calendar.spans(moment.date())
    return bool(spans) and moment < spans[-1][1]


def _span_from(calendar: Calendar, moment: datetime) -> tuple[datetime, datetime]:
    """What is left of the working interval around ``moment``, or the whole next one; its end is no working time."""
    day = moment.date()
    while True:
        for opening, closing in calendar.spans(day):
            if moment < closing:
                return max(opening, moment), closing
        day = calendar.next_working_day(day)


def _whole_day(kind: Kind, day: date, reason: Reason | None = None) -> Entry:
    return entry(kind, at(day, time.min), _midnight_after(day), reason)


def _midnight_after(day: date) -> datetime:
    return at(day + timedelta(days=1), time.min)
