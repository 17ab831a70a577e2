"""What the register needs from outside, as protocols; the composition root fills them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from services.intake.domain.priority.groups import PriorityRules
from services.intake.domain.priority.imports import RegisterImport, RegisterRow
from services.intake.domain.priority.lists import PriorityList
from services.intake.domain.priority.people import Facts, PriorityPerson, folded


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a file: its number there, and its cells by the names of ``COLUMNS``."""

    number: int
    cells: Mapping[str, Any]


# The columns of a list, in the order of the file that is given out as a pattern.
COLUMNS = ("commune", "group", "name", "birth_date", "identity_number", "address")


class RegisterFiles(Protocol):
    """Lists in files: XLSX or CSV."""

    def read(self, content: bytes) -> list[SheetRow]:
        """The rows of a file, whichever of the two it is. Raises UnreadableFile."""
        ...

    def pattern(self, rules: PriorityRules, day: date) -> bytes:
        """An empty workbook with the columns, and a sheet that explains them."""
        ...


@dataclass(frozen=True, slots=True)
class PeoplePage:
    items: tuple[PriorityPerson, ...]
    next: str | None


class Register(Protocol):
    """Questions over the register; single states are loaded by the unit of work. All raise StoreAway."""

    def of_who(self, keys: Sequence[str]) -> Sequence[PriorityPerson]:
        """Everybody with one of these keys of name and birth date (``Keys.who``), the merged ones left out."""
        ...

    def lists(self) -> Sequence[PriorityList]:
        """Every list that there is."""
        ...

    def people(self, list_id: str, editions: Sequence[int], cursor: str | None, limit: int) -> PeoplePage:
        """Those whom one of these editions names, page by page. Raises ValueError for a cursor that is none."""
        ...

    def rows(self, import_id: str, after: int, limit: int, outcome: str | None = None) -> Sequence[RegisterRow]:
        """In the file's order, those behind ``after``."""
        ...

    def latest(self, unit: str | None, limit: int) -> Sequence[RegisterImport]:
        """The last files of one unit, or of all."""
        ...


@dataclass(frozen=True, slots=True)
class Keys:
    """What people are found by: keyed digests, from which nobody reads a number or a name."""

    digest: Callable[[str, str], str]

    def number(self, identity_number: str) -> str:
        """The id of whoever has this number."""
        return "n" + self.digest("priority/identity", identity_number)

    def nameless(self, commune: str, facts: Facts) -> str:
        """The id of somebody whose number nobody told."""
        name, born = facts.who
        return "w" + self.digest("priority/person", f"{commune}|{name}|{born}")

    def who(self, name: str, birth_date: date | None) -> str | None:
        """What people of this name and birth date are found by; None without a birth date."""
        if birth_date is None:
            return None
        return self.digest("priority/who", f"{folded(name)}|{birth_date.isoformat()}")

    def id(self, commune: str, facts: Facts) -> str:
        """The id that follows from what a list says."""
        return self.number(facts.identity_number) if facts.identity_number else self.nameless(commune, facts)


@dataclass(frozen=True, slots=True)
class PriorityDesk:
    """Everything that the use cases of the register are given."""

    rules: PriorityRules
    register: Register
    files: RegisterFiles
    keys: Keys
