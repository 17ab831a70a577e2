"""What the desk asked an agency about a petition's dossier, and what came back: for the desk, never shown outside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from services.hotline.domain.errors import Words

SHORTEST_QUESTION, LONGEST_QUESTION, LONGEST_HOURS = 10, 4000, 40.0


class Asked(Enum):
    """How far it got."""

    ASKED = "asked"
    ANSWERED = "answered"
    NOT_ANSWERED = "not_answered"

    @property
    def words(self) -> Words:
        return _STATES[self]


@dataclass(frozen=True, slots=True)
class AgencyTask:
    """``petition`` stays here: the agency reads the question and the dossier's code only. ``hours`` are its working
    hours, None for the usual ones. ``heard`` is the sequence of the answer that stands."""

    id: str
    version: int
    petition: str
    dossier: str
    agency: str
    agency_name: str
    question: str = field(repr=False)
    asked_at: datetime
    asked_by: str
    hours: float | None = None
    state: Asked = Asked.ASKED
    answer: str = field(default="", repr=False)
    reason: str = ""
    answered_at: datetime | None = None
    heard: int = 0

    def hearing(self, sequence: int, given: bool, answer: str, reason: str, at: datetime) -> AgencyTask:
        """With the latest answer; itself where one as new stands there already."""
        if sequence <= self.heard:
            return self
        return replace(
            self, version=self.version + 1, heard=sequence, answered_at=at, answer=answer, reason=reason,
            state=Asked.ANSWERED if given else Asked.NOT_ANSWERED,
        )  # fmt: skip


_STATES = {
    Asked.ASKED: Words("Chờ trả lời", "Waiting for an answer"),
    Asked.ANSWERED: Words("Đã trả lời", "Answered"),
    Asked.NOT_ANSWERED: Words("Không trả lời", "Not answered"),
}
