"""What a review found: figures of a procedure's dossiers, and line by line what stands in people's way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from services.intake.domain.errors import Words


class FindingKind(Enum):
    """The four things that a review looks for."""

    LATE_STEPS = "late_steps"
    PAPERS_TWICE = "papers_twice"
    REFUSALS = "refusals"
    PETITIONS = "petitions"

    @property
    def words(self) -> Words:
        return _KIND_WORDS[self]


_KIND_WORDS = {
    FindingKind.LATE_STEPS: Words("Bước trễ hạn", "Late steps"),
    FindingKind.PAPERS_TWICE: Words("Giấy tờ bị yêu cầu thừa", "Papers asked for needlessly"),
    FindingKind.REFUSALS: Words("Từ chối, theo lý do", "Refusals, by reason"),
    FindingKind.PETITIONS: Words("Phản ánh, kiến nghị", "Petitions"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a finding: ``count`` of ``of`` (dossiers that came through the step, were asked, ended, were filed).

    ``figures`` say more, by name: minutes of working time (``typical``, ``longest``), ``open``, ``at_desk``,
    ``by_agency``, ``answered``, ``answered_late``.
    """

    kind: FindingKind
    key: str
    words: Words
    count: int
    of: int
    figures: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "figures", MappingProxyType(dict(self.figures)))

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return min(1.0, self.count / self.of) if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Overall:
    """Dossiers filed in the round's period. ``from_agencies`` are counted where they came from, so nowhere else here.

    ``done`` were decided, ``in_time`` of them by their date; ``open_late`` are behind their date now;
    ``typical_minutes`` is the working time from acceptance to decision that half of them kept within.
    """

    received: int = 0
    online: int = 0
    done: int = 0
    in_time: int = 0
    open: int = 0
    open_late: int = 0
    refused: int = 0
    denied: int = 0
    withdrawn: int = 0
    stopped: int = 0
    asked: int = 0
    from_agencies: int = 0
    typical_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """As it was at ``as_of``; ``run`` is the number of the examination that the dossiers behind it are kept under."""

    run: int
    as_of: datetime
    overall: Overall
    lines: tuple[Line, ...]
    rules_of: str = ""

    def of(self, kind: FindingKind) -> tuple[Line, ...]:
        """The lines of one kind that found anything, the heaviest first."""
        return tuple(one for one in self.lines if one.kind is kind and one.count)

    def line(self, kind: FindingKind, key: str) -> Line | None:
        return next((one for one in self.lines if one.kind is kind and one.key == key), None)

    def found(self, kind: FindingKind) -> int:
        """How often, over all lines."""
        return sum(one.count for one in self.of(kind))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One dossier behind one line. ``minutes`` it was late by; ``note`` is a petition's code, or where it ended."""

    kind: FindingKind
    key: str
    dossier: str
    at: datetime | None = None
    minutes: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """One aggregate, written once: ``place`` orders what one examination (``run``) of a review found."""

    review: str
    run: int
    place: int
    evidence: Evidence
    version: int = 1

    @property
    def id(self) -> str:
        return f"{self.review}/{self.run}/{self.place}"
