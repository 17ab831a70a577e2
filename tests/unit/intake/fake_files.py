"""Papers' outside in memory: files, scanner, drawing; they keep the rules of the real ones (``file_rules``)."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from services.intake.domain.paper import Findings, Paper, Scan
from services.intake.domain.personal import Applicant
from services.intake.domain.upload import Upload
from services.intake.gateways.file_types import ContentTypes
from services.intake.use_cases.paper_ports import (
    Look,
    NoSuchFile,
    PaperDesk,
    PaperLimits,
    PieceDiffers,
    Scanner,
    ScannerAway,
)
from tests.support.fake_store import FakeWork

JPEG_START = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"


@dataclass
class FakeFiles:
    """Implements ``Files``."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    held: dict[str, dict[int, tuple[bytes, datetime]]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def put(self, file: str, number: int, content: bytes) -> None:
        there = self.held.setdefault(file, {})
        if number in there and there[number][0] != content:
            raise PieceDiffers(f"{file}/{number}")
        there.setdefault(number, (bytes(content), self.clock()))

    def pieces(self, file: str) -> Mapping[int, int]:
        return {number: len(content) for number, (content, _) in self.held.get(file, {}).items()}

    def open(self, file: str) -> BinaryIO:
        there = self.held.get(file, {})
        if not there or sorted(there) != list(range(1, len(there) + 1)):
            raise NoSuchFile(file)
        return io.BytesIO(b"".join(there[number][0] for number in sorted(there)))

    def keep(self, file: str) -> None:
        self.kept.add(file)

    def loose(self, before: datetime, limit: int) -> Sequence[str]:
        old = [
            file
            for file, pieces in self.held.items()
            if file not in self.kept and max(at for _, at in pieces.values()) < before
        ]
        return old[:limit]

    def remove(self, file: str) -> None:
        if file not in self.kept:
            self.held.pop(file, None)


@dataclass
class FakePapers:
    """Implements ``Papers`` by looking at every paper of the fake store."""

    work: FakeWork

    def of_dossier(self, code: str) -> Sequence[Paper]:
        found = [one for one in self.work.all(Paper) if one.dossier == code]
        return tuple(sorted(found, key=lambda one: (one.added_at, one.id)))

    def of_person(self, person: str) -> Sequence[Paper]:
        found = [one for one in self.work.all(Paper) if one.person == person]
        return tuple(sorted(found, key=lambda one: one.added_at, reverse=True))

    def referring_to(self, files: Sequence[str]) -> frozenset[str]:
        named = {one.content.file for one in self.work.all(Paper)}
        named |= {one.findings.thumbnail for one in self.work.all(Paper) if one.findings and one.findings.thumbnail}
        return frozenset(named & set(files))

    def never_scanned(self, limit: int) -> Sequence[str]:
        return [one.id for one in self.work.all(Paper) if one.scan is Scan.NOT_SCANNED][:limit]

    def forget_uploads(self, before: datetime) -> int:
        return sum(one.started_at < before for one in self.work.all(Upload))

    def open_uploads(self, code: str) -> int:
        return sum(one.dossier == code and not one.completed for one in self.work.all(Upload))


@dataclass
class FakeScanner:
    """Says what it is told to say; away while ``verdict`` is None."""

    verdict: Scan | None = Scan.CLEAN
    seen: list[bytes] = field(default_factory=list)

    def scan(self, content: BinaryIO) -> Scan:
        if self.verdict is None:
            raise ScannerAway("it is away, as the test wants it")
        self.seen.append(content.read())
        return self.verdict


@dataclass
class FakeDrawing:
    look_like: Look = field(default_factory=lambda: Look(Findings(pages=2), JPEG_START))

    def look(self, content: BinaryIO, media_type: str) -> Look:
        return self.look_like


class PlainKeys:
    def key_of(self, applicant: Applicant) -> str | None:
        number = applicant.tax_code or applicant.identity_number
        return f"key of {number}" if number else None


def make_desk(
    work: FakeWork,
    *,
    scanner: Scanner | None = None,
    drawing: FakeDrawing | None = None,
    limits: PaperLimits | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> PaperDesk:
    return PaperDesk(
        FakeFiles(clock),
        FakePapers(work),
        ContentTypes(),
        PlainKeys(),
        drawing or FakeDrawing(),
        scanner,
        limits or PaperLimits(),
    )
