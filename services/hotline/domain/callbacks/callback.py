"""A call to somebody whom no message reached: who makes it, how it went, and when it is over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from services.hotline.domain.contact import Contact
from services.hotline.domain.errors import IllegalStep, Words

# Whoever took a call and did nothing for so long has forgotten it: anybody may take it then.
HOLD = timedelta(minutes=30)
AGAIN_AFTER = (timedelta(hours=1), timedelta(hours=3), timedelta(days=1))


class State(Enum):
    """Where the call stands. ``NEEDLESS``: the message arrived after all."""

    OPEN = "open"
    AGAIN = "again"
    DONE = "done"
    UNREACHABLE = "unreachable"
    NEEDLESS = "needless"

    @property
    def is_open(self) -> bool:
        return self in (State.OPEN, State.AGAIN)

    @property
    def words(self) -> Words:
        return _STATES[self]


class WhyNot(Enum):
    """Why somebody can't be reached by telephone at all."""

    WRONG_NUMBER = "wrong_number"
    NO_NUMBER = "no_number"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    OTHER = "other"

    @property
    def words(self) -> Words:
        return _REASONS[self]


@dataclass(frozen=True, slots=True)
class Way:
    """One way that was tried: channel, how it ended, why, in notifications' own short words."""

    channel: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was made: by whom, when, what came of it; ``note`` is the operator's own."""

    at: datetime
    who: str
    outcome: State
    reason: WhyNot | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Callback:
    """``id`` is that of the event that was to be told, so that there is one call for it, however often it is asked for.

    ``about`` is a dossier's or petition's code; ``contact`` and ``script`` (what to say) are None once it is over.
    ``asked_at``: since when nobody knows; ``next_at``: from when on to call; ``holder`` has it in hand since
    ``held_at``.
    """

    id: str
    version: int
    about: str
    event: str
    asked_at: datetime
    next_at: datetime
    state: State
    language: str = "vi"
    ways: tuple[Way, ...] = ()
    contact: Contact | None = None
    script: str | None = None
    holder: str | None = None
    held_at: datetime | None = None
    calls: tuple[Call, ...] = ()
    ended_at: datetime | None = None

    @property
    def listed_at(self) -> datetime:
        """What lists are ordered by: when to call while it is open, else when it ended."""
        return self.ended_at or self.next_at

    def is_held_by_another(self, account: str, now: datetime) -> bool:
        """Whether a colleague is calling just now."""
        fresh = self.held_at is not None and now - self.held_at < HOLD
        return fresh and self.holder is not None and self.holder != account

    def taken(self, account: str, now: datetime) -> Callback:
        """In this account's hands, who is shown whom to call. Raises IllegalStep."""
        self._must_be_open()
        if self.is_held_by_another(account, now):
            raise IllegalStep(
                "being-called", Words("Đồng nghiệp đang gọi người này", "A colleague is calling them now")
            )
        return replace(self, version=self.version + 1, holder=account, held_at=now)

    def released(self, account: str, now: datetime) -> Callback:
        """Given back without a call. Raises IllegalStep."""
        self._must_be_in_hands_of(account, now)
        return replace(self, version=self.version + 1, holder=None, held_at=None)

    def done(self, call: Call, account: str) -> Callback:
        """The person knows. Raises IllegalStep."""
        self._must_be_in_hands_of(account, call.at)
        return self._ended(State.DONE, call)

    def again(self, call: Call, account: str, next_at: datetime) -> Callback:
        """Nobody answered, or it was no good time: to be called again from then on. Raises IllegalStep."""
        self._must_be_in_hands_of(account, call.at)
        return replace(
            self, version=self.version + 1, state=State.AGAIN, next_at=next_at, holder=None, held_at=None,
            calls=(*self.calls, call),
        )  # fmt: skip

    def unreachable(self, call: Call, account: str) -> Callback:
        """It can't be done by telephone, and why. Raises IllegalStep."""
        self._must_be_in_hands_of(account, call.at)
        return self._ended(State.UNREACHABLE, call)

    def needless(self, now: datetime) -> Callback:
        """The message arrived after all; itself where the call is over already."""
        return self._over(State.NEEDLESS, now) if self.state.is_open else self

    def _ended(self, state: State, call: Call) -> Callback:
        return replace(self._over(state, call.at), calls=(*self.calls, call))

    def _over(self, state: State, now: datetime) -> Callback:
        return replace(
            self, version=self.version + 1, state=state, contact=None, script=None, holder=None, held_at=None,
            ended_at=now,
        )  # fmt: skip

    def _must_be_open(self) -> None:
        if not self.state.is_open:
            raise IllegalStep("call-is-over", Words("Việc gọi này đã xong", "This call is over already"))

    def _must_be_in_hands_of(self, account: str, now: datetime) -> None:
        self._must_be_open()
        if self.holder != account or self.is_held_by_another(account, now):
            raise IllegalStep(
                "not-in-your-hands", Words("Nhận việc gọi này trước đã", "Take this call first, then say how it went")
            )


def masked(phone: str | None) -> str:
    """The last three digits, for lists."""
    return f"…{phone[-3:]}" if phone else ""


_STATES = {
    State.OPEN: Words("Chờ gọi", "To be called"),
    State.AGAIN: Words("Gọi lại", "Call again"),
    State.DONE: Words("Đã báo qua điện thoại", "Told by telephone"),
    State.UNREACHABLE: Words("Không liên lạc được", "Could not be reached"),
    State.NEEDLESS: Words("Tin đã đến, không cần gọi", "The message arrived, no call needed"),
}
_REASONS = {
    WhyNot.WRONG_NUMBER: Words("Số điện thoại không đúng người", "The number is somebody else's"),
    WhyNot.NO_NUMBER: Words("Không có số điện thoại nào", "There is no telephone number"),
    WhyNot.NO_ANSWER: Words("Gọi nhiều lần không ai nghe", "Called several times, nobody answers"),
    WhyNot.REFUSED: Words("Người nghe không muốn được gọi", "They do not want to be called"),
    WhyNot.OTHER: Words("Lý do khác, ghi ở dưới", "Another reason, written below"),
}
