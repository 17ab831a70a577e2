"""How far the portal knows one dossier: the version and the rows that it took, and why it does not know the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType

from services.intake.domain.errors import Words
from services.intake.domain.portal.rows import ProgressRow
from services.intake.domain.status import Status

CLAIM = timedelta(minutes=2)
PAUSES = (5, 30, 120, 600, 3600, 6 * 3600)  # seconds before the next try of a dossier that was refused
LONGEST_WORDS = 1000


class Known(Enum):
    """Whether the portal has the dossier at all, which decides between new and changed."""

    NO = "no"
    ASKED = "asked"  # it was told, and nobody knows what came of it: it is looked up first
    YES = "yes"


class Why(Enum):
    """Why a dossier is behind."""

    WAITING = "waiting"
    REFUSED = "refused"
    LACKING = "lacking"
    AWAY = "away"

    @property
    def words(self) -> Words:
        return _WHY[self]


_WHY = {
    Why.WAITING: Words("Đang chờ gửi", "Waiting to be sent"),
    Why.REFUSED: Words("Cổng Quốc gia từ chối", "The portal refused it"),
    Why.LACKING: Words("Thiếu trường bắt buộc", "A field that the portal demands is not known"),
    Why.AWAY: Words("Cổng Quốc gia không trả lời", "The portal does not answer"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What stood in the way last. ``told`` are the portal's own words, ``fields`` those that it, or we, named."""

    why: Why
    at: datetime
    told: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What one attempt brought over: the dossier's version and status, and rows."""

    dossier_version: int
    status: Status
    rows: tuple[ProgressRow, ...]


@dataclass(frozen=True, slots=True)
class PortalMark:
    """One a dossier, under its code. ``synced_version`` is the dossier's version that the portal took last, ``rows``
    say of each row when it was taken; ``behind_since`` is None while nothing is missing there."""

    code: str
    version: int
    synced_version: int = 0
    synced_status: Status | None = None
    synced_at: datetime | None = None
    rows: Mapping[str, datetime] = field(default_factory=dict)
    last_row: Status | None = None
    known: Known = Known.NO
    attempts: int = 0
    tries: int = 0
    behind_since: datetime | None = None
    claimed_until: datetime | None = None
    problem: Problem | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", MappingProxyType(dict(self.rows)))

    @property
    def id(self) -> str:
        return self.code

    def is_claimed(self, now: datetime) -> bool:
        """Whether somebody is at it right now."""
        return self.claimed_until is not None and self.claimed_until > now

    def claim(self, now: datetime, since: datetime) -> PortalMark:
        """Somebody sends it now; ``since`` is the first change that the portal lacks."""
        behind = self.behind_since or since
        return self._next(attempts=self.attempts + 1, claimed_until=now + CLAIM, behind_since=behind)

    def lacks(self, problem: Problem, since: datetime) -> PortalMark:
        """It is not sent at all: a field that the portal demands is not known."""
        return self._next(problem=problem, behind_since=self.behind_since or since)

    def looked_up(self, is_there: bool) -> PortalMark:
        """The portal said whether it has the dossier; one that it lost is told again from the beginning."""
        if is_there:
            return self._now(known=Known.YES)
        return self._now(known=Known.NO, rows={}, last_row=None, synced_version=0, synced_status=None)

    def told_dossier(self, sent: Sent, now: datetime) -> PortalMark:
        """The portal took the dossier; its rows may still be missing."""
        return self._now(known=Known.YES, synced_version=sent.dossier_version, synced_status=sent.status, synced_at=now)

    def told_rows(self, rows: Iterable[ProgressRow], now: datetime) -> PortalMark:
        """The portal took these rows."""
        taken = tuple(rows)
        if not taken:
            return self
        return self._now(rows={**self.rows, **{one.key: now for one in taken}}, last_row=taken[-1].status)

    def done(self) -> PortalMark:
        """Nothing is behind."""
        return self._next(tries=0, behind_since=None, claimed_until=None, problem=None)

    def failed(self, problem: Problem) -> PortalMark:
        """It stays behind. Where the end of a first sending is not known, or the portal refused, it is looked up
        before the next: perhaps it has the dossier, or has it no more."""
        unsure = self.known is Known.NO or problem.why is Why.REFUSED
        known = Known.ASKED if unsure else self.known
        # The portal's own absence is no fault of the dossier: its pauses do not grow by it.
        tries = self.tries + (problem.why is not Why.AWAY)
        return self._next(tries=tries, claimed_until=None, problem=problem, known=known)

    def next_try(self, now: datetime) -> datetime:
        """When it is tried again by itself."""
        return now + timedelta(seconds=PAUSES[min(max(self.tries, 1), len(PAUSES)) - 1])

    def _next(self, **changes: object) -> PortalMark:
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]

    def _now(self, **changes: object) -> PortalMark:
        """A part of the same step: the version grows once, when it is written."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class PortalLine:
    """The line to the portal as a whole: while it is away everybody waits for it together, not each alone."""

    id: str
    version: int
    away_since: datetime | None = None
    tries: int = 0
    next_try_at: datetime | None = None
    told: str = ""
    answered_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether anything is to be tried now."""
        return self.next_try_at is None or self.next_try_at <= now

    def away(self, now: datetime, told: str) -> PortalLine:
        """It did not answer: the next try comes after a pause that grows to a minute."""
        tries = self.tries + 1
        pause = timedelta(seconds=min(60, 2 ** min(tries - 1, 6)))
        return replace(self, version=self.version + 1, away_since=self.away_since or now, tries=tries,
                       next_try_at=now + pause, told=told[:LONGEST_WORDS])  # fmt: skip

    def back(self, now: datetime) -> PortalLine:
        """It answered; the same line where it had never been away and answered a moment ago."""
        fresh = self.answered_at is not None and now - self.answered_at < timedelta(minutes=1)
        if self.away_since is None and fresh:
            return self
        return replace(self, version=self.version + 1, away_since=None, tries=0, next_try_at=None, told="",
                       answered_at=now)  # fmt: skip

    def hurried(self) -> PortalLine:
        """Somebody wants it tried at once."""
        return self if self.next_try_at is None else replace(self, version=self.version + 1, next_try_at=None)


LINE = "line"
