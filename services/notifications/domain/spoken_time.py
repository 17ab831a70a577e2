"""Days and hours in the words of a message: ``11:30 thứ Sáu 27/11/2026``."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def day(moment: datetime, language: str) -> str:
    """``thứ Sáu 27/11/2026``; ``Friday 27 November 2026``, as Viet Nam's calendar has it."""
    when = moment.astimezone(ZONE)
    weekday = WEEKDAYS[language][when.weekday()]
    if language == "vi":
        return f"{weekday} {when.day}/{when.month}/{when.year}"
    return f"{weekday} {when.day} {MONTHS[when.month - 1]} {when.year}"


def day_and_hour(moment: datetime, language: str) -> str:
    """``11:30 thứ Sáu 27/11/2026``; ``11:30 on Friday 27 November 2026``."""
    when = moment.astimezone(ZONE)
    clock = f"{when.hour}:{when.minute:02}"
    return f"{clock} {day(moment, language)}" if language == "vi" else f"{clock} on {day(moment, language)}"


def span(earliest: datetime | None, latest: datetime | None, language: str) -> str:
    """``khoảng 8:20 đến 8:40``; ``about 8:20 to 8:40``; in so many words where nothing is known yet."""
    if earliest is None or latest is None:
        return "chưa ước được giờ" if language == "vi" else "no estimate yet"
    first, last = (f"{one.hour}:{one.minute:02}" for one in (earliest.astimezone(ZONE), latest.astimezone(ZONE)))
    return f"khoảng {first} đến {last}" if language == "vi" else f"about {first} to {last}"
