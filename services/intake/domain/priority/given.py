"""What lets a dossier go first: on which grounds, who said so, and what was answered about people of the same name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.intake.domain.errors import Words


class Basis(Enum):
    """How it was found that somebody comes first."""

    AGE = "age"
    REGISTER = "register"
    CONFIRMED = "confirmed"
    SPECIAL = "special"

    @property
    def words(self) -> Words:
        return _BASIS_WORDS[self]


_BASIS_WORDS = {
    Basis.AGE: Words("Theo tuổi", "By age"),
    Basis.REGISTER: Words("Có trong danh sách, trùng số căn cước", "On a list, by the identity number"),
    Basis.CONFIRMED: Words(
        "Có trong danh sách, cán bộ xác nhận đúng người", "On a list, confirmed by an officer to be the same person"
    ),
    Basis.SPECIAL: Words("Trường hợp đặc biệt", "A special case"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """``groups`` are codes; ``by`` is whoever decided it (``service:intake`` where data did).

    ``reason`` is the code of a special case's reason, ``note`` what the officer wrote with it.
    """

    basis: Basis
    groups: tuple[str, ...]
    at: datetime
    by: str
    reason: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Priority:
    """At least one ground. Grounds are added and never taken away: who came first once is not sent back."""

    grounds: tuple[Ground, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """Every group of every ground, each once, in the order in which they were found."""
        return tuple(dict.fromkeys(code for one in self.grounds for code in one.groups))

    def also(self, ground: Ground) -> Priority:
        """The same with one ground more; itself where that ground says nothing new."""
        known = any(
            one.basis is ground.basis and one.reason == ground.reason and set(ground.groups) <= set(one.groups)
            for one in self.grounds
        )
        return self if known else replace(self, grounds=(*self.grounds, ground))


def with_ground(priority: Priority | None, ground: Ground) -> Priority:
    """Priority for this ground as well."""
    return priority.also(ground) if priority else Priority((ground,))


@dataclass(frozen=True, slots=True)
class MatchAnswer:
    """Whether somebody on a list with the same name and birth date (``person``, an id) is the applicant."""

    person: str
    same: bool
    at: datetime
    by: str
