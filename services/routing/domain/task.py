"""A task: one step of a case at one agency, and what may happen to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any


class TaskStatus(Enum):
    """Where a task stands; it only ever moves down this list."""

    WAITING = "waiting"  # not yet in the agency's queue
    DISPATCHED = "dispatched"  # told to the agency, which has not answered
    ACKNOWLEDGED = "acknowledged"  # the agency has it in hand
    DECIDED = "decided"


class Outcome(Enum):
    """What an agency may decide."""

    GRANTED = "granted"
    DENIED = "denied"


class NotAllowed(Exception):
    """The task or case stands where this can never happen to it; the message says why."""


class TooEarly(Exception):
    """Something that comes before has not been seen yet; it may still arrive."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the agency decided; ``note`` is public, ``result`` is the paper issued: name, number, issued_at."""

    outcome: Outcome
    note: str = ""
    result: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One agency's part of a case. Its id is ``<dossier code>:<number>``, so it can be found without a search.

    ``agency`` is the agency's code, ``agency_key`` its broker key. Times are aware datetimes; ``due_at`` is None where
    the procedure has no time limit.
    """

    id: str
    step: str
    name: str
    name_en: str
    agency: str
    agency_key: str
    agency_name: str
    due_at: datetime | None
    status: TaskStatus = TaskStatus.WAITING
    dispatched_at: datetime | None = None
    acknowledged_at: datetime | None = None
    officer_unit: str = ""
    decided_at: datetime | None = None
    decision: Decision | None = None

    def dispatched(self, at: datetime) -> Task:
        """The task once it is in the agency's queue; itself where it has been there before."""
        if self.status is not TaskStatus.WAITING:
            return self
        return replace(self, status=TaskStatus.DISPATCHED, dispatched_at=at)

    def acknowledged(self, at: datetime, officer_unit: str) -> Task:
        """The task once the agency has it in hand; itself where it said so before. Raises NotAllowed."""
        if self.status is TaskStatus.WAITING:
            raise NotAllowed(f"task {self.id} has not been dispatched")
        if self.status is not TaskStatus.DISPATCHED:
            return self
        return replace(
            self,
            status=TaskStatus.ACKNOWLEDGED,
            officer_unit=officer_unit,
            acknowledged_at=_not_before(at, self.dispatched_at),
        )

    def decided(self, at: datetime, decision: Decision) -> Task:
        """The decided task; itself where the same decision was heard before.

        Raises TooEarly while the acknowledgement is on its way, NotAllowed for a task that was never dispatched or
        was decided otherwise.
        """
        if self.status is TaskStatus.WAITING:
            raise NotAllowed(f"task {self.id} has not been dispatched")
        if self.status is TaskStatus.DISPATCHED:
            raise TooEarly(f"task {self.id} has not been acknowledged yet")
        if self.status is TaskStatus.DECIDED:
            if decision != self.decision:
                raise NotAllowed(f"task {self.id} was decided otherwise before")
            return self
        return replace(
            self, status=TaskStatus.DECIDED, decision=decision, decided_at=_not_before(at, self.acknowledged_at)
        )


def _not_before(at: datetime, earlier: datetime | None) -> datetime:
    """The agency's clock is its own: no step of its work is shown as done before the step that led to it."""
    return at if earlier is None else max(at, earlier)
