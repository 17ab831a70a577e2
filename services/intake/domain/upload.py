"""A file on its way in, piece by piece: what is there, what is missing, and when it is whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.intake.domain.errors import IllegalStep, NotFound, Words
from services.intake.domain.paper import Shown, Source

UNKNOWN_UPLOAD = Words("Chưa thấy lần tải lên này", "No such upload")


@dataclass(frozen=True, slots=True)
class PaperRequest:
    """What is to become a paper: its name, its size in bytes, and where it belongs."""

    name: str = field(repr=False)
    size: int
    source: Source = Source.SENT
    component: int | None = None
    shown: Shown | None = None
    counted: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """One aggregate; ``id`` becomes the id of the paper. Every piece but the last has ``piece_bytes`` bytes."""

    id: str
    version: int
    dossier: str
    wanted: PaperRequest
    piece_bytes: int
    started_at: datetime
    started_by: str
    completed: bool = False

    @property
    def pieces(self) -> int:
        return -(-self.wanted.size // self.piece_bytes)

    def length_of(self, number: int) -> int:
        """How long this piece is. Raises NotFound for a number that it does not have."""
        if not 1 <= number <= self.pieces:
            raise NotFound("unknown-piece", Words("Không có phần tải lên này", "The upload has no such piece"))
        return self.piece_bytes if number < self.pieces else self.wanted.size - self.piece_bytes * (self.pieces - 1)

    def missing(self, there: Iterable[int]) -> tuple[int, ...]:
        """The numbers of the pieces that are still to come."""
        known = set(there)
        return tuple(number for number in range(1, self.pieces + 1) if number not in known)

    def require_open(self) -> None:
        """Raises IllegalStep once it is complete."""
        if self.completed:
            raise IllegalStep(
                "upload-complete",
                Words("Tệp này đã tải lên xong", "This upload is complete, no piece is taken any more"),
            )

    def complete(self, there: Mapping[int, int]) -> Upload:
        """With all its pieces (number → bytes). Raises IllegalStep where some are missing."""
        self.require_open()
        if self.missing(there):
            raise IllegalStep(
                "pieces-missing", Words("Còn phần của tệp chưa tải lên", "Some pieces of the file are still missing")
            )
        return replace(self, version=self.version + 1, completed=True)
