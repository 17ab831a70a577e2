"""A letter to an agency that holds no connection: posted to its address until it is taken, in the order of its case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum

# Longer than one post may take (``timeout_seconds`` of the rules is at most 60), so that nobody else posts meanwhile.
CLAIM = timedelta(minutes=3)
LONGEST_REASON = 500


class LetterState(Enum):
    """How a letter stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    GIVEN_UP = "given_up"  # nobody posts it again unless a person says so; the case's later letters wait behind it


class NotStuck(Exception):
    """Only a letter that waits or was given up can be posted again."""


@dataclass(frozen=True, slots=True)
class Letter:
    """``id`` is the event's; ``body`` and ``signature`` are posted as they are. ``sequence`` is its place within its
    case. ``next_at``: when it may be posted; ``reason`` says why it was not taken the last time."""

    id: str
    version: int
    agency: str
    dossier: str
    type: str
    sequence: int
    body: bytes = field(repr=False)
    signature: str = field(repr=False)
    came_at: datetime
    next_at: datetime
    state: LetterState = LetterState.WAITING
    attempts: int = 0
    reason: str = ""
    settled_at: datetime | None = None

    def claimed(self, now: datetime) -> Letter:
        """One copy of the poster has it in hand; if nothing is heard of it, another posts it again under its id."""
        return replace(self, version=self.version + 1, attempts=self.attempts + 1, next_at=now + CLAIM)

    def taken(self, now: datetime) -> Letter:
        """The agency has it; its text stands among the kept events, under the same id."""
        changed = replace(self, version=self.version + 1, state=LetterState.TAKEN, reason="", settled_at=now)
        return replace(changed, body=b"", signature="")

    def refused(self, now: datetime, reason: str, pause: timedelta | None) -> Letter:
        """It was not taken; posted again after the pause, or given up where there is none."""
        changed = replace(self, version=self.version + 1, reason=reason[:LONGEST_REASON])
        if pause is None:
            return replace(changed, state=LetterState.GIVEN_UP, settled_at=now)
        return replace(changed, next_at=now + pause)

    def again(self, now: datetime) -> Letter:
        """A person wants it posted now, and the whole schedule from its beginning. Raises NotStuck."""
        if self.state is LetterState.TAKEN:
            raise NotStuck(self.id)
        return replace(
            self,
            version=self.version + 1,
            state=LetterState.WAITING,
            attempts=0,
            next_at=now,
            settled_at=None,
        )
