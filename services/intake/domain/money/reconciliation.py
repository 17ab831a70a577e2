"""Does what we know of a day agree with the bank's statement of it? Line by line, nothing left over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from services.intake.domain.errors import Words
from services.intake.domain.money.notice import BankNotice, Transfer


class Match(Enum):
    """How one transaction stands in the two books."""

    MATCHED = "matched"
    DIFFERENT = "different"
    MISSING = "missing"
    SURPLUS = "surplus"
    NOT_COMPARED = "not_compared"

    @property
    def words(self) -> Words:
        return _WORDS[self]


_WORDS = {
    Match.MATCHED: Words("Khớp", "Agrees"),
    Match.DIFFERENT: Words("Khác số tiền", "Another amount"),
    Match.MISSING: Words("Sổ của ta thiếu", "Missing here"),
    Match.SURPLUS: Words("Sao kê không có", "Not in the statement"),
    Match.NOT_COMPARED: Words("Chưa có sao kê", "No statement yet"),
}


@dataclass(frozen=True, slots=True)
class Statement:
    """The bank's account of one day, as it was fetched last. ``fault`` says why it could not be fetched."""

    id: str
    version: int
    provider: str
    day: date
    asked_at: datetime
    asked_by: str
    fetched_at: datetime | None = None
    lines: tuple[Transfer, ...] = ()
    fault: Words | None = None

    def asked_again(self, at: datetime, by: str) -> Statement:
        return replace(self, version=self.version + 1, asked_at=at, asked_by=by, fault=None)

    def fetched(self, at: datetime, lines: tuple[Transfer, ...]) -> Statement:
        return replace(self, version=self.version + 1, fetched_at=at, lines=lines, fault=None)

    def failed(self, fault: Words) -> Statement:
        """The bank did not answer; what was fetched before stands."""
        return replace(self, version=self.version + 1, fault=fault)

    @property
    def waits(self) -> bool:
        """Whether it was asked for and has not come yet."""
        return self.fault is None and (self.fetched_at is None or self.fetched_at < self.asked_at)


def statement_id(provider: str, day: date) -> str:
    return f"{provider}:{day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Line:
    """One transaction in both books; one of the two is there at least."""

    match: Match
    ours: BankNotice | None
    theirs: Transfer | None

    @property
    def transfer(self) -> Transfer:
        found = self.ours.transfer if self.ours else self.theirs
        if found is None:
            raise AssertionError("a line stands in one book at least")
        return found


def reconcile(ours: Iterable[BankNotice], statement: Statement | None) -> tuple[Line, ...]:
    """Every transaction of the day once, by the time of its booking: what agrees, differs, is missing or too many."""
    known = {one.transfer.transaction: one for one in ours}
    told = {one.transaction: one for one in statement.lines} if statement and statement.fetched_at else None
    if told is None:
        lines = [Line(Match.NOT_COMPARED, one, None) for one in known.values()]
    else:
        lines = [_line(known.get(one), told.get(one)) for one in {**known, **told}]
    return tuple(sorted(lines, key=lambda one: (one.transfer.booked_at, one.transfer.transaction)))


def _line(ours: BankNotice | None, theirs: Transfer | None) -> Line:
    if ours is None:
        return Line(Match.MISSING, None, theirs)
    if theirs is None:
        return Line(Match.SURPLUS, ours, None)
    return Line(Match.MATCHED if ours.transfer.amount == theirs.amount else Match.DIFFERENT, ours, theirs)
