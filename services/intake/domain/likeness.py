"""Whether two filings look like the same person asking for the same thing again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.personal import Applicant
from shared.text import search_key


@dataclass(frozen=True, slots=True)
class Overruled:
    """Somebody was shown what it looks like and said that it is another matter."""

    codes: tuple[str, ...]
    at: datetime
    by: str


def same_applicant(one: Applicant, other: Applicant) -> bool:
    """The same identity number or tax code; else, where one of them gave none, the same phone and name."""
    numbers = ((one.identity_number, other.identity_number), (one.tax_code, other.tax_code))
    if any(mine and mine == theirs for mine, theirs in numbers):
        return True
    if any(mine and theirs for mine, theirs in numbers):
        return False
    same_name = search_key(one.name) == search_key(other.name)
    return same_name and one.phone is not None and one.phone == other.phone


def well_known(one: Applicant, other: Applicant) -> bool:
    """Whether who types ``one`` knows of ``other`` what proves enough to be told of it: number and phone."""
    same_number = (one.identity_number or one.tax_code) == (other.identity_number or other.tax_code)
    return same_applicant(one, other) and same_number and one.phone is not None and one.phone == other.phone
