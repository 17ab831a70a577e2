"""Who has a part of a case now: told with every change, so that whoever heard the newest one knows all of them."""

from __future__ import annotations

from typing import Any

from services.routing.domain.case import Case
from services.routing.domain.task import WITH_AGENCY, Task


def holders_of(case: Case) -> list[dict[str, Any]]:
    """The tasks that lie with an agency, in the order in which they were made."""
    return [_holder(one) for one in case.tasks if one.status in WITH_AGENCY]


def _holder(task: Task) -> dict[str, Any]:
    return {
        "task_id": task.id,
        "step": task.step,
        "name": task.name,
        "name_en": task.name_en,
        "agency": task.agency,
        "agency_name": task.agency_name,
        "status": task.status.value,
        "since": task.dispatched_at.isoformat() if task.dispatched_at else None,
        "due_at": task.due_at.isoformat() if task.due_at else None,
        "opinion_for": task.opinion.for_task if task.opinion else None,
    }
