"""What somebody wants to be told at one address: service notices come always, all others until they say no."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Preferences:
    """``id`` is a digest of channel and address. ``optional``: whether notices that nobody must send are wanted."""

    id: str
    version: int
    optional: bool
    changed_at: datetime

    @classmethod
    def begin(cls, id: str, now: datetime) -> Preferences:
        """Of somebody who never said anything; it is not stored so."""
        return cls(id, 0, True, now)

    def choose(self, optional: bool, now: datetime) -> Preferences:
        """As they want it now; itself where that is nothing new."""
        if optional is self.optional:
            return self
        return replace(self, version=self.version + 1, optional=optional, changed_at=now)
