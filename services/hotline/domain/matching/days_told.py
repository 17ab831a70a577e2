"""Days that people name when they tell of a dossier: a date, a weekday of this week or the last, so many days ago."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from shared.text import fold, normalise


class Of(Enum):
    """What happened on the day."""

    FILED = "filed"
    DUE = "due"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DayTold:
    """``give`` is by how many days it may be meant otherwise; ``plain`` says that the date itself was named."""

    day: date
    of: Of
    give: int
    plain: bool


BEFORE = 90  # how far before the day the word stands that tells what happened
_DATE = re.compile(r"(?<!\d)(\d{1,2})\s*(?:/|-|\.|thang)\s*(\d{1,2})(?:\s*(?:/|-|\.|nam)\s*(20\d\d))?(?!\d)")
_WEEKDAY = re.compile(r"\b(?:thu (hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)(?: (tuan truoc|tuan nay|tuan sau|vua roi))?\b")
_COUNT, _LENGTH = r"(\d{1,2}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)", r"(ngay|hom|tuan|thang)"
_AGO = re.compile(rf"\b(?:cach day|duoc) {_COUNT} {_LENGTH}\b|(?<!thu )\b{_COUNT} {_LENGTH} (?:nay|truoc|roi)\b")
_WORDS = (("hom nay", 0, 0), ("hom qua", 1, 0), ("hom kia", 2, 0), ("tuan truoc", 7, 4), ("thang truoc", 30, 16))
_NUMBERS = {word: number for number, word in enumerate("mot hai ba bon nam sau bay tam chin muoi".split(), 1)}  # noqa: SIM905
_DAYS = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5, **{str(n): n - 2 for n in range(2, 8)}}
_LENGTHS = {"ngay": (1, 1), "hom": (1, 1), "tuan": (7, 4), "thang": (30, 16)}
_FILED, _DUE = ("nop", "gui", "lam ho so", "tiep nhan"), ("hen", "tra", "lay ket qua", "den han")


def days_told(text: str, today: date) -> tuple[DayTold, ...]:
    """All days that a text names, seen from the day on which it was told."""
    folded = fold(normalise(text))
    return tuple(dict.fromkeys((*_dates(folded, today), *_weekdays(folded, today), *_spans(folded, today))))


def _dates(text: str, today: date) -> Iterator[DayTold]:
    for found in _DATE.finditer(text):
        day, month, year = found.groups()
        of = _what(text, found.start())
        try:
            named = date(int(year) if year else today.year, int(month), int(day))
        except ValueError:
            continue
        if not year and named > today + timedelta(days=120):  # December told of in January
            named = named.replace(year=today.year - 1)
        yield DayTold(named, of, 0, plain=True)


def _weekdays(text: str, today: date) -> Iterator[DayTold]:
    monday = today - timedelta(days=today.weekday())
    for found in _WEEKDAY.finditer(text):
        wanted = 6 if found[0].startswith("chu nhat") else _DAYS[found[1]]
        of, week = _what(text, found.start()), found[2] or ""
        if week == "tuan truoc":
            yield DayTold(monday + timedelta(days=wanted - 7), of, 0, plain=False)
        elif week == "tuan sau":
            yield DayTold(monday + timedelta(days=wanted + 7), of, 0, plain=False)
        elif week or of is Of.DUE:
            yield DayTold(monday + timedelta(days=wanted), of, 0, plain=False)


def _spans(text: str, today: date) -> Iterator[DayTold]:
    for found in _AGO.finditer(text):
        number, unit = found[1] or found[3], found[2] or found[4]
        count = _NUMBERS.get(number) or int(number)
        length, give = _LENGTHS[unit]
        yield DayTold(today - timedelta(days=count * length), _what(text, found.start()), give, plain=False)
    for word, back, give in _WORDS:
        for found in re.finditer(rf"(?<!thu hai )(?<!thu ba )(?<!thu tu )(?<!thu nam )(?<!thu sau )\b{word}\b", text):
            yield DayTold(today - timedelta(days=back), _what(text, found.start()), give, plain=False)


def _what(text: str, at: int) -> Of:
    """What the nearest word before it says."""
    before = text[max(0, at - BEFORE) : at]
    filed, due = (max(before.rfind(word) for word in words) for words in (_FILED, _DUE))
    if filed == due:
        return Of.UNKNOWN
    return Of.FILED if filed > due else Of.DUE
