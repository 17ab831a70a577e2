"""What papers need from outside, as protocols: where files lie, who judges, scans and draws them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from services.intake.domain.paper import Findings, Paper, Scan
from services.intake.domain.personal import Applicant
from shared.files.faults import NoSuchFile as NoSuchFile
from shared.files.faults import PieceDiffers as PieceDiffers
from shared.files.faults import ScannerAway as ScannerAway


class Files(Protocol):
    """Files in numbered pieces (from 1), sealed at rest. Every method may raise StoreAway."""

    def put(self, file: str, number: int, content: bytes) -> None:
        """Add a piece; the same piece again changes nothing. Raises PieceDiffers."""
        ...

    def pieces(self, file: str) -> Mapping[int, int]:
        """The pieces that are there: number → bytes in clear."""
        ...

    def open(self, file: str) -> BinaryIO:
        """To read from anywhere in it, one piece in memory at a time. Raises NoSuchFile."""
        ...

    def keep(self, file: str) -> None:
        """A paper refers to it: from now on it is never removed."""
        ...

    def loose(self, before: datetime, limit: int) -> Sequence[str]:
        """Files that nobody said to keep and that got their last piece before then."""
        ...

    def remove(self, file: str) -> None:
        """Remove one that is not kept; of a kept one nothing is removed."""
        ...


class Papers(Protocol):
    """Questions over papers; single ones are loaded by the unit of work. Every method may raise StoreAway."""

    def of_dossier(self, code: str) -> Sequence[Paper]:
        """All papers of a dossier, also those put aside, in the order in which they came."""
        ...

    def of_person(self, person: str) -> Sequence[Paper]:
        """The papers in a person's own store, latest first."""
        ...

    def referring_to(self, files: Sequence[str]) -> frozenset[str]:
        """Those of the files that a paper refers to, as its content or its thumbnail."""
        ...

    def never_scanned(self, limit: int) -> Sequence[str]:
        """Ids of papers that came while no scanner was configured."""
        ...

    def forget_uploads(self, before: datetime) -> int:
        """Remove uploads that were begun before then, complete or not; how many."""
        ...

    def open_uploads(self, code: str) -> int:
        """How many uploads of a dossier are not complete."""
        ...


class FileTypes(Protocol):
    def judge(self, content: BinaryIO, size: int) -> str:
        """The media type that the content really has. Raises RefusedFile for whatever is not taken."""
        ...


class Scanner(Protocol):
    def scan(self, content: BinaryIO) -> Scan:
        """CLEAN or INFECTED. Raises ScannerAway."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """What was found by opening a file; ``picture`` is a small JPEG of its first page."""

    findings: Findings
    picture: bytes | None = None


class Drawing(Protocol):
    def look(self, content: BinaryIO, media_type: str) -> Look:
        """Open a file that may be hostile, in a process of its own; one that cannot be opened is told as such."""
        ...


class PersonKeys(Protocol):
    def key_of(self, applicant: Applicant) -> str | None:
        """Under which key the applicant's own store lies: made of identity number or tax code, None without either."""
        ...


@dataclass(frozen=True, slots=True)
class PaperLimits:
    """How much is taken, in bytes and in papers a dossier: a file in pieces of ``piece_bytes``, one that comes whole in
    a form of ``form_bytes``, and a dossier's files together."""

    file_bytes: int = 50 * 1024 * 1024
    form_bytes: int = 8 * 1024 * 1024
    dossier_bytes: int = 300 * 1024 * 1024
    papers: int = 100
    piece_bytes: int = 512 * 1024


@dataclass(frozen=True, slots=True)
class PaperDesk:
    """Everything that the use cases of papers are given beside the ports. Without ``scanner`` nothing is scanned."""

    files: Files
    papers: Papers
    types: FileTypes
    persons: PersonKeys
    drawing: Drawing
    scanner: Scanner | None = None
    limits: PaperLimits = PaperLimits()
