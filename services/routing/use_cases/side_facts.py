"""What is told of refused and reassigned tasks and of opinions that agencies ask of each other."""

from __future__ import annotations

from services.routing.domain.case import Case
from services.routing.domain.task import Task
from services.routing.use_cases.facts import place_of
from shared.store.change import Address, Fact

TASK_REFUSED = "routing.task.refused.v1"
TASK_REASSIGNED = "routing.task.reassigned.v1"
AGENCY_REFUSED = "agency.task.refused.v1"
AGENCY_OPINION_REQUESTED = "agency.opinion.requested.v1"
AGENCY_OPINION_GIVEN = "agency.opinion.given.v1"
AGENCY_OPINION_LATE = "agency.opinion.late.v1"
GIVEN, REFUSED = "given", "refused"


def given_to(agency_name: str, reason: str) -> str:
    """Why an agency loses its task, in the words of the letter."""
    return f"Việc được giao cho {agency_name}: {reason}"


def task_refused(case: Case, task: Task) -> Fact:
    """An agency does not take its task. Raises ValueError for a task that nobody refused."""
    if task.refusal is None:
        raise ValueError(f"task {task.id} was not refused")
    refusal = task.refusal
    said = {"reason": refusal.reason, "refused_at": refusal.refused_at.isoformat(), "refused_by": refusal.refused_by}
    return Fact(TASK_REFUSED, case.id, case.version, {**place_of(case, task), **said})


def task_reassigned(case: Case, task: Task) -> Fact:
    """Another agency has the step from now on. Raises ValueError for a task whose place none took."""
    over = task.handed_over
    if over is None:
        raise ValueError(f"task {task.id} was not given to another agency")
    fresh = case.task(over.to_task)
    data = {
        **place_of(case, task),
        "to_task_id": fresh.id,
        "to_agency": fresh.agency,
        "to_agency_name": fresh.agency_name,
        "reason": over.reason,
        "reassigned_at": over.at.isoformat(),
        "reassigned_by": over.by,
    }
    return Fact(TASK_REASSIGNED, case.id, case.version, data)


def opinion_given(case: Case, task: Task, address: Address) -> Fact:
    """The letter by which an asker gets its opinion, or learns that the agency asked gives none.

    Raises ValueError for a task that is no opinion, or that was not answered.
    """
    if task.opinion is None or (task.decision is None and task.refusal is None):
        raise ValueError(f"task {task.id} is no answered opinion")
    given = task.decision is not None
    at = task.decided_at if task.decision else task.refusal.refused_at if task.refusal else None
    data = {
        **_asked(case, task),
        "outcome": GIVEN if given else REFUSED,
        "opinion": task.decision.note if task.decision else "",
        "reason": task.refusal.reason if task.refusal and not given else "",
        "answered_at": at.isoformat() if at else None,
    }
    return Fact(AGENCY_OPINION_GIVEN, case.id, case.version, data, address=address)


def opinion_late(case: Case, task: Task, address: Address) -> Fact:
    """The letter by which an asker learns that its opinion is late: it may go on without. Raises ValueError."""
    if task.opinion is None or task.due_at is None:
        raise ValueError(f"task {task.id} is no opinion with a date")
    data = {**_asked(case, task), "due_at": task.due_at.isoformat()}
    return Fact(AGENCY_OPINION_LATE, case.id, case.version, data, address=address)


def _asked(case: Case, task: Task) -> dict[str, object]:
    opinion = task.opinion
    return {
        "task_id": opinion.for_task if opinion else "",
        "dossier": case.id,
        "opinion_task_id": task.id,
        "agency": task.agency,
        "agency_name": task.agency_name,
        "question": opinion.question if opinion else "",
    }
