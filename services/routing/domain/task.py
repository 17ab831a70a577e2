"""A task: one step of a case at one agency, and what may happen to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from services.routing.domain.step import Join


class TaskStatus(Enum):
    """Where a task stands; it only moves down this list, but for a pause, which ends in the agency's hands again."""

    PLANNED = "planned"  # its turn comes once the step before it is done
    WAITING = "waiting"  # not yet in the agency's queue
    DISPATCHED = "dispatched"  # told to the agency, which has not answered
    ACKNOWLEDGED = "acknowledged"  # the agency has it in hand
    PAUSED = "paused"  # the applicant is asked for papers, and the agency's clock stands still
    DECIDED = "decided"
    RECALLED = "recalled"  # the dossier was taken back or stopped, or another procedure is the right one
    SKIPPED = "skipped"  # the case was decided before its turn came


ENDED = frozenset({TaskStatus.DECIDED, TaskStatus.RECALLED, TaskStatus.SKIPPED})
WITH_AGENCY = frozenset({TaskStatus.DISPATCHED, TaskStatus.ACKNOWLEDGED, TaskStatus.PAUSED})
NOT_GIVEN = frozenset({TaskStatus.PLANNED, TaskStatus.WAITING})


class Outcome(Enum):
    """What an agency may decide. ``DONE`` is for a step that does not decide the case: our part is done, forward it.
    ``RETURNED`` sends the dossier back to a step before."""

    DONE = "done"
    GRANTED = "granted"
    DENIED = "denied"
    RETURNED = "returned"


class NotAllowed(Exception):
    """The task or case stands where this can never happen to it; the message says why."""


class TooEarly(Exception):
    """Something that comes before has not been seen yet; it may still arrive."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the agency decided; ``note`` is public, ``result`` is the paper issued: name, number, issued_at.

    ``return_to`` is the step to which it sends the dossier back; empty where there is only one to choose.
    """

    outcome: Outcome
    note: str = ""
    result: Mapping[str, Any] | None = None
    return_to: str = ""


@dataclass(frozen=True, slots=True)
class Supplement:
    """The papers that the agency wants of the applicant, asked for once and in full."""

    wanted: str
    reason: str
    requested_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One agency's part of a case. Its id is ``<dossier code>:<number>``, so it can be found without a search.

    ``agency`` is the agency's code, ``agency_key`` its broker key. Times are aware datetimes; ``due_at`` is None where
    the procedure has no time limit. ``hours`` are the working hours of ``calendar`` that the agency has; None where
    only the dossier's date counts. ``after``, ``join``, ``advises`` and ``returns_to`` are those of the route's step.
    """

    id: str
    step: str
    name: str
    name_en: str
    agency: str
    agency_key: str
    agency_name: str
    due_at: datetime | None
    hours: float | None = None
    calendar: str = ""
    status: TaskStatus = TaskStatus.WAITING
    dispatched_at: datetime | None = None
    acknowledged_at: datetime | None = None
    officer_unit: str = ""
    decided_at: datetime | None = None
    decision: Decision | None = None
    supplement: Supplement | None = None
    recalled_at: datetime | None = None
    after: tuple[str, ...] = ()
    join: Join = Join.ALL
    advises: bool = False
    returns_to: tuple[str, ...] = ()
    assignee: str = ""  # the account of the agency's officer who has it; software has it under no name

    @property
    def number(self) -> int:
        """The number in its id; tasks are numbered in the order in which they were made."""
        return int(self.id.rpartition(":")[2])

    @property
    def heard(self) -> int:
        """How many replies of the agency were taken."""
        return sum(one is not None for one in (self.acknowledged_at, self.supplement, self.decision))

    def dispatched(self, at: datetime) -> Task:
        """The task once it is in the agency's queue; itself where it has been there before."""
        if self.status is not TaskStatus.WAITING:
            return self
        return replace(self, status=TaskStatus.DISPATCHED, dispatched_at=at)

    def acknowledged(self, at: datetime, officer_unit: str) -> Task:
        """The task once the agency has it in hand; itself where it said so before. Raises NotAllowed."""
        self._must_be_given()
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

        Raises TooEarly while the acknowledgement or the applicant's papers are on their way, NotAllowed for a task that
        was never dispatched, was recalled or was decided otherwise.
        """
        self._must_be_given()
        self._must_not_be_recalled()
        if self.status is TaskStatus.DISPATCHED:
            raise TooEarly(f"task {self.id} has not been acknowledged yet")
        if self.status is TaskStatus.PAUSED:
            raise TooEarly(f"task {self.id} waits for the papers that its agency asked for")
        if self.status is TaskStatus.DECIDED:
            if decision != self.decision:
                raise NotAllowed(f"task {self.id} was decided otherwise before")
            return self
        return replace(
            self, status=TaskStatus.DECIDED, decision=decision, decided_at=_not_before(at, self.acknowledged_at)
        )

    def asked(self, at: datetime, wanted: str, reason: str) -> Task:
        """The task that waits for papers of the applicant; itself where the same was asked before.

        Raises TooEarly while the acknowledgement is on its way, NotAllowed for a task that was never dispatched, has
        ended, or has asked before: supplements are asked for once and in full.
        """
        self._must_be_given()
        if self.supplement is not None:
            if (self.supplement.wanted, self.supplement.reason) == (wanted, reason):
                return self
            raise NotAllowed(f"task {self.id} has asked for papers before; they are asked for once, in full")
        self._must_not_be_recalled()
        if self.status is TaskStatus.DISPATCHED:
            raise TooEarly(f"task {self.id} has not been acknowledged yet")
        if self.status is not TaskStatus.ACKNOWLEDGED:
            raise NotAllowed(f"task {self.id} is decided")
        supplement = Supplement(wanted, reason, _not_before(at, self.acknowledged_at))
        return replace(self, status=TaskStatus.PAUSED, supplement=supplement)

    def resumed(self, at: datetime) -> Task:
        """The task once the applicant has answered, its due date still the old one; a recalled one stays recalled.

        Itself where the answer was heard before. Raises TooEarly where nothing was asked yet.
        """
        if self.supplement is None:
            raise TooEarly(f"task {self.id} has not asked for papers yet")
        if self.supplement.answered_at is not None:
            return self
        status = TaskStatus.ACKNOWLEDGED if self.status is TaskStatus.PAUSED else self.status
        return replace(self, status=status, supplement=replace(self.supplement, answered_at=at))

    def recalled(self, at: datetime) -> Task:
        """The task that nobody works on any more; itself where it has ended."""
        return self if self.status in ENDED else replace(self, status=TaskStatus.RECALLED, recalled_at=at)

    def _must_be_given(self) -> None:
        if self.status in NOT_GIVEN or self.dispatched_at is None:
            raise NotAllowed(f"task {self.id} has not been dispatched")

    def _must_not_be_recalled(self) -> None:
        if self.status is TaskStatus.RECALLED:
            raise NotAllowed(f"task {self.id} was recalled: the applicant took the dossier back")


def _not_before(at: datetime, earlier: datetime | None) -> datetime:
    """The agency's clock is its own: no step of its work is shown as done before the step that led to it."""
    return at if earlier is None else max(at, earlier)


def dossier_of(task_id: str) -> str:
    """The dossier code in a task's id. Raises NotAllowed where the id has none."""
    dossier, colon, number = task_id.rpartition(":")
    if not (dossier and colon and number.isdigit()):
        raise NotAllowed(f"{task_id!r} is no task id (expected <dossier code>:<number>)")
    return dossier
