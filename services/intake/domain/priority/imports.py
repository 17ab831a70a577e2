"""A list that somebody sent as a file: read, compared with the register, shown, and only then taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

from services.intake.domain.errors import IllegalStep, Words


class SentState(Enum):
    """Where a file stands."""

    READING = "reading"
    UNREADABLE = "unreadable"
    PREVIEW = "preview"
    TAKING = "taking"
    DONE = "done"

    @property
    def words(self) -> Words:
        return _STATE_WORDS[self]


_STATE_WORDS = {
    SentState.READING: Words("Đang đọc", "Being read"),
    SentState.UNREADABLE: Words("Không đọc được", "Cannot be read"),
    SentState.PREVIEW: Words("Chờ quyết định", "Waits for a decision"),
    SentState.TAKING: Words("Đang ghi vào sổ", "Being taken over"),
    SentState.DONE: Words("Đã ghi vào sổ", "Taken over"),
}


class RowOutcome(Enum):
    """What becomes of a row."""

    NEW = "new"
    ADDED = "added"
    CHANGED = "changed"
    KNOWN = "known"
    REPEATED = "repeated"
    REFUSED = "refused"

    @property
    def words(self) -> Words:
        return _OUTCOME_WORDS[self]


_OUTCOME_WORDS = {
    RowOutcome.NEW: Words("Người mới", "New people"),
    RowOutcome.ADDED: Words("Đã có trong sổ, thêm vào danh sách này", "Known people, new to this list"),
    RowOutcome.CHANGED: Words("Đã có, thông tin mới hơn", "Known, with newer details"),
    RowOutcome.KNOWN: Words("Đã có, không đổi", "Known, unchanged"),
    RowOutcome.REPEATED: Words("Lặp lại trong tệp, chỉ ghi một lần", "Repeated in the file, taken once"),
    RowOutcome.REFUSED: Words("Không nhận", "Refused"),
}
# Rows that write something.
TAKEN = (RowOutcome.NEW, RowOutcome.ADDED, RowOutcome.CHANGED, RowOutcome.KNOWN)


@dataclass(frozen=True, slots=True)
class RegisterImport:
    """One aggregate. ``commune`` and ``group`` stand where the file is of one commune or group only, and its rows need
    not say so. ``done`` of ``rows`` are through in this state; ``counts`` by outcome: what would be, then what is.

    ``content`` is the file itself, until it is read.
    """

    id: str
    version: int
    file_name: str
    sha256: str
    sent_at: datetime
    sent_by: str
    unit: str
    as_of: date
    whole: bool
    commune: str | None = None
    group: str | None = None
    content: bytes | None = field(default=None, repr=False)
    state: SentState = SentState.READING
    rows: int = 0
    done: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    started_by: str = ""
    fault: Words | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", MappingProxyType(dict(self.counts)))

    @property
    def to_take(self) -> int:
        """How many rows would be written: also those that say nothing new, as a new list names them again."""
        return sum(self.counts.get(one.value, 0) for one in TAKEN)

    @property
    def is_running(self) -> bool:
        return self.state in (SentState.READING, SentState.TAKING)

    def unreadable(self, fault: Words) -> RegisterImport:
        return self._next(state=SentState.UNREADABLE, fault=fault, content=None)

    def read(self, rows: int, outcomes: Mapping[str, int]) -> RegisterImport:
        """So many of ``rows`` more are compared; with the last one the file waits for a decision, its content is
        dropped."""
        after = replace(self._advanced(outcomes), rows=rows)
        if after.done < after.rows:
            return after
        return replace(after, state=SentState.PREVIEW, content=None)

    def start(self, by: str) -> RegisterImport:
        """Raises IllegalStep where it was started, or cannot be."""
        if self.state is not SentState.PREVIEW:
            raise IllegalStep("import-started", Words("Tệp này đã được quyết định", "This file was decided already"))
        return self._next(state=SentState.TAKING, started_by=by, counts={}, done=0)

    def take(self, outcomes: Mapping[str, int]) -> RegisterImport:
        """So many rows more are in the register."""
        after = self._advanced(outcomes)
        return replace(after, state=SentState.DONE) if after.done >= after.rows else after

    def _advanced(self, outcomes: Mapping[str, int]) -> RegisterImport:
        counts = {name: self.counts.get(name, 0) + outcomes.get(name, 0) for name in {*self.counts, *outcomes}}
        return self._next(counts=counts, done=self.done + sum(outcomes.values()))

    def _next(self, **changes: Any) -> RegisterImport:
        return replace(self, version=self.version + 1, **changes)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row of a file, ``place`` in its order. ``told`` are its cells as they were read (sealed in the store), empty
    for a row that cannot be taken; ``report`` says what became of it and holds nothing that tells who it is."""

    import_id: str
    place: int
    version: int
    told: Mapping[str, Any] = field(default_factory=dict, repr=False)
    report: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.import_id}:{self.place:06d}"
