"""What attachments need from outside, as protocols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from services.hotline.domain.attachments.attachment import Attachment, Findings


class Files(Protocol):
    """Files in numbered pieces (from 1), sealed at rest. Every method may raise StoreAway."""

    def put(self, file: str, number: int, content: bytes) -> None:
        """Add a piece; the same piece again changes nothing. Raises PieceDiffers."""
        ...

    def open(self, file: str) -> BinaryIO:
        """To read from anywhere in it. Raises NoSuchFile."""
        ...

    def keep(self, file: str) -> None:
        """From now on it is never removed."""
        ...

    def loose(self, before: datetime, limit: int) -> Sequence[str]:
        """Files that nobody said to keep and that are older than that."""
        ...

    def remove(self, file: str) -> None:
        """Remove one that is not kept."""
        ...


class Attachments(Protocol):
    """Questions over attachments. Every method may raise StoreAway."""

    def of_petition(self, code: str) -> Sequence[Attachment]:
        """In the order in which they came."""
        ...

    def referring_to(self, files: Sequence[str]) -> frozenset[str]:
        """Those of the files that an attachment refers to, as its content or its small picture."""
        ...

    def never_scanned(self, limit: int) -> Sequence[str]:
        """Ids of those that came while no scanner was configured."""
        ...


class FileTypes(Protocol):
    def judge(self, content: BinaryIO, size: int) -> str:
        """The media type that the content really has. Raises InvalidValue for whatever is not taken."""
        ...


class Scanner(Protocol):
    def is_clean(self, content: BinaryIO) -> bool:
        """Raises ScannerAway."""
        ...


class Drawing(Protocol):
    def look(self, content: BinaryIO, media_type: str) -> tuple[Findings, bytes | None]:
        """Open a file that may be hostile, in a process of its own: what was found, a small JPEG."""
        ...


@dataclass(frozen=True, slots=True)
class AttachmentLimits:
    """In bytes, and in files a petition."""

    file_bytes: int = 8 * 1024 * 1024
    form_bytes: int = 16 * 1024 * 1024
    files: int = 10


@dataclass(frozen=True, slots=True)
class AttachmentDesk:
    """Everything that the use cases of attachments are given beside the ports. Without ``scanner`` nothing is
    scanned."""

    files: Files
    attachments: Attachments
    types: FileTypes
    drawing: Drawing
    scanner: Scanner | None = None
    limits: AttachmentLimits = AttachmentLimits()
