"""What intake knows of a petition about one of its dossiers, as the hotline tells it: never who it is from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.intake.domain.errors import Words


class Topic(Enum):
    """What it is about, as the hotline names it; what a later hotline may name besides is ``OTHER`` here."""

    LATENESS = "lateness"
    BEHAVIOUR = "behaviour"
    LOST_PAPERS = "lost_papers"
    UNCLEAR_GUIDANCE = "unclear_guidance"
    EXTRA_PAPERS = "extra_papers"
    FEES = "fees"
    REPEATED_MEETINGS = "repeated_meetings"
    OTHER = "other"

    @property
    def words(self) -> Words:
        return _WORDS[self]

    @classmethod
    def read(cls, name: str) -> Topic:
        return next((one for one in cls if one.value == name), cls.OTHER)


_WORDS = {
    Topic.LATENESS: Words("Hồ sơ trễ hẹn", "A late dossier"),
    Topic.BEHAVIOUR: Words("Thái độ, cách làm việc của cán bộ", "An officer's attitude or conduct"),
    Topic.LOST_PAPERS: Words("Giấy tờ bị thất lạc", "Lost papers"),
    Topic.UNCLEAR_GUIDANCE: Words("Hướng dẫn không rõ", "Unclear guidance"),
    Topic.EXTRA_PAPERS: Words("Bị đòi thêm giấy tờ", "Extra papers were asked for"),
    Topic.FEES: Words("Phí, lệ phí", "Fees"),
    Topic.REPEATED_MEETINGS: Words("Phải đi lại, làm việc nhiều lần", "Sent back and forth, repeated meetings"),
    Topic.OTHER: Words("Việc khác", "Something else"),
}


@dataclass(frozen=True, slots=True)
class KnownPetition:
    """A projection: each fact has its own place, so any order of the same facts ends in the same value.

    ``dossier`` is the verified one that was told last (the highest sequence, ``told``), None where there is none.
    """

    id: str
    version: int = 0
    topic: Topic = Topic.OTHER
    dossier: str | None = None
    told: int = 0
    received_at: datetime | None = None
    due_at: datetime | None = None
    answered_at: datetime | None = None
    answer_due_at: datetime | None = None

    def received(
        self, topic: Topic, dossier: str | None, received_at: datetime, due_at: datetime, told: int
    ) -> KnownPetition:
        """It was taken, to be answered by then; itself where that was known."""
        return self._changed(replace(self._about(topic, dossier, told), received_at=received_at, due_at=due_at))

    def answered(
        self, topic: Topic, dossier: str | None, answered_at: datetime, told: int, due_at: datetime | None = None
    ) -> KnownPetition:
        """It was answered, by when it was to be (which moves while somebody is waited for); itself where that was
        known. One that was reopened is answered again: the first answer stands, whichever is heard first."""
        about = self._about(topic, dossier, told)
        if self.answered_at and self.answered_at <= answered_at:
            return self._changed(about)
        return self._changed(replace(about, answered_at=answered_at, answer_due_at=due_at))

    @property
    def answered_late(self) -> bool:
        due_at = self.answer_due_at or self.due_at
        return bool(self.answered_at and due_at and self.answered_at > due_at)

    def _about(self, topic: Topic, dossier: str | None, told: int) -> KnownPetition:
        return self if told <= self.told else replace(self, topic=topic, dossier=dossier, told=told)

    def _changed(self, after: KnownPetition) -> KnownPetition:
        return self if after == self else replace(after, version=self.version + 1)
