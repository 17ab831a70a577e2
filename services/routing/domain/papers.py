"""The papers of a dossier as agencies hear of them: never the files themselves, which lie in intake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# A link outlives its task's date by this much: a late task is still worked on. Beyond that it is asked for anew.
LINK_LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class PaperReference:
    """One paper: ``name`` is that of the procedure's list, never the file's own, which people make of names."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str


def link_until(due_at: datetime | None, now: datetime) -> datetime:
    """Until when a link given now is good, if its task does not end before: counted from the task's date."""
    return (max(due_at, now) if due_at else now).replace(microsecond=0) + LINK_LASTS
