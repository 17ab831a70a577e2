"""Dates, clock times, lengths and amounts in the words of the voice table, Vietnamese and English.

Pure functions: ``language`` is ``vi`` or ``en``; times carry an offset and are told as Viet Nam's clocks show them.
Parts that belong together are joined by no-break spaces, so that no line ends in the middle of "thứ Sáu".
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MINUTES_OF_DAY = 8 * 60
NBSP = "\u00a0"

WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def capital(text: str) -> str:
    """The text with a capital first letter: how a sentence begins."""
    return text[:1].upper() + text[1:]


def weekday(day: date, language: str) -> str:
    """``thứ Sáu``; ``Friday``."""
    return WEEKDAYS[language][day.weekday()].replace(" ", NBSP)


def day(value: date, language: str, *, year: bool = True, joined: bool = True) -> str:
    """``thứ Sáu 27/11/2026``; ``Friday 27 November 2026``. Not ``joined``, it may break before the date."""
    when = _local_date(value)
    if language == "vi":
        written = f"{when.day}/{when.month}" + f"/{when.year}" * year
        return f"{weekday(when, language)}{NBSP if joined else ' '}{written}"
    written = f"{when.day}{NBSP}{MONTHS[when.month - 1]}" + (f"{NBSP}{when.year}" if year else "")
    return f"{weekday(when, language)} {written}"


def short_date(value: date, language: str) -> str:
    """``27/11/2026``; ``27 Nov 2026``: where the weekday does not matter."""
    when = _local_date(value)
    if language == "vi":
        return f"{when.day}/{when.month}/{when.year}"
    return f"{when.day}{NBSP}{MONTHS[when.month - 1][:3]}{NBSP}{when.year}"


def clock(value: datetime) -> str:
    """``9:10``, ``11:30``: both languages write it so."""
    when = value.astimezone(ZONE)
    return f"{when.hour}:{when.minute:02}"


def day_near(value: datetime, now: datetime, language: str) -> str:
    """The day as people say it: ``hôm nay``, ``thứ Năm 26/11``; the year only where it is another one."""
    when, today = _local_date(value), _local_date(now)
    if when == today:
        return f"hôm{NBSP}nay" if language == "vi" else "today"
    return day(when, language, year=when.year != today.year)


def moment(value: datetime, now: datetime, language: str) -> str:
    """``hôm nay, 11:30``; ``thứ Năm 19/11, 11:45``."""
    return f"{day_near(value, now, language)}, {clock(value)}"


def length(worked: timedelta, language: str) -> str:
    """A length of working time, eight hours a day: ``1 ngày 2 giờ``, ``3 ngày 2 giờ 20``, ``2 giờ 20 phút``."""
    minutes = max(0, int(worked.total_seconds() // 60))
    days, rest = divmod(minutes, MINUTES_OF_DAY)
    hours, left = divmod(rest, 60)
    if language == "vi":
        parts = [f"{days} ngày"] * bool(days) + [f"{hours} giờ"] * bool(hours)
        if left or not parts:
            parts.append(f"{left}" if days and hours else f"{left} phút")
    else:
        parts = [_count(days, "day")] * bool(days) + [_count(hours, "hour")] * bool(hours)
        if left or not parts:
            parts.append(f"{left} min")
    return " ".join(parts).replace(" ", NBSP)


def hours_of_day(worked: timedelta, language: str) -> str:
    """One row of a ledger: ``8 giờ``, ``3 giờ 30``; ``8 h``, ``3 h 30``. Not turned into days."""
    minutes = int(worked.total_seconds() // 60)
    hours, left = divmod(minutes, 60)
    unit = "giờ" if language == "vi" else "h"
    if not hours:
        return f"{left}{NBSP}{'phút' if language == 'vi' else 'min'}"
    return f"{hours}{NBSP}{unit}" + (f"{NBSP}{left:02}" if left else "")


def time_left(left: timedelta, language: str) -> str:
    """What a tag says to officers: ``Còn 2 giờ 20 phút``, ``Trễ 1 ngày 2 giờ``. Working time, negative = late."""
    if left < timedelta():
        told = length(-left, language)
        return f"Trễ{NBSP}{told}" if language == "vi" else f"{told}{NBSP}late"
    told = length(left, language)
    return f"Còn{NBSP}{told}" if language == "vi" else f"{told}{NBSP}left"


def time_left_roughly(left: timedelta, language: str) -> str:
    """What a citizen reads, without a ticking clock: ``Còn hơn 3 ngày làm việc``, ``Trễ 1 ngày làm việc``."""
    minutes = int(abs(left).total_seconds() // 60)
    days, rest = divmod(minutes, MINUTES_OF_DAY)
    late = left < timedelta()
    if not days:
        return _hours_roughly(minutes, late, language)
    if language == "vi":
        more = "hơn " if rest else ""
        return f"{'Trễ' if late else 'Còn'} {more}{days} ngày làm việc".replace(" ", NBSP)
    more = "more than " if rest else ""
    told = f"{more}{_count(days, 'working day')} {'late' if late else 'left'}"
    return capital(told).replace(" ", NBSP)


def _hours_roughly(minutes: int, late: bool, language: str) -> str:
    hours = minutes // 60
    if language == "vi":
        told = f"{hours} giờ làm việc" if hours else "chưa đến một giờ làm việc"
        more = "hơn " if hours and minutes % 60 else ""
        return f"{'Trễ' if late else 'Còn'} {more}{told}".replace(" ", NBSP)
    told = _count(hours, "working hour") if hours else "less than one working hour"
    more = "more than " if hours and minutes % 60 else ""
    return capital(f"{more}{told} {'late' if late else 'left'}").replace(" ", NBSP)


def number(value: int, language: str) -> str:
    """``1.222``; ``1,222``."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "vi" else grouped


def money(value: int, language: str) -> str:
    """An amount of đồng: ``1.500.000 đ``; ``1,500,000 VND``."""
    return f"{number(value, language)}{NBSP}{'đ' if language == 'vi' else 'VND'}"


def keep_together(text: str) -> str:
    """A name or a code that no line break may split."""
    return text.replace(" ", NBSP)


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _local_date(value: date) -> date:
    return value.astimezone(ZONE).date() if isinstance(value, datetime) else value
