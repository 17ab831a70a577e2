"""One day in the hall: counters with who sits there, the last calls, and how often preference came in a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType

from services.intake.domain.errors import IllegalStep, Words

SHOWN_CALLS = 6


class CounterState(Enum):
    """Whether somebody is called there."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"

    @property
    def words(self) -> Words:
        return _COUNTER_WORDS[self]


_COUNTER_WORDS = {
    CounterState.CLOSED: Words("Chưa mở", "Not open"),
    CounterState.OPEN: Words("Đang mở", "Open"),
    CounterState.PAUSED: Words("Tạm nghỉ", "On a break"),
}


@dataclass(frozen=True, slots=True)
class Counter:
    """One counter on one day; ``ticket`` is the id of the one that it has called."""

    id: str
    number: int
    version: int = 0
    lines: frozenset[str] = frozenset()
    officer: str | None = None
    state: CounterState = CounterState.CLOSED
    ticket: str | None = None
    since: datetime | None = None

    def sit_down(self, officer: str, lines: frozenset[str], now: datetime) -> Counter:
        """Open it, or take it over from a colleague. Raises IllegalStep for no line at all."""
        if not lines:
            raise IllegalStep("no-line", Words("Chọn ít nhất một lĩnh vực", "Choose at least one line"))
        return self._after(officer=officer, lines=lines, state=CounterState.OPEN, since=now)

    def pause(self, now: datetime) -> Counter:
        """Raises IllegalStep while somebody is there."""
        self._must_be_free()
        return self._after(state=CounterState.PAUSED, since=now)

    def go_on(self, now: datetime) -> Counter:
        if self.officer is None:
            raise _not_open()
        return self._after(state=CounterState.OPEN, since=now)

    def close(self, now: datetime) -> Counter:
        """Raises IllegalStep while somebody is there."""
        self._must_be_free()
        return self._after(officer=None, state=CounterState.CLOSED, since=now)

    def take(self, ticket: str) -> Counter:
        """Raises IllegalStep where it is not open, or has somebody."""
        if self.state is not CounterState.OPEN:
            raise _not_open()
        self._must_be_free()
        return self._after(ticket=ticket)

    def free(self) -> Counter:
        return self._after(ticket=None)

    def serves(self, lane: str) -> bool:
        """Whether tickets of this lane (``Ticket.lane``) are called here."""
        return lane == f"#{self.number}" or lane in self.lines

    def _after(self, **changed: object) -> Counter:
        return replace(self, version=self.version + 1, **changed)  # type: ignore[arg-type]

    def _must_be_free(self) -> None:
        if self.ticket is not None:
            raise IllegalStep(
                "counter-busy", Words("Còn một số ở quầy này, xong đã", "Finish with the ticket at this counter first")
            )


@dataclass(frozen=True, slots=True)
class Call:
    """What the board says."""

    number: str
    counter: int
    at: datetime
    first: bool = False


@dataclass(frozen=True, slots=True)
class Hall:
    """``runs``: by lane, how many preferred ones were called in a row while another waited there. Here two counters
    that call at the same moment meet."""

    id: str
    version: int = 0
    runs: Mapping[str, int] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", MappingProxyType(dict(self.runs)))

    def called(self, call: Call, runs: Mapping[str, int]) -> Hall:
        """The newest call first; a number called again is not listed twice."""
        others = tuple(one for one in self.calls if one.number != call.number)
        return replace(self, version=self.version + 1, runs=runs, calls=(call, *others)[:SHOWN_CALLS])


def hall_id(unit: str, day: date) -> str:
    return f"{unit}/{day.isoformat()}"


def counter_id(unit: str, day: date, number: int) -> str:
    return f"{unit}/{day.isoformat()}/{number}"


def _not_open() -> IllegalStep:
    return IllegalStep("counter-not-open", Words("Quầy chưa mở", "The counter is not open"))
