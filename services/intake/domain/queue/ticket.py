"""A queue ticket: a number in a line, what happened to it, and which step may follow which."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum

from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.reach import Reach


class Via(Enum):
    """Where a ticket was taken."""

    PAGE = "page"
    KIOSK = "kiosk"
    TELEPHONE = "telephone"
    SMS = "sms"
    COUNTER = "counter"

    @property
    def words(self) -> Words:
        return _VIA_WORDS[self]


_VIA_WORDS = {
    Via.PAGE: Words("Trên mạng", "On the web"),
    Via.KIOSK: Words("Máy lấy số", "Ticket machine"),
    Via.TELEPHONE: Words("Qua tổng đài", "By telephone"),
    Via.SMS: Words("Tin nhắn", "By SMS"),
    Via.COUNTER: Words("Tại quầy", "At the counter"),
}


class State(Enum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    SERVED = "served"
    SKIPPED = "skipped"
    GONE = "gone"

    @property
    def words(self) -> Words:
        return _STATE_WORDS[self]


_STATE_WORDS = {
    State.WAITING: Words("Đang chờ", "Waiting"),
    State.CALLED: Words("Đang gọi", "Called"),
    State.SERVING: Words("Đang phục vụ", "Being served"),
    State.SERVED: Words("Đã xong", "Served"),
    State.SKIPPED: Words("Vắng mặt khi gọi", "Absent when called"),
    State.GONE: Words("Đã bỏ số", "Given up"),
}
OPEN = frozenset({State.WAITING, State.CALLED, State.SERVING, State.SKIPPED})
AT_COUNTER = frozenset({State.CALLED, State.SERVING})


class Basis(Enum):
    """Why somebody goes first. What is only claimed is confirmed or refused at the counter."""

    AGE = "age"
    REGISTER = "register"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"

    @property
    def words(self) -> Words:
        return _BASIS_WORDS[self]


_BASIS_WORDS = {
    Basis.AGE: Words("Từ 60 tuổi", "From 60 years of age"),
    Basis.REGISTER: Words("Có trong danh sách ưu tiên", "In the register of priority people"),
    Basis.CLAIMED: Words("Tự khai, xem giấy tờ tại quầy", "Says so; papers are looked at here"),
    Basis.CONFIRMED: Words("Cán bộ đã xem giấy tờ", "An officer has seen the papers"),
}


@dataclass(frozen=True, slots=True)
class Preference:
    """``by`` is the officer who confirmed it."""

    basis: Basis
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: ``kind`` is a word of the machine (called, skipped …), ``by`` an account or ``""``."""

    at: datetime
    kind: str
    counter: int | None = None
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who is told about a ticket, kept apart from it and not for long."""

    id: str
    version: int
    unit: str
    day: date
    reach: Reach
    name: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Ticket:
    """``series`` is the letter it was given under and keeps, ``line`` where it waits now; ``only_at``: handed to one
    counter, which alone may call it. Who waits longer is known by ``taken_at``, whatever happened since."""

    id: str
    version: int
    unit: str
    day: date
    series: str
    sequence: int
    line: str
    taken_at: datetime
    via: Via
    preference: Preference | None = None
    state: State = State.WAITING
    counter: int | None = None
    only_at: int | None = None
    steps: tuple[Step, ...] = ()
    language: str = "vi"
    digits: int = 3

    @property
    def number(self) -> str:
        """As it is called: ``A012``."""
        return f"{self.series}{self.sequence:0{self.digits}d}"

    @property
    def first(self) -> bool:
        """Whether it goes before the others."""
        return self.preference is not None

    @property
    def lane(self) -> str:
        """Where it waits, as one name: its line, or the one counter that it was handed to."""
        return f"#{self.only_at}" if self.only_at is not None else self.line

    def first_at(self, kind: str) -> datetime | None:
        """When something of this kind happened first."""
        return next((one.at for one in self.steps if one.kind == kind), None)

    def last_at(self, kind: str) -> datetime | None:
        return next((one.at for one in reversed(self.steps) if one.kind == kind), None)

    @property
    def waited(self) -> timedelta | None:
        """From taking it to the first call; None where nobody called it yet."""
        called = self.first_at("called")
        return called - self.taken_at if called else None

    @property
    def served_for(self) -> timedelta | None:
        """How long the last counter had it, for a ticket that is done."""
        begun, done = self.last_at("serving") or self.last_at("called"), self.last_at("served")
        return done - begun if begun and done else None

    def call(self, counter: int, by: str, now: datetime) -> Ticket:
        """To a counter. Raises IllegalStep where it does not wait."""
        self._must_be(State.WAITING)
        return self._after(Step(now, "called", counter, by), state=State.CALLED, counter=counter)

    def call_again(self, by: str, now: datetime) -> Ticket:
        self._must_be(State.CALLED)
        return self._after(Step(now, "called_again", self.counter, by))

    def serve(self, by: str, now: datetime) -> Ticket:
        """Its holder stands at the counter."""
        self._must_be(State.CALLED)
        return self._after(Step(now, "serving", self.counter, by), state=State.SERVING)

    def skip(self, by: str, now: datetime) -> Ticket:
        """Nobody came."""
        self._must_be(State.CALLED)
        return self._after(Step(now, "skipped", self.counter, by), state=State.SKIPPED)

    def come_back(self, by: str, now: datetime) -> Ticket:
        """Who was absent is here again, and waits at the place that the time of the ticket gives."""
        self._must_be(State.SKIPPED)
        return self._after(Step(now, "came_back", None, by), state=State.WAITING, counter=None)

    def hand_over(self, line: str, only_at: int | None, by: str, note: str, now: datetime) -> Ticket:
        """To another line, or one counter: it waits there since it was taken."""
        self._must_be(State.CALLED, State.SERVING)
        step = Step(now, "handed_over", self.counter, by, note)
        return self._after(step, state=State.WAITING, line=line, only_at=only_at, counter=None)

    def finish(self, by: str, now: datetime) -> Ticket:
        self._must_be(State.CALLED, State.SERVING)
        return self._after(Step(now, "served", self.counter, by), state=State.SERVED)

    def give_up(self, by: str, now: datetime) -> Ticket:
        """Its holder does not want it any more."""
        self._must_be(State.WAITING, State.SKIPPED)
        return self._after(Step(now, "gone", None, by), state=State.GONE)

    def confirm(self, by: str, now: datetime) -> Ticket:
        """An officer has seen the papers. Raises IllegalStep where nothing is claimed."""
        self._must_be_claimed()
        return self._after(Step(now, "confirmed", self.counter, by), preference=Preference(Basis.CONFIRMED, by))

    def refuse_claim(self, by: str, now: datetime) -> Ticket:
        """The papers do not show it: it waits on among the others, at the place that its time gives."""
        self._must_be_claimed()
        return self._after(
            Step(now, "claim_refused", self.counter, by), preference=None, state=State.WAITING, counter=None
        )

    def _after(self, step: Step, **changed: object) -> Ticket:
        return replace(self, version=self.version + 1, steps=(*self.steps, step), **changed)  # type: ignore[arg-type]

    def _must_be(self, *states: State) -> None:
        if self.state not in states:
            here = self.state.words
            raise IllegalStep(
                "ticket-elsewhere", Words(f"Số {self.number}: {here.vi.lower()}", f"{self.number}: {here.en.lower()}")
            )

    def _must_be_claimed(self) -> None:
        self._must_be(State.CALLED, State.SERVING)
        if self.preference is None or self.preference.basis is not Basis.CLAIMED:
            raise IllegalStep(
                "nothing-claimed", Words("Số này không chờ xác nhận ưu tiên", "Nothing is claimed for this ticket")
            )
