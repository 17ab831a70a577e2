"""A note of the desk about a petition: never told to whoever petitioned, never changed, never taken away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Note:
    """``who`` wrote it (``staff:operator``) about the petition with this code."""

    id: str
    version: int
    petition: str
    at: datetime
    who: str
    text: str = field(repr=False)
