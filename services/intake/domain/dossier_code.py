"""A dossier's code ``{agency}-{yymmdd}-{sequence}`` (QĐ 20/2020): H99.11-261121-0001."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

LONGEST = 35
_NEW_ORDER = re.compile(r"[A-Z]\d{2}(?:\.\d{2,3}){0,3}")
_OLD_ORDER = re.compile(r"(?:\d{2,3}\.){1,3}[A-Z]\d{2}")
_CODE = re.compile(r"(?P<agency>[A-Z0-9.]+)-(?P<day>\d{6})-(?P<sequence>\d{4,})")


class InvalidCode(ValueError):
    """The text is no code of an agency or a dossier."""


def read_agency_code(text: str) -> str:
    """The agency's code with level 1 leftmost; the older order (``000.00.11.H26``) is turned and its zeros dropped."""
    code = text.strip().upper()
    if _NEW_ORDER.fullmatch(code):
        return code
    if _OLD_ORDER.fullmatch(code):
        parts = list(reversed(code.split(".")))
        while len(parts) > 1 and set(parts[-1]) == {"0"}:
            parts.pop()
        return ".".join(parts)
    raise InvalidCode(f"not an agency code: {text!r}")


@dataclass(frozen=True, slots=True, order=True)
class DossierCode:
    """``sequence`` counts from 1 per agency and day, is written with 4 digits at least, and is never used twice."""

    agency: str
    day: date
    sequence: int

    def __post_init__(self) -> None:
        if self.sequence < 1:
            raise InvalidCode("the sequence begins with 1")
        if len(str(self)) > LONGEST:
            raise InvalidCode(f"longer than {LONGEST} characters: {self}")

    def __str__(self) -> str:
        return f"{self.agency}-{self.day:%y%m%d}-{self.sequence:04d}"

    @property
    def series(self) -> str:
        """Names the run of numbers that this code's sequence was taken from."""
        return number_series(self.agency, self.day)

    @classmethod
    def read(cls, text: str) -> DossierCode:
        """The code from what a person types: case, spaces and the older order of the agency are forgiven."""
        found = _CODE.fullmatch("".join(text.split()).upper())
        if not found or len(text) > 2 * LONGEST:
            raise InvalidCode("not a dossier code")
        return cls(read_agency_code(found["agency"]), _read_day(found["day"]), int(found["sequence"]))


def number_series(agency: str, day: date) -> str:
    """The name of the number series of one agency and day."""
    return f"dossier/{agency}/{day:%y%m%d}"


def read_number_series(series: str) -> tuple[str, date]:
    """Agency and day of a series' name. Raises InvalidCode."""
    kind, _, rest = series.partition("/")
    agency, _, day = rest.partition("/")
    if kind != "dossier" or not agency:
        raise InvalidCode(f"not a series of dossier numbers: {series!r}")
    return agency, _read_day(day)


def _read_day(text: str) -> date:
    """``yymmdd`` of this century."""
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError as error:
        raise InvalidCode("not a dossier code: no such day") from error
