"""What somebody wrote by SMS or electronic mail, as notifications handed it on: it becomes one petition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services.hotline.domain.kinds import Channel


@dataclass(frozen=True, slots=True)
class Heard:
    """``id`` is the message's own: told twice, it is there already. ``sender`` and ``text`` are None once it is a
    petition, which keeps them; ``petition`` is its code then."""

    id: str
    version: int
    channel: Channel
    received_at: datetime
    language: str
    sender: str | None
    text: str | None
    petition: str | None = None

    def filed(self, petition: str) -> Heard:
        """As the petition of this code."""
        return replace(self, version=self.version + 1, sender=None, text=None, petition=petition)
