"""What use cases need from outside, as protocols; the composition root fills them in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from services.intake.domain.account import Account
from services.intake.domain.calendar_plan import CalendarPlan
from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.channel import Channel
from services.intake.domain.date_rules import ApologyRule
from services.intake.domain.errors import Words
from services.intake.domain.paper import Paper
from services.intake.domain.personal import ApplicantKind
from services.intake.domain.procedure import Procedure
from services.intake.domain.rules import Rules
from services.intake.domain.standing import Lateness
from services.intake.domain.status import Status
from services.intake.domain.tour import Tour
from services.intake.use_cases.money_ports import MoneyPorts
from services.intake.use_cases.people_ports import PeoplePorts
from services.intake.use_cases.priority.ports import PriorityDesk
from services.intake.use_cases.procedure_tables import FileRow
from shared.security.access import AccessTable
from shared.security.caller import Caller
from shared.store.change import Work
from shared.working_time import Calendar


@dataclass(frozen=True, slots=True)
class ReceptionUnit:
    """The office whose front door this is; ``code`` begins every dossier code."""

    code: str
    name: Words
    province: Words


class Numbers(Protocol):
    def take(self, series: str) -> int:
        """The next number of a series: from 1, never the same twice. Raises StoreAway."""
        ...


class Catalogue(Protocol):
    def current(self, code: str, day: date) -> Procedure | None:
        """The version in force on that day."""
        ...

    def all(self, day: date) -> Sequence[Procedure]:
        """Every procedure in force on that day, by name."""
        ...

    def history(self, code: str) -> ProcedureHistory | None:
        """Every version of one procedure, some seconds old at most. Raises StoreAway."""
        ...

    def histories(self) -> Sequence[ProcedureHistory]:
        """The whole catalogue, with what is still to come."""
        ...


class CatalogueFiles(Protocol):
    """Procedures in files: JSON or a workbook (XLSX)."""

    def read(self, content: bytes) -> list[FileRow]:
        """The rows of a file, whichever of the two it is. Raises UnreadableFile."""
        ...

    def write(self, procedures: Iterable[Procedure], kind: str) -> bytes:
        """``json`` or ``xlsx``; what is written so can be read again and says the same."""
        ...


class Calendars(Protocol):
    def current(self) -> Calendar:
        """The reception unit's working calendar. Raises StoreAway."""
        ...

    def of(self, agency: str) -> Calendar:
        """The working calendar of an agency, by its code; the default one where it has none of its own. Raises
        StoreAway."""
        ...


class CalendarSource(Protocol):
    """Where calendars come from before anybody edits them."""

    @property
    def plan(self) -> CalendarPlan:
        """All calendars by name, and which agency works by which."""
        ...

    def base(self, id: str, year: int) -> Calendar:
        """The calendar for the years around this one, without what administrators edited. Raises KeyError."""
        ...


class Accounts(Protocol):
    def find(self, username: str) -> Account | None: ...


class TokenIssuer(Protocol):
    def issue(self, caller: Caller, now: datetime) -> str: ...


class Limits(Protocol):
    def take(self, kind: str, value: str) -> None:
        """Count one attempt under this kind (``tracking-code`` …) and value. Raises TooManyAttempts."""
        ...


@dataclass(frozen=True, slots=True)
class DossierQuery:
    """Which dossiers of one unit, in which order (by due date, new ones by filing time), from which place on.

    ``lateness`` narrows to one group of the inbox; ``search`` is a code, or a whole phone number, identity number, tax
    code or name.
    """

    unit: str
    statuses: tuple[Status, ...] = ()
    lateness: Lateness | None = None
    search: str = ""
    cursor: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class DossierRow:
    """One line of a list: enough to choose by, no more."""

    code: str
    status: Status
    procedure_code: str
    procedure_name: Words
    applicant_name: str
    applicant_kind: ApplicantKind
    channel: Channel
    filed_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    priority: bool
    holder: str | None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class DossierPage:
    items: tuple[DossierRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Dossiers by status; of the finished ones, how many were finished in time.

    Those that another agency sent on are counted there: here they are only in ``from_agencies``.
    """

    by_status: Mapping[Status, int]
    late: int
    finished: int
    finished_in_time: int
    counted_at: datetime
    from_agencies: int = 0


class Dossiers(Protocol):
    """Questions that go over many dossiers; single ones are loaded by the unit of work."""

    def page(self, query: DossierQuery, now: datetime, calendar: Calendar) -> DossierPage:
        """Raises ValueError for a cursor that is none."""
        ...

    def lateness_counts(self, unit: str, now: datetime, calendar: Calendar) -> Mapping[Lateness, int]:
        """How many stand in each group, counted no further than ``MOST_COUNTED``."""
        ...

    def code_of_owner(self, token_digest: str) -> str | None:
        """The code of the dossier that this owner token (its digest) opens."""
        ...

    def counts(self, unit: str, now: datetime) -> Counts: ...

    def open_codes(self, unit: str, due_from: datetime | None = None) -> Sequence[str]:
        """The codes of accepted dossiers that are not finished, in their order; those whose clock runs only where they
        are due at ``due_from`` or later. Raises StoreAway."""
        ...

    def silent(self, unit: str, now: datetime, limit: int) -> Sequence[str]:
        """Codes of dossiers that still wait though the applicant's time is over, and that nobody noted yet."""
        ...

    def may_be_stopped(self, unit: str, limit: int) -> Sequence[DossierRow]:
        """Those that were noted, the longest silent first."""
        ...


class Tours(Protocol):
    def of_unit(self, unit: str, since: date, limit: int) -> Sequence[Tour]:
        """The tours of a unit from that day on, by day. Raises StoreAway."""
        ...


class Movable(Protocol):
    """Finds the dossiers that go along when their procedure is handed to another level."""

    def to_move(self, procedure: str, version: int, limit: int) -> Sequence[str]:
        """Codes of open, undecided dossiers under an earlier version that did not go yet. Raises StoreAway."""
        ...


MOST_COUNTED = 1000

# The papers of the dossier of this code. Raises StoreAway.
PapersOf = Callable[[str], Sequence[Paper]]


def no_papers(code: str) -> Sequence[Paper]:  # noqa: ARG001
    """What a dossier has where nobody attaches papers."""
    return ()


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that use cases are given, built once."""

    work: Work
    numbers: Numbers
    catalogue: Catalogue
    calendars: Calendars
    dossiers: Dossiers
    accounts: Accounts
    tokens: TokenIssuer
    limits: Limits
    access: AccessTable
    unit: ReceptionUnit
    clock: Callable[[], datetime]
    people: PeoplePorts
    calendar_source: CalendarSource
    apology_rules: tuple[ApologyRule, ...]
    rules: Rules
    tours: Tours
    papers_of: PapersOf = no_papers
    priority: PriorityDesk | None = None
    money: MoneyPorts = field(default_factory=MoneyPorts)
