"""A commune's list of one group: drawn up, submitted, confirmed; every edition and who did what stay in sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum

from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.priority.groups import ListAge


class ListState(Enum):
    """Where an edition stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"

    @property
    def words(self) -> Words:
        return _STATE_WORDS[self]


_STATE_WORDS = {
    ListState.DRAFT: Words("Đang lập", "Being drawn up"),
    ListState.SUBMITTED: Words("Đã gửi, chờ xác nhận", "Submitted, waits to be confirmed"),
    ListState.CONFIRMED: Words("Đã xác nhận", "Confirmed"),
}


class Freshness(Enum):
    """How old a confirmed list is, as people read it."""

    FRESH = "fresh"
    AGEING = "ageing"
    OLD = "old"
    NONE = "none"


class Move(Enum):
    """What somebody did with an edition."""

    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Moved:
    move: Move
    at: datetime
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """``as_of`` is the day that the list is true for. ``base``: further names to those of earlier editions (their
    numbers); empty for a list that is whole by itself. ``people`` counts whom this edition names itself."""

    number: int
    as_of: date
    begun_at: datetime
    begun_by: str
    base: tuple[int, ...] = ()
    people: int = 0
    state: ListState = ListState.DRAFT
    moves: tuple[Moved, ...] = ()

    @property
    def covers(self) -> frozenset[int]:
        """Whoever one of these editions names is on the list."""
        return frozenset((*self.base, self.number))


@dataclass(frozen=True, slots=True)
class PriorityList:
    """One aggregate for each commune and group. At most one edition is open; the last confirmed one counts."""

    commune: str
    group: str
    version: int = 1
    editions: tuple[Edition, ...] = ()

    @property
    def id(self) -> str:
        return list_id(self.commune, self.group)

    @property
    def open(self) -> Edition | None:
        """The edition that is drawn up or waits to be confirmed."""
        last = self.editions[-1] if self.editions else None
        return last if last and last.state is not ListState.CONFIRMED else None

    @property
    def confirmed(self) -> Edition | None:
        """The edition that counts."""
        return next((one for one in reversed(self.editions) if one.state is ListState.CONFIRMED), None)

    @property
    def confirmed_by(self) -> Moved | None:
        """Who confirmed the edition that counts, and when."""
        return next((one for one in reversed(self.confirmed.moves)), None) if self.confirmed else None

    def people_of(self, edition: Edition) -> int:
        """How many are named by the edition with those that it builds on."""
        return sum(one.people for one in self.editions if one.number in edition.covers)

    def freshness(self, today: date, rule: ListAge) -> Freshness:
        """By the day that the confirmed edition is true for."""
        if self.confirmed is None:
            return Freshness.NONE
        days = (today - self.confirmed.as_of).days
        if days > rule.old_days:
            return Freshness.OLD
        return Freshness.AGEING if days > rule.ageing_days else Freshness.FRESH

    def begin(self, as_of: date, at: datetime, by: str, *, whole: bool) -> PriorityList:
        """An edition to write names into: the one that is being drawn up, else a new one.

        ``whole`` replaces what is confirmed, else names are added to it. Raises IllegalStep while an edition waits to
        be confirmed, or where one of the other sort is being drawn up.
        """
        confirmed, begun = self.confirmed, self.open
        base = tuple(sorted(confirmed.covers)) if confirmed and not whole else ()
        if begun is None:
            edition = Edition(len(self.editions) + 1, as_of, at, by, base)
            return self._next((*self.editions, edition))
        if begun.state is ListState.SUBMITTED:
            raise IllegalStep(
                "list-submitted",
                Words(
                    "Danh sách này đang chờ xác nhận, chưa thêm được",
                    "This list waits to be confirmed: nothing is added to it now",
                ),
            )
        if bool(begun.base) != bool(base):
            raise IllegalStep(
                "another-draft",
                Words(
                    "Danh sách này đang lập theo cách khác (thay toàn bộ hoặc bổ sung)",
                    "This list is being drawn up the other way (whole, or further names)",
                ),
            )
        return self if begun.as_of >= as_of else self._changed(lambda one: replace(one, as_of=as_of))

    def counted(self, people: int) -> PriorityList:
        """So many people more are named by the open edition. Raises IllegalStep where none is being drawn up."""
        self._must_be(ListState.DRAFT)
        return self._changed(lambda one: replace(one, people=one.people + people)) if people else self

    def submit(self, at: datetime, by: str) -> PriorityList:
        """The commune says: this is our list. Raises IllegalStep."""
        self._must_be(ListState.DRAFT)
        return self._moved(ListState.SUBMITTED, Moved(Move.SUBMITTED, at, by))

    def send_back(self, at: datetime, by: str, note: str) -> PriorityList:
        """Not so: the commune looks at it again. Raises IllegalStep."""
        self._must_be(ListState.SUBMITTED)
        return self._moved(ListState.DRAFT, Moved(Move.SENT_BACK, at, by, note))

    def confirm(self, at: datetime, by: str) -> PriorityList:
        """From now on this edition counts. Raises IllegalStep: whoever submitted it does not confirm it as well."""
        begun = self._must_be(ListState.SUBMITTED)
        if begun.moves and begun.moves[-1].by == by:
            raise IllegalStep(
                "own-list",
                Words(
                    "Người gửi không tự xác nhận danh sách", "Whoever submitted the list does not confirm it as well"
                ),
            )
        return self._moved(ListState.CONFIRMED, Moved(Move.CONFIRMED, at, by))

    def _must_be(self, state: ListState) -> Edition:
        begun = self.open
        if begun is None or begun.state is not state:
            told = begun.state.words if begun else ListState.CONFIRMED.words
            raise IllegalStep(
                "list-elsewhere",
                Words(f"Danh sách này: {told.vi[:1].lower()}{told.vi[1:]}", f"This list: {told.en.lower()}"),
            )
        return begun

    def _moved(self, state: ListState, moved: Moved) -> PriorityList:
        return self._changed(lambda one: replace(one, state=state, moves=(*one.moves, moved)))

    def _changed(self, change: Callable[[Edition], Edition]) -> PriorityList:
        return self._next((*self.editions[:-1], change(self.editions[-1])))

    def _next(self, editions: tuple[Edition, ...]) -> PriorityList:
        return replace(self, version=self.version + 1, editions=editions)


def list_id(commune: str, group: str) -> str:
    return f"{commune}:{group}"
