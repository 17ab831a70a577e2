"""The ledger of a due date: every stretch between start and end, counted or skipped, with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from shared.working_time.calendar import LONGEST_GAP_DAYS, Calendar, Off, Reason, at, days_from, local


class Kind(Enum):
    """What a stretch of time is for the clock: the first two count towards the limit, all others are skipped.

    ``EXTENDED`` is working time beyond the limit, up to a date that was promised with an apology.
    """

    WORKED = "worked"
    CALENDAR_DAY = "calendar_day"
    LUNCH = "lunch"
    NIGHT = "night"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped_off"
    CUT_OFF = "cut_off"
    RECEIVED = "received"
    MOVED = "moved"
    PAUSED = "paused"
    RESTARTED = "restarted"
    EXTENDED = "extended"


COUNTED = frozenset({Kind.WORKED, Kind.CALENDAR_DAY})
REASONS = {
    Kind.WORKED: Reason("Giờ làm việc", "Working hours"),
    Kind.CALENDAR_DAY: Reason("Tính theo ngày", "Calendar day"),
    Kind.LUNCH: Reason("Nghỉ trưa, không tính", "Lunch break, not counted"),
    Kind.NIGHT: Reason("Ngoài giờ làm việc, không tính", "Outside working hours, not counted"),
    Kind.WEEKEND: Reason("Cuối tuần, không tính", "Weekend, not counted"),
    Kind.HOLIDAY: Reason("Nghỉ lễ, không tính", "Public holiday, not counted"),
    Kind.SWAPPED_OFF: Reason("Nghỉ hoán đổi, không tính", "Swapped day off, not counted"),
    Kind.CUT_OFF: Reason(
        "Nhận sau giờ chốt, tính từ đầu ngày làm việc sau",
        "Received after the cut-off, counted from the next working day",
    ),
    Kind.RECEIVED: Reason("Ngày nhận, không tính", "Day of receipt, not counted"),
    Kind.MOVED: Reason(
        "Hạn rơi vào ngày nghỉ, chuyển sang ngày làm việc này",
        "The limit ended on a day off and moves to this working day",
    ),
    Kind.PAUSED: Reason("Chờ bổ sung, không tính", "Waiting for further papers, not counted"),
    Kind.RESTARTED: Reason(
        "Trước khi bổ sung, không tính nữa vì thời hạn tính lại từ đầu",
        "Before the further papers, no longer counted as the limit begins anew",
    ),
    Kind.EXTENDED: Reason(
        "Thêm ngoài thời hạn, theo ngày hẹn lại kèm lời xin lỗi",
        "Beyond the limit, up to the new date given with an apology",
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One stretch, from ``start`` up to ``end`` (instants with offset)."""

    kind: Kind
    start: datetime
    end: datetime
    reason: Reason

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def counted(self) -> timedelta:
        """The part of the limit that this stretch used up: all of it or nothing."""
        return self.length if self.kind in COUNTED else timedelta()


@dataclass(frozen=True, slots=True)
class Ledger:
    """Entries without gap or overlap: their counted lengths add up to the limit exactly."""

    entries: tuple[Entry, ...] = ()

    @property
    def counted(self) -> timedelta:
        return sum((one.counted for one in self.entries), timedelta())

    @property
    def extended(self) -> timedelta:
        """The working time beyond the limit, up to a promised date."""
        return sum((one.length for one in self.entries if one.kind is Kind.EXTENDED), timedelta())

    def to_data(self) -> dict[str, Any]:
        """Compact JSON-ready data: a start, then ``[kind, end]`` (and a reason where it is not the usual one)."""
        if not self.entries:
            return {"start": None, "entries": []}
        rows = []
        for one in self.entries:
            usual = one.reason == REASONS[one.kind]
            rows.append([one.kind.value, one.end.isoformat(), *([] if usual else [one.reason.vi, one.reason.en])])
        return {"start": self.entries[0].start.isoformat(), "entries": rows}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Ledger:
        entries: list[Entry] = []
        start = data["start"]
        for name, end, *words in data["entries"]:
            kind = Kind(name)
            begun = entries[-1].end if entries else local(datetime.fromisoformat(start))
            reason = Reason(*words) if words else REASONS[kind]
            entries.append(Entry(kind, begun, local(datetime.fromisoformat(end)), reason))
        return cls(tuple(entries))


def entry(kind: Kind, start: datetime, end: datetime, reason: Reason | None = None) -> Entry:
    """An entry with the usual words of its kind, or with this reason."""
    return Entry(kind, start, end, reason or REASONS[kind])


def day_off(calendar: Calendar, day: date) -> tuple[Kind, Reason]:
    """Why no hour of this day counts."""
    special = calendar.special.get(day)
    if special is None:
        return Kind.WEEKEND, REASONS[Kind.WEEKEND]
    return (Kind.SWAPPED_OFF if special.off is Off.SWAPPED else Kind.HOLIDAY), special.reason


def worked_entry(calendar: Calendar, start: datetime, end: datetime) -> Entry:
    """A counted stretch; a day worked in exchange says so."""
    special = calendar.special.get(start.date())
    return entry(Kind.WORKED, start, end, special.reason if special else None)


def skipped(calendar: Calendar, start: datetime, end: datetime) -> list[Entry]:
    """The entries of a stretch without working hours, cut at midnight around days off; nights are one entry."""
    pieces: list[Entry] = []
    for day in days_from(start.date(), LONGEST_GAP_DAYS + 2):
        midnight = at(day, start.min.time())
        begun, ended = max(start, midnight), min(end, midnight + timedelta(days=1))
        if begun < ended:
            pieces.append(_skip_of_day(calendar, day, begun, ended))
        if ended == end:
            break
    return merged(pieces)


def _skip_of_day(calendar: Calendar, day: date, start: datetime, end: datetime) -> Entry:
    spans = calendar.spans(day)
    if not spans:
        return entry(*_with_times(day_off(calendar, day), start, end))
    lunch = spans[0][1] <= start and end <= spans[-1][0]
    return entry(Kind.LUNCH if lunch else Kind.NIGHT, start, end)


def _with_times(why: tuple[Kind, Reason], start: datetime, end: datetime) -> tuple[Kind, datetime, datetime, Reason]:
    return why[0], start, end, why[1]


def merged(pieces: Iterable[Entry]) -> list[Entry]:
    """Evening and early morning become one night; days off stay one entry each."""
    result: list[Entry] = []
    for piece in pieces:
        if result and piece.kind is Kind.NIGHT and result[-1].kind is Kind.NIGHT:
            result[-1] = entry(Kind.NIGHT, result[-1].start, piece.end)
        else:
            result.append(piece)
    return result
