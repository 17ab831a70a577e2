"""A file of procedures that an administrator sent: looked at first, then taken over row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any

from services.intake.domain.errors import IllegalStep, Words


class ImportState(Enum):
    """Where a file stands."""

    PREVIEW = "preview"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class CatalogueImport:
    """One aggregate; ``counts`` by outcome: what would be, then what is. ``done`` rows of ``rows`` are through."""

    id: str
    version: int
    file_name: str
    sha256: str
    sent_at: datetime
    sent_by: str
    rows: int
    counts: Mapping[str, int]
    state: ImportState = ImportState.PREVIEW
    done: int = 0
    why: str = ""
    started_by: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", MappingProxyType(dict(self.counts)))

    @property
    def to_take(self) -> int:
        """How many rows would change the catalogue."""
        return self.counts.get("new", 0) + self.counts.get("changed", 0)

    def start(self, by: str, why: str) -> CatalogueImport:
        """Raises IllegalStep once it was started."""
        if self.state is not ImportState.PREVIEW:
            raise IllegalStep(
                "import-started", Words("Tệp này đã được nhận vào danh mục", "This file was taken over already")
            )
        return replace(
            self, version=self.version + 1, state=ImportState.RUNNING, started_by=by, why=why, counts={}, done=0
        )

    def advance(self, outcomes: Mapping[str, int]) -> CatalogueImport:
        """So many rows more are through."""
        counts = {name: self.counts.get(name, 0) + outcomes.get(name, 0) for name in {*self.counts, *outcomes}}
        done = self.done + sum(outcomes.values())
        state = ImportState.DONE if done >= self.rows else ImportState.RUNNING
        return replace(self, version=self.version + 1, counts=counts, done=done, state=state)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of the file, ``place`` in its order: the entry as it was read (None: it cannot be) and its report."""

    import_id: str
    place: int
    version: int
    entry: Mapping[str, Any] | None
    report: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.import_id}:{self.place:06d}"
