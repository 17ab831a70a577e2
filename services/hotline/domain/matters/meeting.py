"""Meetings about a matter: arranged, held or called off. It is to be settled at once: a second one needs a reason.

They are kept with the contact at which they were written down, and so leave a matter with it; they count for all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.hotline.domain.errors import FieldFault, IllegalStep, InvalidRequest, NotFound, Words


class MeetingState(Enum):
    """Whether it took place."""

    PLANNED = "planned"
    HELD = "held"
    CALLED_OFF = "called_off"

    @property
    def words(self) -> Words:
        return _STATES[self]


@dataclass(frozen=True, slots=True)
class Meeting:
    """``with_whom`` was met (or invited) about what; ``result`` is what came of it, or why it was called off.

    ``reason_again`` says why there is another one, where the matter had one before; empty for the first.
    """

    id: str
    held_at: datetime
    with_whom: str
    about: str
    state: MeetingState
    kept_at: datetime
    kept_by: str
    result: str = ""
    reason_again: str = ""


@dataclass(frozen=True, slots=True)
class Meetings:
    """All meetings of one contact, under its petition's code."""

    id: str
    version: int = 0
    all: tuple[Meeting, ...] = ()

    @property
    def counted(self) -> tuple[Meeting, ...]:
        """Those that people came to, or are to come to."""
        return tuple(one for one in self.all if one.state is not MeetingState.CALLED_OFF)

    def with_one(self, meeting: Meeting) -> Meetings:
        return replace(self, version=self.version + 1, all=(*self.all, meeting))

    def ended(self, id: str, state: MeetingState, result: str) -> Meetings:
        """With what came of a planned one. Raises NotFound, IllegalStep."""
        found = next((one for one in self.all if one.id == id), None)
        if found is None:
            raise NotFound("unknown-meeting", Words("Chưa thấy buổi làm việc này", "No such meeting"))
        if found.state is not MeetingState.PLANNED:
            raise IllegalStep(
                "meeting-over", Words("Buổi làm việc này đã ghi kết quả", "What came of this meeting is written down")
            )
        after = replace(found, state=state, result=result)
        kept = tuple(after if one.id == id else one for one in self.all)
        return replace(self, version=self.version + 1, all=kept)


def must_say_why(before: Iterable[Meetings], reason: str) -> None:
    """Another meeting on a matter that had one needs a reason. Raises InvalidRequest."""
    if not reason and any(one.counted for one in before):
        raise InvalidRequest(
            FieldFault(
                "/reason_again",
                Words(
                    "Vụ việc này đã có buổi làm việc. Ghi vì sao phải làm việc thêm lần nữa",
                    "This matter had a meeting before. Say why there must be another one",
                ),
            )
        )


_STATES = {
    MeetingState.PLANNED: Words("Đã hẹn", "Arranged"),
    MeetingState.HELD: Words("Đã làm việc", "Held"),
    MeetingState.CALLED_OFF: Words("Đã hủy hẹn", "Called off"),
}
