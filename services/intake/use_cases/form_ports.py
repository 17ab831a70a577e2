"""What the forms need from outside, as protocols; the composition root fills them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from services.intake.domain.form_numbering import Numberings
from services.intake.domain.personal import ApplicantKind


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code on a form: the ``link`` that it opens, and what stands beside it."""

    link: str = field(repr=False)
    says: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be drawn: by which template, with which data, and with which QR codes under their names."""

    template: str
    data: Mapping[str, Any] = field(repr=False)
    codes: Mapping[str, Code]


class Drawer(Protocol):
    """Where forms are drawn."""

    def draw(self, sheet: Sheet) -> bytes:
        """The form as a PDF."""
        ...


class FormCopies(Protocol):
    """Questions over the forms given out; single ones are loaded by the unit of work."""

    def ids_of(self, dossier: str) -> Sequence[str]:
        """The ids of all the copies of one dossier. Raises StoreAway."""
        ...

    def id_of_token(self, token_digest: str) -> str | None:
        """The id of the copy whose verification page this token (its digest) opens. Raises StoreAway."""
        ...


class KeptEvent(Protocol):
    """One event of the service's history."""

    @property
    def id(self) -> str: ...

    @property
    def type(self) -> str: ...

    @property
    def data(self) -> Mapping[str, Any]: ...


class KeptEvents(Protocol):
    """The service's history."""

    def of_subject(self, subject: str) -> Sequence[KeptEvent]:
        """What was told about one subject, in order. Raises StoreAway."""
        ...


@dataclass(frozen=True, slots=True)
class BookRow:
    """One dossier in the book."""

    code: str
    procedure_code: str
    procedure_name: str
    applicant_kind: ApplicantKind
    name: str = field(repr=False)
    address: str = field(repr=False)
    phone: str | None = field(repr=False)
    lead: str | None
    received_at: datetime
    due_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    returned_how: str | None
    returned_to: str | None
    note: str = ""


class Book(Protocol):
    """The dossiers received, by time."""

    def rows(
        self, unit: str, procedures: Sequence[str], since: datetime, until: datetime, limit: int
    ) -> Sequence[BookRow]:
        """Those of these procedures received in ``since <= t < until``, oldest first, no more than the limit.

        Raises StoreAway.
        """
        ...


@dataclass(frozen=True, slots=True)
class FormOffice:
    """What the forms are given out with: the address, the telephone, where the pages are, and where all is kept."""

    address: str
    hotline: str
    public_url: str
    drawer: Drawer
    copies: FormCopies
    kept: KeptEvents
    book: Book
    numberings: Numberings

    def link(self, path: str) -> str:
        """A whole address of a page."""
        return f"{self.public_url.rstrip('/')}{path}"

    def ruled(self, form: str, day: date) -> dict[str, str | None]:
        """Number, title and letters of a form by the circular in force on that day, and its name."""
        numbering = self.numberings.on(day)
        rule = numbering.forms[form]
        return {"number": rule.number, "title": rule.title, "letters": rule.letters, "basis": numbering.basis}
