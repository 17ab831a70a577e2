"""What the balance with intake wants of the store: the counts of both sides, and what is known of single dossiers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.routing.domain.balance import DayTold, Difference, Doubt, PageListed
from shared.store.tally import Label, OnTheWay, Tally


class Tallies(Protocol):
    """The kept counts of cases (``shared.store.tallies``). Everything raises StoreAway."""

    def count(self) -> int: ...

    def recount(self, pages: Collection[str]) -> None: ...

    def rows(self, page: str) -> Mapping[str, Label]: ...

    def days(self) -> Mapping[str, Tally]: ...

    def pages(self, days: Collection[str]) -> Sequence[Tally]: ...


@dataclass(frozen=True, slots=True)
class CaseLook:
    """What stands in a case: its tasks (id, agency's name, status), and whose copy it is, if it is one."""

    tasks: tuple[tuple[str, str, str], ...]
    copy_of: str | None


class Book(Protocol):
    """What intake told, what is asked, what was found. Everything raises StoreAway."""

    def told(self) -> Mapping[str, tuple[int, str]]:
        """Of each day that intake told: how many were accepted, and the digest."""
        ...

    def told_days(self, days: Collection[str]) -> Sequence[DayTold]:
        """These days with their pages."""
        ...

    def doubts(self) -> Sequence[Doubt]:
        """The open ones."""
        ...

    def known_doubts(self, pages: Collection[str]) -> Mapping[str, Doubt]:
        """Open or not."""
        ...

    def lists(self, pages: Collection[str]) -> Mapping[str, PageListed]:
        """Intake's last list of each page."""
        ...

    def differences(self) -> Sequence[Difference]:
        """The open ones, the oldest first."""
        ...

    def known_differences(self, codes: Collection[str]) -> Mapping[str, Difference]:
        """Open or not."""
        ...

    def looks(self, codes: Collection[str]) -> Mapping[str, CaseLook]:
        """What stands in these cases."""
        ...

    def on_the_way(self, codes: Collection[str]) -> Mapping[str, Sequence[OnTheWay]]:
        """The messages about these dossiers that have not taken effect here."""
        ...
