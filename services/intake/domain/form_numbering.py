"""How the law numbers and titles the forms, as data with the day from which it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

BOOK = "book"


@dataclass(frozen=True, slots=True)
class FormRule:
    """One form by one circular: its number (``None``: the circular has no such form), title, and the letters that
    follow its number in the series (``12/TNHS``)."""

    number: str | None
    title: str
    letters: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """All forms by one circular (``basis``), by their names."""

    id: str
    effective_from: date
    basis: str
    forms: Mapping[str, FormRule]


@dataclass(frozen=True, slots=True)
class Numberings:
    """Every numbering; ``fixed`` is the id of one that a place keeps, whatever the day."""

    known: Sequence[Numbering]
    fixed: str = ""

    def __post_init__(self) -> None:
        if not self.known:
            raise ValueError("there is no numbering of forms")
        if self.fixed and self.fixed not in {one.id for one in self.known}:
            raise ValueError(f"no numbering of forms is called {self.fixed}")

    def on(self, day: date) -> Numbering:
        """The numbering in force on that day; before the first, the first."""
        if self.fixed:
            return next(one for one in self.known if one.id == self.fixed)
        by_day = sorted(self.known, key=lambda one: one.effective_from)
        in_force = [one for one in by_day if one.effective_from <= day]
        return in_force[-1] if in_force else by_day[0]
