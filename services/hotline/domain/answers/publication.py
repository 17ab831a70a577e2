"""An answer for everybody to read: what was asked and answered, without anybody's name, looked at by two people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from services.hotline.domain.answers.personal_data import Sort
from services.hotline.domain.errors import IllegalStep, Words
from services.hotline.domain.kinds import Kind, Topic

OWN = Words(
    "Người soạn không tự xác nhận bản của mình. Cần một người khác đọc lại",
    "Nobody confirms their own draft: a second person reads it",
)
NOT_WAITING = Words("Bản này không chờ xác nhận", "This one does not wait for confirmation")
NOT_PUBLISHED = Words("Bản này chưa công khai", "This one is not published")
IS_PUBLISHED = Words("Bản này đang công khai. Gỡ xuống trước rồi sửa", "This one is published. Take it down first")


class State(Enum):
    """How a publication stands; only ``PUBLISHED`` is seen by everybody."""

    WAITING = "waiting"
    PUBLISHED = "published"
    SENT_BACK = "sent_back"
    TAKEN_DOWN = "taken_down"

    @property
    def words(self) -> Words:
        return _STATES[self]


@dataclass(frozen=True, slots=True)
class Deed:
    """One step of its history: ``who`` (actor) made it come to ``state``, why."""

    state: State
    at: datetime
    who: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Publication:
    """``id`` is the petition's code. ``question`` and ``text`` are what everybody reads; ``masked`` counts what was
    covered, by sort; ``left`` what a second reading found and the person who prepared it let stand."""

    id: str
    version: int
    kind: Kind
    topic: Topic
    question: str
    text: str
    answered_at: datetime
    state: State
    prepared_by: str
    prepared_at: datetime
    masked: Mapping[Sort, int] = field(default_factory=dict)
    left: Mapping[Sort, int] = field(default_factory=dict)
    reviewed_by: str = ""
    reviewed_at: datetime | None = None
    history: tuple[Deed, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "masked", MappingProxyType(dict(self.masked)))
        object.__setattr__(self, "left", MappingProxyType(dict(self.left)))

    @property
    def is_public(self) -> bool:
        return self.state is State.PUBLISHED

    def prepared_again(self, newer: Publication) -> Publication:
        """With newer words, which wait as the first ones did. Raises IllegalStep while it is published."""
        if self.is_public:
            raise IllegalStep("published", IS_PUBLISHED)
        return replace(newer, version=self.version + 1, history=(*self.history, *newer.history))

    def published(self, at: datetime, who: str) -> Publication:
        """For everybody to read. Raises IllegalStep for whoever prepared it, and where it does not wait."""
        self._must_wait()
        if who == self.prepared_by:
            raise IllegalStep("own-draft", OWN)
        return self._came(State.PUBLISHED, at, who)

    def sent_back(self, reason: str, at: datetime, who: str) -> Publication:
        """To be written anew. Raises IllegalStep where it does not wait."""
        self._must_wait()
        return self._came(State.SENT_BACK, at, who, reason)

    def taken_down(self, reason: str, at: datetime, who: str) -> Publication:
        """No more for everybody. Raises IllegalStep where it is not published."""
        if not self.is_public:
            raise IllegalStep("not-published", NOT_PUBLISHED)
        return self._came(State.TAKEN_DOWN, at, who, reason)

    def _must_wait(self) -> None:
        if self.state is not State.WAITING:
            raise IllegalStep("not-waiting", NOT_WAITING)

    def _came(self, state: State, at: datetime, who: str, reason: str = "") -> Publication:
        deed = Deed(state, at, who, reason)
        return replace(
            self, version=self.version + 1, state=state, reviewed_by=who, reviewed_at=at,
            history=(*self.history, deed),
        )  # fmt: skip


_STATES = {
    State.WAITING: Words("Chờ người thứ hai xác nhận", "Waits for a second person"),
    State.PUBLISHED: Words("Đã công khai", "Published"),
    State.SENT_BACK: Words("Trả lại để sửa", "Sent back"),
    State.TAKEN_DOWN: Words("Đã gỡ xuống", "Taken down"),
}
