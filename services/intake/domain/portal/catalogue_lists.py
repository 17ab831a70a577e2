"""The portal's lists of procedures, fields and agencies beside ours: what differs, and what was decided about it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from services.intake.domain.errors import IllegalStep, Words
from shared.text import search_key

PARTS = ("name", "field", "field_name")


class ListKind(Enum):
    """Which list."""

    PROCEDURES = "procedures"
    FIELDS = "fields"
    AGENCIES = "agencies"

    @property
    def words(self) -> Words:
        return _KINDS[self]


_KINDS = {
    ListKind.PROCEDURES: Words("Thủ tục", "Procedures"),
    ListKind.FIELDS: Words("Lĩnh vực", "Fields"),
    ListKind.AGENCIES: Words("Cơ quan", "Agencies"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: ``code`` is the portal's; a procedure also has its field's code and name."""

    code: str
    name: str
    field: str = ""
    field_name: str = ""


class Side(Enum):
    """Who has it."""

    BOTH = "both"
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that the lists do not agree on; ``parts`` names what differs where both have it."""

    kind: ListKind
    code: str
    ours: Entry | None
    theirs: Entry | None
    parts: tuple[str, ...] = ()

    @property
    def side(self) -> Side:
        if self.ours is None:
            return Side.THEIRS
        return Side.OURS if self.theirs is None else Side.BOTH

    @property
    def id(self) -> str:
        return f"{self.kind.value}/{self.code}"

    @property
    def digest(self) -> str:
        """Of both sides: what was decided holds for this difference alone, not for another that comes later."""
        return hashlib.sha256(repr((self.ours, self.theirs)).encode()).hexdigest()[:32]

    @property
    def can_be_taken_over(self) -> bool:
        """A procedure that we lack needs more than the portal's list says; what it lacks cannot be taken from it."""
        if self.theirs is None:
            return False
        return self.kind is not ListKind.PROCEDURES or self.ours is not None


def differences(kind: ListKind, ours: Iterable[Entry], theirs: Iterable[Entry]) -> tuple[Difference, ...]:
    """What differs, by code. Fields without a code of ours are matched by their name."""
    here, there = _by_code(kind, ours, theirs), {one.code: one for one in theirs}
    found = []
    for code in sorted(here.keys() | there.keys()):
        mine, its = here.get(code), there.get(code)
        parts = _parts(mine, its)
        if mine is None or its is None or parts:
            found.append(Difference(kind, code, mine, its, parts))
    return tuple(found)


def _by_code(kind: ListKind, ours: Iterable[Entry], theirs: Iterable[Entry]) -> dict[str, Entry]:
    by_name = {search_key(one.name): one.code for one in theirs} if kind is ListKind.FIELDS else {}
    return {by_name.get(search_key(one.name), one.code) if not one.code else one.code: one for one in ours}


def _parts(ours: Entry | None, theirs: Entry | None) -> tuple[str, ...]:
    if ours is None or theirs is None:
        return ()
    differing = [name for name in PARTS if getattr(theirs, name) and getattr(ours, name) != getattr(theirs, name)]
    return ("code", *differing) if ours.code != theirs.code else tuple(differing)


@dataclass(frozen=True, slots=True)
class OwnList:
    """Our own list of fields or agencies, once something of the portal's was taken over; its id is the kind's name."""

    id: str
    version: int
    entries: tuple[Entry, ...]

    def take(self, difference: Difference) -> OwnList:
        """With the portal's line in place of ours. Raises IllegalStep for what cannot be taken over."""
        theirs = difference.theirs
        if theirs is None or not difference.can_be_taken_over:
            raise IllegalStep("not-to-take-over", NOT_TO_TAKE)
        kept = [one for one in self.entries if one != difference.ours and one.code != theirs.code]
        return replace(self, version=self.version + 1, entries=tuple(sorted((*kept, theirs), key=lambda one: one.code)))


NOT_TO_TAKE = Words(
    "Dòng này không lấy về tự động được; ghi lý do giữ, hoặc sửa trong danh mục",
    "This line cannot be taken over by itself; keep it with a reason, or edit the catalogue",
)


@dataclass(frozen=True, slots=True)
class KeptDifference:
    """Somebody decided to leave a difference as it is, and why; it holds as long as both sides stay what they were."""

    id: str
    version: int
    digest: str
    reason: str
    kept_by: str
    kept_at: datetime


class ComparisonState(Enum):
    """How far a comparison is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fetch of the portal's lists: asked for by whom, done when, what it found; recorded and kept."""

    id: str
    version: int
    asked_at: datetime
    asked_by: str
    state: ComparisonState = ComparisonState.RUNNING
    ended_at: datetime | None = None
    entries: Mapping[str, int] = field(default_factory=dict)
    differences: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "entries", MappingProxyType(dict(self.entries)))
        object.__setattr__(self, "differences", MappingProxyType(dict(self.differences)))

    def done(self, at: datetime, entries: Mapping[str, int], differences: Mapping[str, int]) -> Comparison:
        return replace(self, version=self.version + 1, state=ComparisonState.DONE, ended_at=at, entries=entries,
                       differences=differences, problem="")  # fmt: skip

    def failed(self, at: datetime, problem: str) -> Comparison:
        return replace(self, version=self.version + 1, state=ComparisonState.FAILED, ended_at=at, problem=problem[:500])


@dataclass(frozen=True, slots=True)
class PortalList:
    """The portal's list as it was fetched last; its id is the kind's name."""

    id: str
    version: int
    entries: tuple[Entry, ...]
    fetched_at: datetime

    def fetched(self, entries: Sequence[Entry], at: datetime) -> PortalList:
        return replace(self, version=self.version + 1, entries=tuple(entries), fetched_at=at)
