"""What is counted of many rows: pages and days with a digest, by which two services see whether they know the same.

An id reads ``<series>-<yymmdd>-<number>``: a page is the hundred numbers that share all but the last two digits, a day
is all pages of that date. Whatever else is kept stands on a page of its own, under no day.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# Where a message is that has not taken effect yet.
NOT_PUBLISHED, PUT_OFF, PARKED = "not_published", "put_off", "parked"
DIGEST_LENGTH = 32
NO_DAY = "other"
_MEMBER = re.compile(r"(?P<page>.+-\d{6}-\d{2,})\d{2}")
_PAGE = re.compile(r".+-(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})-\d{2,}")


@dataclass(frozen=True, slots=True)
class Label:
    """What a row stands as: ``told`` goes into the digest, ``place`` is what the counts are by (finer, or the same)."""

    told: str
    place: str


@dataclass(frozen=True, slots=True)
class Tally:
    """A page or a day: its rows, their digest, how many in each place; ``revision`` grows whenever they change."""

    id: str
    day: str
    count: int
    digest: str
    places: Mapping[str, int] = field(default_factory=dict)
    revision: int = 0


@dataclass(frozen=True, slots=True)
class OnTheWay:
    """A message about a subject that has not taken effect yet: where it is, and why, where somebody said so."""

    subject: str
    type: str
    where: str
    reason: str = ""

    @property
    def moves(self) -> bool:
        """Whether it goes on by itself; what is parked waits for a person."""
        return self.where != PARKED


def digest_of(told: Mapping[str, str]) -> str:
    """One text for what is told of many: equal only where all of it is. What is counted as none has no digest."""
    lines = "\n".join(f"{id} {one}" for id, one in sorted(told.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:DIGEST_LENGTH] if told else ""


def page_of(id: str) -> str:
    """The page that a row stands on."""
    found = _MEMBER.fullmatch(id)
    return found["page"] if found else id


def day_of(page: str) -> str:
    """The day of a page, ``yyyy-mm-dd``."""
    found = _PAGE.fullmatch(page)
    return f"20{found['year']}-{found['month']}-{found['day']}" if found else NO_DAY
