"""A case: one dossier on its way through the agencies, with its tasks as one aggregate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.routing.domain.agency import agency_key
from services.routing.domain.route import Route
from services.routing.domain.task import Decision, NotAllowed, Task, TaskStatus, TooEarly


class CaseStatus(Enum):
    """Where a case stands; it only ever moves down this list."""

    OPEN = "open"
    DECIDED = "decided"
    CLOSED = "closed"  # the result is back with the applicant


@dataclass(frozen=True, slots=True)
class Procedure:
    """The procedure as it was named when the dossier was accepted."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Component:
    """One paper of the dossier; ``original`` says that the original was handed in."""

    name: str
    original: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One accepted dossier; ``id`` is the dossier's code. It holds no data that identifies a person.

    ``reception`` is the code of the unit that accepted it; ``correlation_id``, ``caused_by`` and
    ``traceparent`` keep the thread of the acceptance, so that a later dispatch is found with it.
    """

    id: str
    version: int
    procedure: Procedure
    reception: str
    applicant_kind: str
    components: tuple[Component, ...]
    route_code: str
    route_version: int
    priority: bool
    opened_at: datetime
    due_at: datetime | None
    tasks: tuple[Task, ...]
    correlation_id: str
    caused_by: str
    traceparent: str | None = None
    status: CaseStatus = CaseStatus.OPEN
    decided_at: datetime | None = None
    closed_at: datetime | None = None

    def task(self, id: str) -> Task:
        """One task of the case. Raises NotAllowed for an id that it does not have."""
        for task in self.tasks:
            if task.id == id:
                return task
        raise NotAllowed(f"case {self.id} has no task {id!r}")

    def waiting(self, key: str) -> tuple[Task, ...]:
        """The tasks that wait to be put into the queue of the agency with this key."""
        return tuple(one for one in self.tasks if one.agency_key == key and one.status is TaskStatus.WAITING)

    def dispatched(self, task_id: str, at: datetime) -> Case:
        """The case once the task is in the agency's queue; itself where it was there before. Raises NotAllowed."""
        return self._with(self.task(task_id).dispatched(at))

    def acknowledged(self, task_id: str, at: datetime, officer_unit: str) -> Case:
        """The case once the agency has the task in hand; itself for a repeated word. Raises NotAllowed."""
        return self._with(self.task(task_id).acknowledged(at, officer_unit))

    def decided(self, task_id: str, at: datetime, decision: Decision) -> Case:
        """The case with the task decided, and decided itself by its last task; itself for a repeated decision.

        Raises TooEarly, NotAllowed.
        """
        changed = self._with(self.task(task_id).decided(at, decision))
        if changed is self or any(task.status is not TaskStatus.DECIDED for task in changed.tasks):
            return changed
        return replace(changed, status=CaseStatus.DECIDED, decided_at=changed.task(task_id).decided_at)

    def closed(self, at: datetime) -> Case:
        """The case once the result is back with the applicant; itself where it was closed before. Raises TooEarly."""
        if self.status is CaseStatus.OPEN:
            raise TooEarly(f"case {self.id} has not been decided yet")
        if self.status is CaseStatus.CLOSED:
            return self
        return replace(self, version=self.version + 1, status=CaseStatus.CLOSED, closed_at=at)

    def _with(self, task: Task) -> Case:
        if task in self.tasks:
            return self
        tasks = tuple(task if one.id == task.id else one for one in self.tasks)
        return replace(self, version=self.version + 1, tasks=tasks)


def tasks_of(route: Route, dossier: str, due: Sequence[datetime | None]) -> tuple[Task, ...]:
    """The tasks of a new case, one for each step; ``due`` gives their due dates in the order of the steps."""
    return tuple(
        Task(
            id=f"{dossier}:{number}",
            step=step.id,
            name=step.name,
            name_en=step.name_en,
            agency=step.agency,
            agency_key=agency_key(step.agency),
            agency_name=step.agency_name,
            due_at=due_at,
        )
        for number, (step, due_at) in enumerate(zip(route.steps, due, strict=True), start=1)
    )


def dossier_of(task_id: str) -> str:
    """The dossier code in a task's id. Raises NotAllowed where the id has none."""
    dossier, colon, number = task_id.rpartition(":")
    if not (dossier and colon and number.isdigit()):
        raise NotAllowed(f"{task_id!r} is no task id (expected <dossier code>:<number>)")
    return dossier
