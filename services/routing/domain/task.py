"""A task: one step of a case at one agency, and what may happen to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from services.routing.domain.opinion import Opinion
from services.routing.domain.step import Join


class TaskStatus(Enum):
    """Where a task stands; it only moves down this list, but for a pause, which ends in the agency's hands again.

    A refused task lies with the centre, which has to give it to another agency: its clock runs on.
    """

    PLANNED = "planned"  # its turn comes once the step before it is done
    WAITING = "waiting"  # not yet in the agency's queue
    DISPATCHED = "dispatched"  # told to the agency, which has not answered
    ACKNOWLEDGED = "acknowledged"  # the agency has it in hand
    IN_PROGRESS = "in_progress"  # the agency has told how far it is
    PAUSED = "paused"  # the applicant is asked for papers, and the agency's clock stands still
    REFUSED = "refused"  # the agency says that it is not its task; nobody has it yet
    DECIDED = "decided"
    RECALLED = "recalled"  # the dossier was taken back or stopped, or another procedure is the right one
    REASSIGNED = "reassigned"  # a new task of the same step, at another agency, took its place
    SKIPPED = "skipped"  # the case was decided before its turn came


ENDED = frozenset({TaskStatus.DECIDED, TaskStatus.RECALLED, TaskStatus.REASSIGNED, TaskStatus.SKIPPED})
IN_HAND = frozenset({TaskStatus.ACKNOWLEDGED, TaskStatus.IN_PROGRESS})
WITH_AGENCY = frozenset({TaskStatus.DISPATCHED, *IN_HAND, TaskStatus.PAUSED})
# Taken from an agency that may not know it yet: its word comes too late, and is no fault of the order.
TAKEN_BACK = frozenset({TaskStatus.RECALLED, TaskStatus.REASSIGNED})
MOST_PROGRESS_KEPT = 20
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
class Progress:
    """How far the agency is, in its own words."""

    note: str
    told_at: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the agency does not take the task; ``refused_by`` is who said so (``agency:<key>`` or a person's account)."""

    reason: str
    refused_at: datetime
    refused_by: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Why the task was given to another agency, by whom, and which task took its place."""

    to_task: str
    to_agency: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Task:
    """One agency's part of a case. Its id is ``<dossier code>:<number>``, so it can be found without a search.

    ``agency`` is the agency's code, ``agency_key`` its broker key. Times are aware datetimes; ``due_at`` is None where
    the procedure has no time limit. ``hours`` are the working hours of ``calendar`` that the agency has; None where
    only the dossier's date counts. ``after``, ``join``, ``advises`` and ``returns_to`` are those of the route's step.
    ``progress`` keeps the newest words; ``also_heard`` counts the replies that move nothing: progress and the like.
    ``instead_of`` is the task whose place it took, empty for a first one; ``opinion`` is what another agency asks.
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
    progress: tuple[Progress, ...] = ()
    also_heard: int = 0
    refusal: Refusal | None = None
    handed_over: HandOver | None = None
    instead_of: str = ""
    opinion: Opinion | None = None

    @property
    def number(self) -> int:
        """The number in its id; tasks are numbered in the order in which they were made."""
        return int(self.id.rpartition(":")[2])

    @property
    def heard(self) -> int:
        """How many replies of the agency were taken."""
        said = (self.acknowledged_at, self.supplement, self.decision, self.refusal)
        return sum(one is not None for one in said) + self.also_heard

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
        self._must_still_be_theirs()
        self._must_be_acknowledged()
        self._must_not_wait()
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
        self._must_still_be_theirs()
        self._must_be_acknowledged()
        if self.status not in IN_HAND:
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
        in_hand = TaskStatus.IN_PROGRESS if self.progress else TaskStatus.ACKNOWLEDGED
        status = in_hand if self.status is TaskStatus.PAUSED else self.status
        return replace(self, status=status, supplement=replace(self.supplement, answered_at=at))

    def progressed(self, at: datetime, note: str) -> Task:
        """The task of which the agency tells how far it is; itself where that was its last word, or it is not its task
        any more.

        Raises TooEarly while the acknowledgement is on its way, NotAllowed for a task that was never dispatched, was
        refused or is decided.
        """
        self._must_be_given()
        told = Progress(note, _not_before(at, self.acknowledged_at))
        if self.status in TAKEN_BACK or told in self.progress[-1:]:
            return self
        self._must_still_be_theirs()
        self._must_be_acknowledged()
        if self.status is TaskStatus.DECIDED:
            raise NotAllowed(f"task {self.id} is decided")
        status = TaskStatus.IN_PROGRESS if self.status in IN_HAND else self.status
        kept = (*self.progress, told)[-MOST_PROGRESS_KEPT:]
        return replace(self, status=status, progress=kept, also_heard=self.also_heard + 1)

    def noted(self) -> Task:
        """The task of which a reply was taken that moves nothing, so that the next one's number is expected."""
        return replace(self, also_heard=self.also_heard + 1)

    def refused(self, at: datetime, reason: str, by: str) -> Task:
        """The task that its agency does not take; itself where it said so before.

        It may be refused before it was acknowledged. Raises TooEarly while the applicant's papers are on their way,
        NotAllowed for a task that was never dispatched, was taken back, is decided, or was refused for another reason.
        """
        self._must_be_given()
        if self.refusal is not None and self.refusal.reason == reason:
            return self
        self._must_still_be_theirs()
        self._must_not_wait()
        if self.status is TaskStatus.DECIDED:
            raise NotAllowed(f"task {self.id} is decided")
        refusal = Refusal(reason, _not_before(at, self.acknowledged_at or self.dispatched_at), by)
        return replace(self, status=TaskStatus.REFUSED, refusal=refusal)

    def reassigned(self, over: HandOver) -> Task:
        """The task that another agency has instead. Raises NotAllowed for one that has ended or waits for papers."""
        if self.status in ENDED:
            raise NotAllowed(f"task {self.id} has ended: there is nothing to give to another agency")
        if self.status is TaskStatus.PAUSED:
            raise NotAllowed(f"task {self.id} waits for the applicant's papers: another agency gets it once they came")
        return replace(self, status=TaskStatus.REASSIGNED, handed_over=over, recalled_at=over.at)

    def recalled(self, at: datetime) -> Task:
        """The task that nobody works on any more; itself where it has ended."""
        return self if self.status in ENDED else replace(self, status=TaskStatus.RECALLED, recalled_at=at)

    def _must_be_given(self) -> None:
        if self.status in NOT_GIVEN or self.dispatched_at is None:
            raise NotAllowed(f"task {self.id} has not been dispatched")

    def _must_still_be_theirs(self) -> None:
        if self.status is TaskStatus.RECALLED:
            raise NotAllowed(f"task {self.id} was recalled: the applicant took the dossier back")
        if self.status is TaskStatus.REASSIGNED:
            raise NotAllowed(f"task {self.id} was given to another agency")
        if self.status is TaskStatus.REFUSED:
            raise NotAllowed(f"task {self.id} was refused before")

    def _must_be_acknowledged(self) -> None:
        if self.status is TaskStatus.DISPATCHED:
            raise TooEarly(f"task {self.id} has not been acknowledged yet")

    def _must_not_wait(self) -> None:
        if self.status is TaskStatus.PAUSED:
            raise TooEarly(f"task {self.id} waits for the papers that its agency asked for")


def _not_before(at: datetime, earlier: datetime | None) -> datetime:
    """The agency's clock is its own: no step of its work is shown as done before the step that led to it."""
    return at if earlier is None else max(at, earlier)


def dossier_of(task_id: str) -> str:
    """The dossier code in a task's id. Raises NotAllowed where the id has none."""
    dossier, colon, number = task_id.rpartition(":")
    if not (dossier and colon and number.isdigit()):
        raise NotAllowed(f"{task_id!r} is no task id (expected <dossier code>:<number>)")
    return dossier
