"""A time in which a petition's clocks stand still, as somebody else has to do something first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.hotline.domain.errors import Words


class PauseReason(Enum):
    """Whom it waits for."""

    PETITIONER = "petitioner"
    AGENCY = "agency"
    LAW = "law"

    @property
    def words(self) -> Words:
        return _REASONS[self]


@dataclass(frozen=True, slots=True)
class Pause:
    """It ends by itself at ``until``, so that nobody waits for ever; ``ended_at`` is None while it runs."""

    begun_at: datetime
    until: datetime
    reason: PauseReason
    who: str
    ended_at: datetime | None = None


def is_running(pauses: Sequence[Pause]) -> bool:
    """Whether the last one has not ended."""
    return bool(pauses) and pauses[-1].ended_at is None


def ended(pauses: tuple[Pause, ...], at: datetime) -> tuple[Pause, ...]:
    """The pauses with the running one ended, no later than it ends by itself; the same where none runs."""
    if not is_running(pauses):
        return pauses
    last = pauses[-1]
    return (*pauses[:-1], replace(last, ended_at=max(last.begun_at, min(at, last.until))))


_REASONS = {
    PauseReason.PETITIONER: Words("Chờ người gửi cho biết thêm", "Waiting for more from whoever petitioned"),
    PauseReason.AGENCY: Words("Chờ cơ quan khác xác minh", "Waiting for another agency's check"),
    PauseReason.LAW: Words("Chờ cơ quan có thẩm quyền giải quyết trước", "Waiting for a decision that comes first"),
}
