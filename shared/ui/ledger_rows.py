"""The ledger of a due date as rows for a table: one a day, words for what did not count, bars for what did."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared.ui import words
from shared.ui.ledger_words import LedgerWords, words_for
from shared.working_time import Entry, Interval, Kind, Ledger

Hours = Callable[[date], Sequence[Interval]]
OFF = (Kind.WEEKEND, Kind.HOLIDAY, Kind.SWAPPED_OFF)
WAITS = (Kind.PAUSED, Kind.RESTARTED)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the day's bar, in hundredths of the time from first opening to last closing."""

    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the ``name`` of its day(s), a ``note`` beside it, the ``amount`` at the right; skipped = no bar."""

    name: str
    note: str
    amount: str
    skipped: bool
    open: tuple[Bar, ...] = ()
    counted: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """All rows and their sum; ``in_hours`` is false for limits in plain days, which have no bars."""

    rows: tuple[Row, ...]
    total: str
    in_hours: bool
    lunch: str


@dataclass(frozen=True, slots=True)
class _Day:
    """The pieces of the ledger that lie on one day."""

    day: date
    entries: tuple[Entry, ...]

    def of(self, *kinds: Kind) -> tuple[Entry, ...]:
        return tuple(one for one in self.entries if one.kind in kinds)


def table(ledger: Ledger, hours: Hours, now: datetime, language: str) -> Table:
    """The rows of a ledger; ``hours`` gives a day's working hours (for the bars), ``now`` marks today."""
    say = words_for(language)
    days = list(_days(ledger.entries))
    in_hours = not any(one.kind is Kind.CALENDAR_DAY for one in ledger.entries)
    rows: list[Row] = []
    counted = 0
    for run in _runs(days):
        counted += bool(run[0].of(Kind.CALENDAR_DAY))
        notes = _notes(run[0], say, first=run[0] is days[0], last=run[-1] is days[-1], in_hours=in_hours)
        if any(one.day == now.astimezone(words.ZONE).date() for one in run):
            notes.insert(0, say.today)
        rows.append(_row(run, notes, hours(run[0].day), say, counted))
    lunch = next((gap for gap in (_lunch(hours(one.day)) for one in days) if gap), "")
    total = words.hours_of_day(ledger.counted, language) if in_hours else say.days.format(count=counted)
    return Table(tuple(rows), total, in_hours, lunch)


def _days(entries: Sequence[Entry]) -> Iterator[_Day]:
    found: dict[date, list[Entry]] = {}
    for one in entries:
        start, end = one.start.astimezone(words.ZONE), one.end.astimezone(words.ZONE)
        while start < end:
            midnight = datetime.combine(start.date() + timedelta(days=1), time.min, tzinfo=words.ZONE)
            found.setdefault(start.date(), []).append(Entry(one.kind, start, min(midnight, end), one.reason))
            start = min(midnight, end)
    return (_Day(day, tuple(found[day])) for day in sorted(found))


def _runs(days: Sequence[_Day]) -> list[list[_Day]]:
    """Days off in a row with one reason make one line; every other day has its own."""
    runs: list[list[_Day]] = []
    for one in days:
        before = runs[-1][-1] if runs else None
        same = before and _reason_off(before) is not None and _reason_off(before) == _reason_off(one)
        if same and before is not days[0]:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _reason_off(one: _Day) -> tuple[Kind, str] | None:
    off = one.of(*OFF, *WAITS)
    return (off[0].kind, off[0].reason.vi) if off and len(off) == len(one.entries) else None


def _row(run: Sequence[_Day], notes: list[str], hours: Sequence[Interval], say: LedgerWords, counted: int) -> Row:
    one, note = run[0], ", ".join(notes)
    name = say.days_named([each.day for each in run])
    worked = one.of(Kind.WORKED)
    if not worked and (beyond := one.of(Kind.EXTENDED)):
        more = words.hours_of_day(sum((each.length for each in beyond), timedelta()), say.language)
        return Row(name, note, say.added.format(amount=more), True)
    if worked:
        amount = words.hours_of_day(sum((each.length for each in worked), timedelta()), say.language)
        return Row(
            name,
            note,
            amount,
            False,
            _bars(hours, hours),
            _bars(hours, [Interval(each.start.time(), each.end.time()) for each in worked]),
        )
    if one.of(Kind.CALENDAR_DAY):
        return Row(name, note, say.counted_day.format(count=counted), False)
    return Row(name, note, say.skip, True)


def _notes(one: _Day, say: LedgerWords, *, first: bool, last: bool, in_hours: bool) -> list[str]:
    worked = one.of(Kind.WORKED)
    notes: list[str] = []
    if first:
        notes.append(say.received.format(clock=words.clock(one.entries[0].start)))
        if one.entries[0].kind not in (Kind.WORKED, *WAITS):
            notes.append(say.reason(one.entries[0]))
            if in_hours:
                notes.append(say.counted_from.format(clock=words.clock(worked[0].start)) if worked else say.next_day)
    elif off := one.of(*OFF, Kind.MOVED):
        notes.append(say.reason(off[0]))
    elif worked and (why := say.special(worked[0])):
        notes.append(why)
    notes += _waits(one, say)
    if beyond := one.of(Kind.EXTENDED):
        notes.append(say.reason(beyond[0]))
    if last:
        full = in_hours and not one.of(Kind.EXTENDED)
        notes.append((say.full if full else say.until).format(clock=words.clock(one.entries[-1].end)))
    return notes


def _waits(one: _Day, say: LedgerWords) -> list[str]:
    whole = len(one.entries) == 1
    return [say.reason(each) if whole else say.wait(each) for each in one.of(*WAITS)]


def _bars(hours: Sequence[Interval], shown: Sequence[Interval]) -> tuple[Bar, ...]:
    """The shown stretches on the scale of the day's hours; what lies outside them is left out."""
    if not hours:
        return ()
    opening, closing = _minutes(hours[0].start), _minutes(hours[-1].end)
    scale = 100 / (closing - opening)
    found = []
    for one in shown:
        start, end = max(opening, _minutes(one.start)), min(closing, _minutes(one.end))
        if start < end:
            found.append(Bar(round((start - opening) * scale, 2), round((end - start) * scale, 2)))
    return tuple(found)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _lunch(hours: Sequence[Interval]) -> str:
    if len(hours) != 2:
        return ""
    start, end = hours[0].end, hours[1].start
    return f"{start.hour}:{start.minute:02}–{end.hour}:{end.minute:02}"
