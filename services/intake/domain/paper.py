"""A paper of a dossier: a file with what is known of it, and which papers a dossier still lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

from services.intake.domain.errors import IllegalStep, IntakeError, Words
from services.intake.domain.procedure import Component
from shared.files.kinds import DOCX as DOCX
from shared.files.kinds import ENDINGS as ENDINGS
from shared.files.kinds import JPEG as JPEG
from shared.files.kinds import PDF as PDF
from shared.files.kinds import PNG as PNG
from shared.files.kinds import clean_name as clean_name
from shared.files.kinds import is_shown_inline, named


class RefusedFile(IntakeError):
    """The file is not taken, whatever its name says; nothing of it is kept."""


class Scan(Enum):
    """What the virus scanner said. ``NOT_SCANNED``: none is configured, and everybody is told so."""

    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"

    @property
    def words(self) -> Words:
        return _SCAN_WORDS[self]


_SCAN_WORDS = {
    Scan.PENDING: Words("Đang chờ quét vi-rút", "Waiting for the virus scan"),
    Scan.CLEAN: Words("Đã quét vi-rút", "Scanned for viruses"),
    Scan.INFECTED: Words("Có vi-rút, đã giữ riêng", "Infected, kept apart"),
    Scan.NOT_SCANNED: Words("Chưa quét vi-rút", "Not scanned for viruses"),
}


class Source(Enum):
    """How the paper came into the dossier."""

    SENT = "sent"  # by whoever holds the dossier's link
    DIGITISED = "digitised"  # scanned at the desk from the paper that lay there
    RESULT = "result"  # what the agency issued
    REUSED = "reused"  # taken over from the person's own store (DuocTaiSuDung)

    @property
    def words(self) -> Words:
        return _SOURCE_WORDS[self]


_SOURCE_WORDS = {
    Source.SENT: Words("Người nộp gửi", "Sent by the applicant"),
    Source.DIGITISED: Words("Số hóa tại quầy", "Digitised at the desk"),
    Source.RESULT: Words("Kết quả", "Result"),
    Source.REUSED: Words("Dùng lại từ kho dữ liệu điện tử", "Re-used from the person's own store"),
}


class Shown(Enum):
    """What lay on the desk when it was digitised."""

    ORIGINAL = "original"
    CERTIFIED_COPY = "certified_copy"
    COPY = "copy"

    @property
    def words(self) -> Words:
        return _SHOWN_WORDS[self]


_SHOWN_WORDS = {
    Shown.ORIGINAL: Words("Bản chính", "Original"),
    Shown.CERTIFIED_COPY: Words("Bản sao có chứng thực", "Certified copy"),
    Shown.COPY: Words("Bản chụp", "Plain copy"),
}


@dataclass(frozen=True, slots=True)
class Content:
    """The file itself: ``file`` names it in ``Files``, ``sha256`` (hex) is of the whole in clear, ``size`` in bytes."""

    file: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of opening the file: ``pages`` where it has some, the numbers of those that look blank.

    ``thumbnail`` names a small picture in ``Files``. A file with ``readable`` False is broken or locked by a password.
    """

    pages: int | None = None
    blank: tuple[int, ...] = ()
    thumbnail: str | None = None
    readable: bool = True
    locked: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """The paper was attached by mistake: it stays in the history and counts no more."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One aggregate. ``component`` is the number (from 1) in the dossier's list of papers, None for any other.

    ``person`` is the key under which the paper stands in somebody's own store, ``counted`` the pages that the officer
    counted at the desk, ``reused_from`` the paper whose content this one shares.
    """

    id: str
    version: int
    dossier: str
    unit: str
    name: str = field(repr=False)
    content: Content
    source: Source
    added_at: datetime
    added_by: str
    scan: Scan
    component: int | None = None
    shown: Shown | None = None
    counted: int | None = None
    scanned_at: datetime | None = None
    findings: Findings | None = None
    aside: SetAside | None = None
    person: str | None = None
    reused_from: str | None = None

    @property
    def is_served(self) -> bool:
        """In quarantine until it is known to be clean; where no scanner is configured, served and told as such."""
        return self.scan in (Scan.CLEAN, Scan.NOT_SCANNED)

    @property
    def counts(self) -> bool:
        """Whether it is one of the dossier's papers: it is none once set aside, infected or unreadable."""
        readable = self.findings is None or self.findings.readable
        return self.aside is None and self.scan is not Scan.INFECTED and readable

    @property
    def is_looked_at(self) -> bool:
        """Whether nothing more is to be found out by opening it."""
        return self.findings is not None or self.content.media_type == DOCX

    @property
    def miscounted(self) -> bool:
        """The officer counted other pages than the file has: a page was lost, or scanned twice."""
        found = self.findings.pages if self.findings else None
        return self.counted is not None and found is not None and found != self.counted

    @property
    def is_shown_inline(self) -> bool:
        """Whether a browser shows it by itself; the rest is handed over as a file."""
        return is_shown_inline(self.content.media_type)

    @property
    def file_name(self) -> str:
        """Its name with the ending that its content really has."""
        return named(self.name, self.content.media_type)

    def scanned(self, scan: Scan, at: datetime) -> Paper:
        """The same paper where it was judged before."""
        if self.scan not in (Scan.PENDING, Scan.NOT_SCANNED):
            return self
        return self._next(scan=scan, scanned_at=at)

    def opened(self, findings: Findings) -> Paper:
        """The same paper where it was opened before."""
        return self if self.findings is not None else self._next(findings=findings)

    def put_aside(self, aside: SetAside) -> Paper:
        """The same paper where it was put aside before. Raises IllegalStep for a result."""
        if self.source is Source.RESULT:
            raise IllegalStep(
                "result-stays", Words("Giấy tờ kết quả không bỏ được", "A result's paper is not set aside")
            )
        return self if self.aside else self._next(aside=aside)

    def _next(self, **changes: Any) -> Paper:
        return replace(self, version=self.version + 1, **changes)


@dataclass(frozen=True, slots=True)
class ComponentPapers:
    """One line of the list of papers that the dossier consists of, with what is there for it."""

    number: int
    name: str
    original: bool
    papers: tuple[Paper, ...]
    digitise: bool = True

    @property
    def is_missing(self) -> bool:
        """A paper that is only shown at the desk has no file, and lacks none."""
        return self.digitise and not any(one.counts for one in self.papers)


def completeness(components: Iterable[Component], papers: Iterable[Paper]) -> tuple[ComponentPapers, ...]:
    """Which papers are there and which are missing, in the order of the procedure; what the office finds in a national
    database by itself is asked of nobody and has no line."""
    found = sorted(papers, key=lambda one: (one.added_at, one.id))
    asked = (one for one in components if not one.in_national_database)
    return tuple(
        ComponentPapers(
            number,
            part.name.vi,
            part.original,
            tuple(one for one in found if one.component == number and not one.aside),
            part.digitise,
        )
        for number, part in enumerate(asked, start=1)
    )
