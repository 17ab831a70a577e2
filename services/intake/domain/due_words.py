"""A ledger told in one line, for a paper that has no room for all of it."""

from __future__ import annotations

from datetime import timedelta

from shared.working_time import Entry, Kind, Ledger
from shared.working_time.calendar import local
from shared.working_time.ledger import REASONS

MINUTES_OF_DAY = 8 * 60
_OFF = (Kind.HOLIDAY, Kind.SWAPPED_OFF)


def counted_words(ledger: Ledger) -> str:
    """``Tính 40 giờ làm việc (8 giờ là 1 ngày)``, or the days of a limit in plain days."""
    days = sum(_days(one) for one in ledger.entries if one.kind is Kind.CALENDAR_DAY)
    if days:
        return f"Tính {days} ngày"
    minutes = int(ledger.counted / timedelta(minutes=1))
    hours, rest = divmod(minutes, 60)
    told = f"{hours} giờ" + (f" {rest} phút" if rest else "")
    return f"Tính {told} làm việc, mỗi ngày 8 giờ" if minutes >= MINUTES_OF_DAY else f"Tính {told} làm việc"


def skipped_words(ledger: Ledger) -> str:
    """``không tính 2 ngày cuối tuần, thứ Ba 24/11 (Ngày Văn hóa Việt Nam)``; nothing where all days counted."""
    weekend = sum(_days(one) for one in ledger.entries if one.kind is Kind.WEEKEND)
    parts = [f"{weekend} ngày cuối tuần"] * bool(weekend)
    parts += dict.fromkeys(_named(one) for one in ledger.entries if one.kind in _OFF)
    parts += dict.fromkeys(_waited(one) for one in ledger.entries if one.kind in (Kind.PAUSED, Kind.RESTARTED))
    return f"không tính {', '.join(parts)}" if parts else ""


def _days(entry: Entry) -> int:
    """The days that a stretch touches."""
    first, last = local(entry.start).date(), local(entry.end - timedelta(microseconds=1)).date()
    return (last - first).days + 1


def _named(entry: Entry) -> str:
    day = local(entry.start)
    name = "nghỉ lễ" if entry.reason == REASONS[entry.kind] else entry.reason.vi
    return f"ngày {day.day}/{day.month} ({name})"


def _waited(entry: Entry) -> str:
    start, end = local(entry.start), local(entry.end)
    told = "thời gian chờ bổ sung" if entry.kind is Kind.PAUSED else "thời gian trước khi bổ sung"
    return f"{told} ({start.day}/{start.month} đến {end.day}/{end.month})"
