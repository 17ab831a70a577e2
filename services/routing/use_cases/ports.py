"""What the use cases want of the outside, as protocols: the queue of waiting work, signatures, working time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.store.change import Address

# (body, detached JWS, public keys) → None, or raises BadSignature.
CheckSignature = Callable[[bytes, str, Sequence[Mapping[str, Any]]], None]

# (a calendar's contents, start, working hours) → the moment at which the hours are used up.
DueAfter = Callable[[Mapping[str, Any], datetime, float], datetime]

# (a calendar's contents, a due date, start and end of a wait) → the date moved by the working time of the wait.
Postponed = Callable[[Mapping[str, Any], datetime, datetime, datetime], datetime]

# (a calendar's contents, start, end) → the working hours between them.
Elapsed = Callable[[Mapping[str, Any], datetime, datetime], float]


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """How working hours are counted."""

    due_after: DueAfter
    postponed: Postponed
    elapsed: Elapsed


# agency key → where letters to it go.
AddressOf = Callable[[str], Address]

# agency key → the broker user that this agency connects as.
UserOf = Callable[[str], str]

Clock = Callable[[], datetime]


class BadSignature(Exception):
    """The signature is missing, malformed, or by none of the keys; the message says which."""


class UnreadableRoutes(ValueError):
    """The file is no list of routes; the message says what is wrong and where, ``words_vi`` the same in Vietnamese."""

    def __init__(self, message: str, words_vi: str) -> None:
        super().__init__(message)
        self.words_vi = words_vi


class RouteFiles(Protocol):
    """Routes as files that people write."""

    def read(self, content: bytes) -> list[Mapping[str, Any]]:
        """The routes of a file, not looked at yet. Raises UnreadableRoutes."""
        ...

    def write(self, content: Mapping[str, Any]) -> str:
        """What ``keep_routes.written`` gives, as a file."""
        ...


class WaitingWork(Protocol):
    """The tasks that wait for room in their agency's queue."""

    def agencies_waiting(self) -> list[str]:
        """Keys of the agencies for which at least one task waits. Raises StoreAway."""
        ...

    def unacknowledged(self, key: str) -> int:
        """How many tasks lie in the agency's queue without an acknowledgement. Raises StoreAway."""
        ...

    def next_cases(self, key: str, limit: int) -> list[str]:
        """Dossier codes of the cases whose task is next for this agency, in the order of turns: the preferred go
        first within bounds, in each line by due date, then code. Raises StoreAway."""
        ...
