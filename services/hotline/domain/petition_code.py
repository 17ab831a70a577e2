"""A petition's code ``PA-{yymmdd}-{sequence}``: PA-261122-0001. It tells nothing of the petition's kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

PREFIX = "PA"
LONGEST = 20
_CODE = re.compile(rf"{PREFIX}-?(?P<day>\d{{6}})-?(?P<sequence>\d{{4,8}})")


class InvalidCode(ValueError):
    """The text is no petition's code."""


@dataclass(frozen=True, slots=True, order=True)
class PetitionCode:
    """``sequence`` counts from 1 each day, is written with 4 digits at least, and is never used twice."""

    day: date
    sequence: int

    def __str__(self) -> str:
        return f"{PREFIX}-{self.day:%y%m%d}-{self.sequence:04d}"

    @classmethod
    def read(cls, text: str) -> PetitionCode:
        """The code from what a person types: case, spaces and left-out dashes are forgiven. Raises InvalidCode."""
        found = _CODE.fullmatch("".join(text.split()).upper()) if len(text) <= 2 * LONGEST else None
        if not found or int(found["sequence"]) < 1:
            raise InvalidCode("not a petition code")
        return cls(_read_day(found["day"]), int(found["sequence"]))


def is_petition_code(text: str) -> bool:
    """Whether this is a petition's code in its one spelling."""
    try:
        return str(PetitionCode.read(text)) == text
    except InvalidCode:
        return False


def number_series(day: date) -> str:
    """The name of the number series of one day."""
    return f"petition/{day:%y%m%d}"


def read_number_series(series: str) -> date:
    """The day of a series' name. Raises InvalidCode."""
    kind, _, day = series.partition("/")
    if kind != "petition":
        raise InvalidCode(f"not a series of petition numbers: {series!r}")
    return _read_day(day)


def _read_day(text: str) -> date:
    """``yymmdd`` of this century."""
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError as error:
        raise InvalidCode("not a petition code: no such day") from error
