"""The events that routing tells, built from its cases; every time is ISO 8601 with offset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.routing.domain.case import Case
from services.routing.domain.flow import references
from services.routing.domain.opinion import CENTRE_NAME
from services.routing.domain.route import Route
from services.routing.domain.task import Task
from services.routing.use_cases.holding import holders_of
from services.routing.use_cases.paper_links import TaskLinks, in_letter
from shared.store.change import Address, Fact

CASE_OPENED = "routing.case.opened.v1"
TASK_DISPATCHED = "routing.task.dispatched.v1"
TASK_ACKNOWLEDGED = "routing.task.acknowledged.v1"
TASK_RESUMED = "routing.task.resumed.v1"
SUPPLEMENT_REQUESTED = "routing.supplement.requested.v1"
TASK_DONE = "routing.task.done.v1"
CASE_DECIDED = "routing.case.decided.v1"
TASK_ASSIGNED = "agency.task.assigned.v1"
AGENCY_TASK_RESUMED = "agency.task.resumed.v1"
TASK_DUE_CHANGED = "routing.task.due_changed.v1"
AGENCY_TASK_DUE_CHANGED = "agency.task.due_changed.v1"
AGENCY_TASK_RECALLED = "agency.task.recalled.v1"
AGENCY_SUPPLEMENT_REQUESTED = "agency.supplement.requested.v1"
AGENCY_ACKNOWLEDGED = "agency.task.acknowledged.v1"
AGENCY_DECIDED = "agency.task.decided.v1"
WITHDRAWN_BY_APPLICANT = "Người nộp rút hồ sơ"
PROCEDURE_CORRECTED = "Hồ sơ được sửa sang thủ tục khác"
FEE_PAID = "Người nộp đã thực hiện nghĩa vụ tài chính"
DECIDED_ELSEWHERE = "Hồ sơ đã có kết quả ở cơ quan khác cùng giải quyết"
SENT_BACK = "Hồ sơ được trả về bước trước để làm lại"
OPINION_NOT_NEEDED = "Cơ quan hỏi ý kiến không cần trả lời nữa"
DONE_ON_THE_PAGE = "Cán bộ của cơ quan đã giải quyết trên trang làm việc"
STOPPED_AT_RECEPTION = "Bộ phận Một cửa dừng giải quyết hồ sơ"


def case_opened(case: Case, route: Route) -> Fact:
    """The case was opened by this route."""
    return Fact(
        CASE_OPENED,
        case.id,
        case.version,
        {
            "route": {"code": case.route_code, "version": case.route_version},
            "opened_at": _iso(case.opened_at),
            "due_at": _iso(case.due_at),
            "correction": case.correction,
            "holders": holders_of(case),
            "steps": [
                {
                    "id": step.id,
                    "agency": step.agency,
                    "agency_name": step.agency_name,
                    "name": step.name,
                    "name_en": step.name_en,
                    "due_at": _iso(task.due_at),
                    "after": [ref.step for ref in references(step)],
                }
                for step, task in zip(route.steps, case.tasks[-len(route.steps) :], strict=True)
            ],
        },
    )


def task_dispatched(case: Case, task: Task) -> Fact:
    """The task is in its agency's queue."""
    return Fact(
        TASK_DISPATCHED,
        case.id,
        case.version,
        {**place_of(case, task), "dispatched_at": _iso(task.dispatched_at), "due_at": _iso(task.due_at)},
    )


def task_acknowledged(case: Case, task: Task) -> Fact:
    """The agency has the task in hand."""
    data = {**place_of(case, task), "acknowledged_at": _iso(task.acknowledged_at)}
    return Fact(TASK_ACKNOWLEDGED, case.id, case.version, data)


def supplement_requested(case: Case, task: Task) -> Fact:
    """The agency wants papers of the applicant. Raises ValueError for a task that wants none."""
    if task.supplement is None:
        raise ValueError(f"task {task.id} wants nothing")
    data = {
        **place_of(case, task),
        "wanted": task.supplement.wanted,
        "reason": task.supplement.reason,
        "requested_at": _iso(task.supplement.requested_at),
    }
    return Fact(SUPPLEMENT_REQUESTED, case.id, case.version, data)


def task_resumed(case: Case, task: Task, also: Sequence[Task] = ()) -> Fact:
    """The papers came and the agency goes on, with a new date; ``also`` are those that had asked beside it."""
    data = {**place_of(case, task), "resumed_at": _answered_at(task), "due_at": _iso(task.due_at), **_also(also)}
    return Fact(TASK_RESUMED, case.id, case.version, data)


def task_done(case: Case, task: Task, recalled: Sequence[str] = (), content: str = "") -> Fact:
    """The agency's part is over, and the case goes on; ``recalled`` are the tasks that were taken back by it, and
    ``content`` is the file of its result, which passes through. Raises ValueError for a task that is not decided."""
    if task.decided_at is None:
        raise ValueError(f"task {task.id} is not decided")
    place = place_of(case, task)
    data = {**place, "done_at": _iso(task.decided_at), "recalled": list(recalled), "result": _result(task)}
    return _with_content(Fact(TASK_DONE, case.id, case.version, data), content)


def case_decided(case: Case, task: Task, recalled: Sequence[str] = (), content: str = "") -> Fact:
    """The case was decided by this task; the rest as in ``task_done``. Raises ValueError for a task without a
    decision."""
    if task.decision is None:
        raise ValueError(f"task {task.id} is not decided")
    data = {
        "decision": task.decision.outcome.value,
        "decided_at": _iso(case.decided_at),
        "task_id": task.id,
        "agency": task.agency,
        "agency_name": task.agency_name,
        "note": task.decision.note,
        "result": _result(task),
        "recalled": list(recalled),
    }
    return _with_content(Fact(CASE_DECIDED, case.id, case.version, data), content)


def _result(task: Task) -> dict[str, Any] | None:
    return dict(task.decision.result) if task.decision and task.decision.result else None


def _with_content(fact: Fact, content: str) -> Fact:
    """Sealed on its way, and forgotten once the broker has it: papers are kept in intake only."""
    return replace(fact, personal={"content": content}, kept=fact.data) if content else fact


def task_assigned(case: Case, task: Task, address: Address, links: TaskLinks | None = None) -> Fact:
    """The letter to the agency. It holds nothing that identifies a person: the agency has no key for it."""
    return Fact(
        TASK_ASSIGNED,
        case.id,
        case.version,
        {
            "task_id": task.id,
            "dossier": case.id,
            "procedure": {"code": case.procedure.code, "name": case.procedure.name},
            "step": _step(case, task),
            "applicant_kind": case.applicant_kind,
            "components": [{"name": one.name, "original": one.original} for one in case.components],
            "priority": case.priority,
            "assigned_at": _iso(task.dispatched_at),
            "due_at": _iso(task.due_at),
            **in_letter(case.papers, links),
            **_asked_by(case, task),
        },
        address=address,
    )


def _asked_by(case: Case, task: Task) -> dict[str, Any]:
    if task.opinion is None:
        return {}
    asker = case.task(task.opinion.for_task)
    place = (asker.agency, asker.agency_name)
    if task.opinion.of_hotline:
        place = (case.id.partition("-")[0], CENTRE_NAME)
    question = {"agency": place[0], "agency_name": place[1], "question": task.opinion.question}
    return {"opinion": {"task_id": asker.id, **question}}


def agency_task_resumed(case: Case, task: Task, address: Address, links: TaskLinks | None = None) -> Fact:
    """The letter that an agency goes on by; it says enough for an agency that has forgotten the first one."""
    data = {
        "task_id": task.id,
        "dossier": case.id,
        "procedure": {"code": case.procedure.code, "name": case.procedure.name},
        "step": _step(case, task),
        "wanted": task.supplement.wanted if task.supplement else "",
        "resumed_at": _answered_at(task),
        "due_at": _iso(task.due_at),
        **in_letter(case.papers, links),
    }
    return Fact(AGENCY_TASK_RESUMED, case.id, case.version, data, address=address)


def task_due_changed(case: Case, task: Task, before: datetime | None, also: Sequence[Task] = ()) -> Fact:
    """The agency that has the task has another date; ``also`` are the tasks beside it whose date moved with it."""
    data = {**place_of(case, task), "due_before": _iso(before), "due_at": _iso(task.due_at), **_also(also)}
    return Fact(TASK_DUE_CHANGED, case.id, case.version, data)


def agency_task_due_changed(case: Case, task: Task, before: datetime | None, reason: str, address: Address) -> Fact:
    """The letter by which an agency learns its new date."""
    data = {
        "task_id": task.id,
        "dossier": case.id,
        "due_before": _iso(before),
        "due_at": _iso(task.due_at),
        "reason": reason,
    }
    return Fact(AGENCY_TASK_DUE_CHANGED, case.id, case.version, data, address=address)


def agency_task_recalled(case: Case, task: Task, address: Address, reason: str = WITHDRAWN_BY_APPLICANT) -> Fact:
    """The letter by which a task is taken back."""
    data = {
        "task_id": task.id,
        "dossier": case.id,
        "recalled_at": _iso(task.recalled_at),
        "reason": reason,
    }
    return Fact(AGENCY_TASK_RECALLED, case.id, case.version, data, address=address)


def _step(case: Case, task: Task) -> dict[str, Any]:
    plan = case.plan
    return {
        "id": task.step,
        "name": task.name,
        "decides": case.decides(task),
        "advises": task.advises,
        "returns_to": [{"id": id, "name": plan[id].name} for id in case.may_return(task)],
    }


def _also(tasks: Sequence[Task]) -> dict[str, Any]:
    """The other tasks of one change: one event tells of all, for a case tells each of its versions once."""
    return {
        "also": [
            {
                "task_id": one.id,
                "step": one.step,
                "agency": one.agency,
                "agency_name": one.agency_name,
                "due_at": _iso(one.due_at),
            }
            for one in tasks
        ]
    }


def _answered_at(task: Task) -> str | None:
    return _iso(task.supplement.answered_at) if task.supplement else None


def place_of(case: Case, task: Task) -> dict[str, Any]:
    """Which task, at which agency, for whose sake, and who else has a part of the case now."""
    return {
        "task_id": task.id,
        "step": task.step,
        "agency": task.agency,
        "agency_name": task.agency_name,
        "opinion_for": task.opinion.for_task if task.opinion else None,
        "holders": holders_of(case),
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
