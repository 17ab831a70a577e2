"""What use cases need from outside, as protocols; the composition root fills them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from services.hotline.domain.errors import Words
from services.hotline.domain.petition import Petition
from services.hotline.domain.rules import Rules
from shared.security.access import AccessTable
from shared.store.change import Work
from shared.working_time import Calendar

MOST_COUNTED = 1000

# A petition's place in its list: what the list is ordered by, then its code; also a page's cursor.
Place = tuple[datetime, str]


class Numbers(Protocol):
    def take(self, series: str) -> int:
        """The next number of a series: from 1, never the same twice. Raises StoreAway."""
        ...


class Limits(Protocol):
    def take(self, kind: str, value: str) -> None:
        """Count one attempt under this kind (``verify-dossier`` …) and value. Raises TooManyAttempts, StoreAway."""
        ...


class Callers(Protocol):
    def is_owner(self, dossier: str, digits: str) -> bool:
        """Whether this dossier is known and its number is this one: a whole number (``+84…``) or its last four digits.

        One question for both, answered without opening anything: unknown and wrong cannot be told apart.
        Raises StoreAway.
        """
        ...


class Group(Enum):
    """Lists of petitions. Open ones, whose clocks run, are ordered by due date, the others latest first. ``TO_APPROVE``
    are those open ones whose answer waits for a second person."""

    OPEN = "open"
    PAUSED = "paused"
    TO_APPROVE = "to_approve"
    ANSWERED = "answered"
    CLOSED = "closed"
    HANDED_OVER = "handed_over"

    @property
    def is_open(self) -> bool:
        return self in (Group.OPEN, Group.TO_APPROVE)


class Lateness(Enum):
    """Parts of the open ones, the most pressing first."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    IN_TIME = "in_time"


@dataclass(frozen=True, slots=True)
class PetitionQuery:
    """Petitions of one group; ``span`` (from, before) narrows to order times; ``officer`` to one account's."""

    group: Group
    officer: str | None = None
    span: tuple[datetime | None, datetime | None] = (None, None)
    after: Place | None = None
    limit: int = 50


class Petitions(Protocol):
    """Questions over many petitions. Everything raises StoreAway."""

    def page(self, query: PetitionQuery) -> Sequence[Petition]:
        """Up to ``limit`` petitions in the list's order; their texts stay closed (empty)."""
        ...

    def count(self, query: PetitionQuery) -> int:
        """How many there are, counted no further than ``MOST_COUNTED``."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that use cases are given, built once. ``officers`` maps accounts that petitions may be assigned to
    to the names to show; ``rules`` are all versions."""

    work: Work
    numbers: Numbers
    limits: Limits
    callers: Callers
    petitions: Petitions
    access: AccessTable
    rules: Sequence[Rules]
    officers: Mapping[str, str]
    unit: Words
    calendar: Callable[[], Calendar]
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
