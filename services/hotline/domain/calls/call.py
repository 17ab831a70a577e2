"""One telephone call to the hotline: from which number, who listens, what came of it, and when it was over."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from services.hotline.domain.errors import IllegalStep, InvalidValue, Words

# A telephone system that dies tells of no end: after so long nobody is still talking.
LONGEST = timedelta(hours=3)
_CALL_ID = re.compile(r"[A-Za-z0-9._:@+-]{1,128}")
_LINE = re.compile(r"[^\x00-\x1f\x7f]{0,40}")


class CallState(Enum):
    """Where a call stands."""

    RINGING = "ringing"
    TALKING = "talking"
    ENDED = "ended"

    @property
    def words(self) -> Words:
        return _STATES[self]


class Outcome(Enum):
    """What came of a call."""

    WRITTEN = "written"  # at least one petition
    ANSWERED = "answered"  # a question that was answered at once
    NOTHING = "nothing"  # it was heard, and there was nothing to write down
    MISSED = "missed"  # nobody took it

    @property
    def words(self) -> Words:
        return _OUTCOMES[self]


@dataclass(frozen=True, slots=True)
class OnTheSpot:
    """A question that the operator answered at once: both in the words of the call."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Call:
    """``id`` is made of the telephone system's own, so that a call told twice is one. ``number`` is None where the
    caller withholds it; ``line`` is the one that it came in on. ``operator`` (an account) has it since ``taken_at``;
    ``petitions`` are those that were written down during it."""

    id: str
    version: int
    number: str | None
    line: str
    started_at: datetime
    operator: str | None = None
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    petitions: tuple[str, ...] = ()
    on_the_spot: OnTheSpot | None = None

    @property
    def state(self) -> CallState:
        """Derived from what happened."""
        if self.ended_at is not None:
            return CallState.ENDED
        return CallState.TALKING if self.operator else CallState.RINGING

    @property
    def outcome(self) -> Outcome | None:
        """What came of it; None while it lasts."""
        if self.ended_at is None:
            return None
        if self.petitions:
            return Outcome.WRITTEN
        if self.on_the_spot:
            return Outcome.ANSWERED
        return Outcome.NOTHING if self.operator else Outcome.MISSED

    def taken(self, operator: str, at: datetime) -> Call:
        """In this operator's ears; itself where it was before. Raises IllegalStep."""
        if self.operator == operator:
            return self
        if self.operator is not None:
            raise IllegalStep("call-taken", Words("Đồng nghiệp đang nghe cuộc này", "A colleague has this call"))
        if self.ended_at is not None:
            raise IllegalStep("call-missed", Words("Người gọi đã gác máy", "The caller has hung up"))
        return replace(self, version=self.version + 1, operator=operator, taken_at=at)

    def wrote(self, petition: str, operator: str) -> Call:
        """With a petition that was written down during it or right behind it; itself where it was so before.

        Raises IllegalStep for a call that is another operator's.
        """
        self.must_be_of(operator)
        if petition in self.petitions:
            return self
        return replace(self, version=self.version + 1, petitions=(*self.petitions, petition))

    def answered(self, said: OnTheSpot, operator: str, at: datetime) -> Call:
        """Asked and answered at once, and so over. Raises IllegalStep."""
        self.must_be_of(operator)
        if self.petitions:
            raise IllegalStep(
                "written-already", Words("Cuộc này đã ghi thành phản ánh", "This call was written down as a petition")
            )
        return replace(self, version=self.version + 1, on_the_spot=said, ended_at=self.ended_at or at)

    def ended(self, at: datetime) -> Call:
        """Over; itself where it was so before. A clock that goes wrong ends no call before it began."""
        if self.ended_at is not None:
            return self
        return replace(self, version=self.version + 1, ended_at=max(at, self.started_at))

    def must_be_of(self, operator: str) -> None:
        """Raises IllegalStep where it is in nobody's or in somebody else's hands."""
        if self.operator != operator:
            raise IllegalStep("not-your-call", Words("Nghe máy trước đã", "Take this call first"))


def read_call_id(text: str) -> str:
    """The telephone system's id of a call: 1 to 128 letters, digits and ``._:@+-``. Raises InvalidValue."""
    return _must(_CALL_ID, text, Words("Mã cuộc gọi có 1 đến 128 chữ, số", "A call's id has 1 to 128 letters, digits"))


def read_line(text: str) -> str:
    """Which line it came in on, as the telephone system calls it, at most 40 characters. Raises InvalidValue."""
    return _must(_LINE, text, Words("Tên đường dây có nhiều nhất 40 chữ", "A line's name has 40 characters at most"))


def _must(form: re.Pattern[str], text: str, words: Words) -> str:
    if not form.fullmatch(text.strip()):
        raise InvalidValue(words)
    return text.strip()


_STATES = {
    CallState.RINGING: Words("Đang đổ chuông", "Ringing"),
    CallState.TALKING: Words("Đang nghe", "On the line"),
    CallState.ENDED: Words("Đã gác máy", "Ended"),
}
_OUTCOMES = {
    Outcome.WRITTEN: Words("Đã ghi thành phản ánh", "Written down"),
    Outcome.ANSWERED: Words("Trả lời ngay", "Answered at once"),
    Outcome.NOTHING: Words("Không có gì phải ghi", "Nothing to write down"),
    Outcome.MISSED: Words("Gọi nhỡ", "Missed"),
}
