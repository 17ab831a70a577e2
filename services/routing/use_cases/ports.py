"""What the use cases want of the outside, as protocols: the queue of waiting work, signatures, working time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

# (body, detached JWS, public keys) → None, or raises BadSignature.
CheckSignature = Callable[[bytes, str, Sequence[Mapping[str, Any]]], None]

# (a calendar's contents, start, working hours) → the moment at which the hours are used up.
DueAfter = Callable[[Mapping[str, Any], datetime, float], datetime]

# agency key → the broker user that this agency connects as.
UserOf = Callable[[str], str]

Clock = Callable[[], datetime]


class BadSignature(Exception):
    """The signature is missing, malformed, or by none of the keys; the message says which."""


class WaitingWork(Protocol):
    """The tasks that wait for room in their agency's queue."""

    def agencies_waiting(self) -> list[str]:
        """Keys of the agencies for which at least one task waits. Raises StoreAway."""
        ...

    def unacknowledged(self, key: str) -> int:
        """How many tasks lie in the agency's queue without an acknowledgement. Raises StoreAway."""
        ...

    def next_cases(self, key: str, limit: int) -> list[str]:
        """Dossier codes of the cases whose task is next for this agency: priority first, then due date, then code.
        Raises StoreAway."""
        ...
