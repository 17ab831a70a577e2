"""Whether the applicant of a dossier is asked for its fee right now; told in any order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeeWait:
    """``id`` is the dossier's code; the newest request, and the newest one that was paid."""

    id: str
    version: int = 0
    requested_at: datetime | None = None
    paid_for: datetime | None = None

    @property
    def is_on(self) -> bool:
        """A request that was not paid; a fee is asked for once it was paid before."""
        return self.requested_at is not None and (self.paid_for is None or self.paid_for < self.requested_at)

    def requested(self, at: datetime) -> FeeWait:
        """Itself where a request as new is known."""
        if self.requested_at is not None and self.requested_at >= at:
            return self
        return replace(self, version=self.version + 1, requested_at=at)

    def paid(self, requested_at: datetime) -> FeeWait:
        """Paid what was asked for at that time; itself where that is known."""
        if self.paid_for is not None and self.paid_for >= requested_at:
            return self
        return replace(self, version=self.version + 1, paid_for=requested_at)
