"""What the sync with the national portal needs from outside: its answers, what is behind, and who its officers are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from services.intake.domain.errors import Words
from services.intake.domain.portal.catalogue_lists import Entry, ListKind
from services.intake.domain.portal.codes import PortalCodes
from services.intake.domain.portal.dossier_data import Officer
from services.intake.domain.portal.mark import PortalMark
from services.intake.domain.status import Status
from services.intake.use_cases.ports import PapersOf


class PortalAway(Exception):
    """No answer, or none that can be read: nobody knows whether it took what it was told. ``str`` says which."""


class PortalRefused(Exception):
    """The portal says no. ``told`` are its own words, ``fields`` those that it named."""

    def __init__(self, told: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(told)
        self.told = told
        self.fields = fields


class NationalPortal(Protocol):
    """Every call raises PortalAway, and PortalRefused where the portal says no."""

    def tell_dossier(self, data: Mapping[str, Any], *, updating: bool) -> None:
        """``DongBoHoSoMC``: a new dossier, or one that it has."""
        ...

    def tell_progress(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """``CapNhatTienDoHoSoMC``: rows in their order, all taken or none."""
        ...

    def has(self, code: str) -> bool:
        """``TraCuuHoSo``: whether it knows the dossier."""
        ...

    def entries(self, kind: ListKind) -> Sequence[Entry]:
        """Its list of procedures, fields or agencies."""
        ...


@dataclass(frozen=True, slots=True)
class Behind:
    """A dossier that changed since the portal was told. ``seen`` is the change as it was read: only that one is settled
    or put off, never one that came meanwhile."""

    code: str
    seen: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A line of the page of what is behind; ``mark`` is None before the first try."""

    code: str
    procedure_name: Words
    status: Status
    filed_at: datetime
    next_try_at: datetime | None
    mark: PortalMark | None


@dataclass(frozen=True, slots=True)
class BehindPage:
    items: tuple[BehindRow, ...]
    next: str | None


class BehindStore(Protocol):
    """Which dossiers the portal lacks something of. Every save of a dossier or a paper puts it here by itself, in its
    own transaction. All raise StoreAway."""

    def due(self, now: datetime, limit: int) -> Sequence[Behind]:
        """Those to be tried now, the longest waiting first."""
        ...

    def settle(self, one: Behind, version: int) -> None:
        """Nothing is behind, unless it changed since it was read."""
        ...

    def put_off(self, one: Behind, until: datetime) -> None:
        """Not before then, unless it changes."""
        ...

    def hurry(self, code: str | None = None) -> None:
        """Try this one, or all, at once."""
        ...

    def gather_papers(self, limit: int) -> int:
        """Dossiers whose papers changed are behind as well; how many papers were looked at."""
        ...

    def page(self, unit: str, after: str | None, limit: int) -> BehindPage:
        """By code."""
        ...

    def is_behind(self, code: str) -> bool: ...

    def count(self, unit: str) -> int:
        """Counted no further than ``MOST_COUNTED``."""
        ...


class Names(Protocol):
    def officers(self, actors: frozenset[str]) -> Mapping[str, Officer]:
        """Those of the actors (``staff:<account>``) that have an account here. Raises StoreAway."""
        ...


@dataclass(frozen=True, slots=True)
class PortalDesk:
    """Everything that the use cases of the portal are given. ``portal`` is None where none is set up: dossiers are
    marked as behind all the same, and told once there is one."""

    portal: NationalPortal | None
    behind: BehindStore
    names: Names
    codes: tuple[PortalCodes, ...]
    papers_of: PapersOf
    unit: str
    public_url: str
    clock: Callable[[], datetime]
    own_lists: Mapping[ListKind, tuple[Entry, ...]]
