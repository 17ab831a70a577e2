"""A ticket machine: set up by an officer once, known by a key that it keeps, and taken out of use again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Kiosk:
    """``name`` is where it stands; ``key_hash`` of what the machine shows."""

    id: str
    version: int
    unit: str
    name: str
    key_hash: str = field(repr=False)
    set_up_by: str
    set_up_at: datetime
    ended_at: datetime | None = None

    def end(self, now: datetime) -> Kiosk:
        """It gives out no more tickets; itself where that was so already."""
        return self if self.ended_at else replace(self, version=self.version + 1, ended_at=now)
