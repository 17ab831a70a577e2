"""A case as a document, with the derived fields that lists and the dispatcher look things up by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from services.routing.domain.case import Case, CaseStatus, Component, Procedure
from services.routing.domain.opinion import Opinion
from services.routing.domain.papers import PaperReference
from services.routing.domain.step import Join
from services.routing.domain.task import (
    ENDED,
    Decision,
    HandOver,
    Outcome,
    Progress,
    Refusal,
    Supplement,
    Task,
    TaskStatus,
)
from shared.store.tallies import MARK

# Sorts after every real date: what has no limit yields to what has one.
NO_DUE_DATE = datetime(9999, 1, 1, tzinfo=UTC)
# Every change of a case asks for its clocks to be looked at; whoever did that writes when to look again.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
URGENT, NORMAL = 0, 1
ANY_AGENCY, NOT_DECIDED = "*", "open"


def case_to_document(case: Case) -> dict[str, Any]:
    """``places`` (see ``place``) and ``waiting_at``, the agencies for which a task waits, say where the case is found;
    ``rank`` and ``queue_due`` are the order in which agencies are given work, ``opinion_due`` is the first date of an
    opinion whose lateness its asker would have to be told. All are derived. ``look_at`` is when the case's clocks are
    looked at next: at once, for it has just changed."""
    unfinished = [task.due_at or NO_DUE_DATE for task in case.tasks if task.status not in ENDED]
    return {
        "_id": case.id,
        "version": case.version,
        "status": case.status.value,
        "procedure": {"code": case.procedure.code, "name": case.procedure.name, "name_en": case.procedure.name_en},
        "reception": case.reception,
        "applicant_kind": case.applicant_kind,
        "components": [{"name": one.name, "original": one.original} for one in case.components],
        "route": {"code": case.route_code, "version": case.route_version},
        "priority": case.priority,
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "decided_at": case.decided_at,
        "closed_at": case.closed_at,
        "withdrawn_at": case.withdrawn_at,
        "due_revision": case.due_revision,
        "correction": case.correction,
        "stopped_at": case.stopped_at,
        "plan_from": case.plan_from,
        "papers": [asdict(one) for one in case.papers],
        "correlation_id": case.correlation_id,
        "caused_by": case.caused_by,
        "traceparent": case.traceparent,
        "tasks": [_task_to_document(task) for task in case.tasks],
        "places": sorted({one for task in case.tasks for one in _places(task)}),
        "waiting_at": sorted({task.agency_key for task in case.tasks if task.status is TaskStatus.WAITING}),
        "rank": URGENT if case.priority else NORMAL,
        MARK: True,
        "queue_due": min(unfinished, default=NO_DUE_DATE),
        "look_at": AT_ONCE,
        "opinion_due": _opinion_due(case),
    }


def _opinion_due(case: Case) -> datetime | None:
    asked = (one for one in case.tasks if one.opinion and one.status not in ENDED and not one.opinion.late_told_at)
    return min((one.due_at for one in asked if one.due_at), default=None)


def place(agency_key: str | None, status: TaskStatus | None) -> str:
    """Where cases are found that have such a task: at this agency or any, in this status or any that is work now."""
    return f"{agency_key or ANY_AGENCY}:{status.value if status else NOT_DECIDED}"


def case_from_document(document: dict[str, Any]) -> Case:
    """The case in a document of ``case_to_document``."""
    return Case(
        id=document["_id"],
        version=document["version"],
        status=CaseStatus(document["status"]),
        procedure=Procedure(**document["procedure"]),
        reception=document["reception"],
        applicant_kind=document["applicant_kind"],
        components=tuple(Component(**one) for one in document["components"]),
        route_code=document["route"]["code"],
        route_version=document["route"]["version"],
        priority=document["priority"],
        opened_at=document["opened_at"],
        due_at=document["due_at"],
        decided_at=document["decided_at"],
        closed_at=document["closed_at"],
        withdrawn_at=document.get("withdrawn_at"),
        due_revision=document.get("due_revision", 1 + _answers(document)),
        correction=document.get("correction", 0),
        stopped_at=document.get("stopped_at"),
        plan_from=document.get("plan_from", 1),
        papers=tuple(PaperReference(**one) for one in document.get("papers", ())),
        correlation_id=document["correlation_id"],
        caused_by=document["caused_by"],
        traceparent=document.get("traceparent"),
        tasks=_tasks(document["tasks"]),
    )


def _answers(document: dict[str, Any]) -> int:
    """How many answers had moved the date of a case that was written before dates were numbered."""
    asked = [one.get("supplement") for one in document["tasks"]]
    return sum(one is not None and one["answered_at"] is not None for one in asked)


def is_work(task: Task) -> bool:
    """Whether its agency has, or is about to get, work by it."""
    return task.status not in ENDED and task.status is not TaskStatus.PLANNED


def _places(task: Task) -> set[str]:
    statuses = {task.status, None} if is_work(task) else {task.status}
    return {place(key, status) for key in (task.agency_key, None) for status in statuses}


def _task_to_document(task: Task) -> dict[str, Any]:
    decision = task.decision
    return {
        "id": task.id,
        "step": task.step,
        "name": task.name,
        "name_en": task.name_en,
        "agency": task.agency,
        "agency_key": task.agency_key,
        "agency_name": task.agency_name,
        "due_at": task.due_at,
        "hours": task.hours,
        "calendar": task.calendar,
        "status": task.status.value,
        "dispatched_at": task.dispatched_at,
        "acknowledged_at": task.acknowledged_at,
        "officer_unit": task.officer_unit,
        "decided_at": task.decided_at,
        "decision": decision
        and {
            "outcome": decision.outcome.value,
            "note": decision.note,
            "result": dict(decision.result) if decision.result else None,
            "return_to": decision.return_to,
        },
        "supplement": asdict(task.supplement) if task.supplement else None,
        "recalled_at": task.recalled_at,
        "after": list(task.after),
        "join": task.join.value,
        "advises": task.advises,
        "returns_to": list(task.returns_to),
        "progress": [asdict(one) for one in task.progress],
        "also_heard": task.also_heard,
        "refusal": asdict(task.refusal) if task.refusal else None,
        "handed_over": asdict(task.handed_over) if task.handed_over else None,
        "instead_of": task.instead_of,
        "opinion": asdict(task.opinion) if task.opinion else None,
        "assignee": task.assignee,
    }


def _tasks(documents: Sequence[dict[str, Any]]) -> tuple[Task, ...]:
    """Tasks that were written before routes could branch follow one another."""
    found: list[Task] = []
    for one in documents:
        found.append(_task_from_document(one, one.get("after", (found[-1].step,) if found else ())))
    return tuple(found)


def _task_from_document(document: dict[str, Any], after: Sequence[str]) -> Task:
    decision, supplement = document["decision"], document.get("supplement")
    refusal, handed_over, opinion = (document.get(part) for part in ("refusal", "handed_over", "opinion"))
    return Task(
        **{
            **document,
            "status": TaskStatus(document["status"]),
            "decision": decision and Decision(**{**decision, "outcome": Outcome(decision["outcome"])}),
            "supplement": supplement and Supplement(**supplement),
            "after": tuple(after),
            "join": Join(document.get("join", "all")),
            "returns_to": tuple(document.get("returns_to", ())),
            "progress": tuple(Progress(**one) for one in document.get("progress", ())),
            "refusal": refusal and Refusal(**refusal),
            "handed_over": handed_over and HandOver(**handed_over),
            "opinion": opinion and Opinion(**opinion),
        }
    )
