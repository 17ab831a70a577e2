"""An answer that somebody has written and a second person has to approve before anybody is told it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.hotline.domain.errors import IllegalStep, Words

OWN = Words(
    "Người viết không tự duyệt câu trả lời của mình. Cần một người khác duyệt",
    "Nobody approves their own answer: it takes a second person",
)
NOTHING_WAITS = Words("Không có câu trả lời nào đang chờ duyệt", "No answer waits for approval")


class Verdict(Enum):
    """What became of a proposal; ``REPLACED``: another one was written before anybody had decided."""

    WAITING = "waiting"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    REPLACED = "replaced"

    @property
    def words(self) -> Words:
        return _VERDICTS[self]


@dataclass(frozen=True, slots=True)
class Proposal:
    """``who`` wrote it, ``decided_by`` approved it or sent it back for this ``reason`` (both as ``staff:leader``)."""

    text: str
    at: datetime
    who: str
    verdict: Verdict = Verdict.WAITING
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""

    def approved(self, at: datetime, who: str) -> Proposal:
        """Raises IllegalStep for its own author."""
        if who == self.who:
            raise IllegalStep("own-answer", OWN)
        return replace(self, verdict=Verdict.APPROVED, decided_at=at, decided_by=who)

    def sent_back(self, reason: str, at: datetime, who: str) -> Proposal:
        """To be written anew, for this reason."""
        return replace(self, verdict=Verdict.SENT_BACK, decided_at=at, decided_by=who, reason=reason)

    def replaced(self, at: datetime, who: str) -> Proposal:
        """By a newer one."""
        return replace(self, verdict=Verdict.REPLACED, decided_at=at, decided_by=who)


def waiting(proposals: tuple[Proposal, ...]) -> Proposal | None:
    """The one that waits for a decision: the last one, or none."""
    return proposals[-1] if proposals and proposals[-1].verdict is Verdict.WAITING else None


def must_wait(proposals: tuple[Proposal, ...]) -> Proposal:
    """The one that waits. Raises IllegalStep where none does."""
    found = waiting(proposals)
    if found is None:
        raise IllegalStep("nothing-waits", NOTHING_WAITS)
    return found


_VERDICTS = {
    Verdict.WAITING: Words("Chờ duyệt", "Waits for approval"),
    Verdict.APPROVED: Words("Đã duyệt", "Approved"),
    Verdict.SENT_BACK: Words("Trả lại để viết lại", "Sent back"),
    Verdict.REPLACED: Words("Đã viết lại", "Written anew"),
}
