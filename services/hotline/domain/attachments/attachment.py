"""A file that goes with a petition: what it is, whether it was found clean, how many pages it has."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any

from services.hotline.domain.errors import IllegalStep, Words
from shared.files.kinds import DOCX, is_shown_inline, named


class Scan(Enum):
    """What the virus scanner said. ``NOT_SCANNED``: none is configured, and everybody is told so."""

    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"

    @property
    def words(self) -> Words:
        return _SCANS[self]


@dataclass(frozen=True, slots=True)
class Content:
    """The file itself: ``file`` names it where files lie, ``sha256`` (hex) is of the whole in clear."""

    file: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of opening it; ``thumbnail`` names a small picture, in which nothing but its points is left."""

    pages: int | None = None
    readable: bool = True
    locked: bool = False
    thumbnail: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """One aggregate; ``petition`` is the code of the one that it goes with."""

    id: str
    version: int
    petition: str
    name: str = field(repr=False)
    content: Content
    added_at: datetime
    added_by: str
    scan: Scan
    scanned_at: datetime | None = None
    findings: Findings | None = None

    @property
    def is_looked_at(self) -> bool:
        """Whether nothing more is to be found out by opening it."""
        return self.findings is not None or self.content.media_type == DOCX

    @property
    def is_served(self) -> bool:
        """In quarantine until it is known to be clean; where no scanner is configured, served and told as such."""
        return self.scan in (Scan.CLEAN, Scan.NOT_SCANNED)

    @property
    def is_shown_inline(self) -> bool:
        return is_shown_inline(self.content.media_type)

    @property
    def file_name(self) -> str:
        """Its name with the ending that its content really has."""
        return named(self.name, self.content.media_type)

    def scanned(self, scan: Scan, at: datetime) -> Attachment:
        """The same where it was judged before."""
        if self.scan not in (Scan.PENDING, Scan.NOT_SCANNED):
            return self
        return self._next(scan=scan, scanned_at=at)

    def opened(self, findings: Findings) -> Attachment:
        """The same where it was opened before."""
        return self if self.findings is not None else self._next(findings=findings)

    def require_served(self) -> None:
        """Raises IllegalStep."""
        if self.scan is Scan.INFECTED:
            raise IllegalStep(
                "attachment-infected",
                Words("Tệp có vi-rút, đã giữ riêng, không mở được", "The file is infected: kept apart, never served"),
            )
        if not self.is_served:
            raise IllegalStep(
                "attachment-not-scanned-yet",
                Words(
                    "Tệp đang chờ quét vi-rút, mở lại sau ít phút", "The file waits for its virus scan, try again soon"
                ),
            )

    def _next(self, **changes: Any) -> Attachment:
        return replace(self, version=self.version + 1, **changes)


_SCANS = {
    Scan.PENDING: Words("Đang chờ quét vi-rút", "Waiting for the virus scan"),
    Scan.CLEAN: Words("Đã quét vi-rút", "Scanned for viruses"),
    Scan.INFECTED: Words("Có vi-rút, đã giữ riêng", "Infected, kept apart"),
    Scan.NOT_SCANNED: Words("Chưa quét vi-rút", "Not scanned for viruses"),
}
