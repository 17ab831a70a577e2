"""A task as one line of its agency's inbox: a document of its own, written together with its case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

from pymongo import ASCENDING, IndexModel

from services.routing.domain.case import Case
from services.routing.domain.task import Task, TaskStatus
from services.routing.store.case_documents import NO_DUE_DATE, NORMAL, URGENT
from services.routing.use_cases.inbox import GONE, OPEN
from shared.store.mapping import Rows

INBOX = "inbox_tasks"
# Behind every date that runs, before what has no limit: the clock stands still.
PAUSED_DUE = datetime(9998, 1, 1, tzinfo=UTC)
ANY, SEPARATOR = "*", "\x1f"

# One mark is one choice of filters, so that each list is one walk along one index, whatever is filtered by. Only what
# is open has a turn; the mass, which is over, stands in the second alone.
BY_DUE = {"marks": ASCENDING, "rank": ASCENDING, "due": ASCENDING, "_id": ASCENDING}
BY_TIME = {"marks": ASCENDING, "moved_at": ASCENDING, "_id": ASCENDING}
INDEXES = (
    IndexModel(list(BY_DUE.items()), name="open_by_turn", partialFilterExpression={"open": True}),
    IndexModel(list(BY_TIME.items()), name="by_time"),
)


def rows_of(case: Case) -> Iterator[dict[str, Any]]:
    """One document for each task whose turn has come, or came."""
    return (_row(case, task) for task in case.tasks if task.status is not TaskStatus.PLANNED)


ROWS = Rows(INBOX, rows_of, INDEXES)


def mark(agency_key: str, status: TaskStatus | None, holder: str | None, procedure: str, step: str) -> str:
    """The mark of this choice: None and empty stand for any; an empty ``holder`` for nobody."""
    held = ANY if holder is None else f"={holder}"
    return SEPARATOR.join((agency_key, status.value if status else ANY, held, procedure or ANY, step or ANY))


def _row(case: Case, task: Task) -> dict[str, Any]:
    is_open = task.status in OPEN
    due = PAUSED_DUE if task.status is TaskStatus.PAUSED else task.due_at or NO_DUE_DATE
    return {
        "_id": task.id,
        "dossier": case.id,
        "agency": task.agency,
        "status": task.status.value,
        "assignee": task.assignee,
        "procedure": {"code": case.procedure.code, "name": case.procedure.name, "name_en": case.procedure.name_en},
        "step": {"id": task.step, "name": task.name, "name_en": task.name_en},
        "applicant_kind": case.applicant_kind,
        "priority": case.priority,
        "due_at": task.due_at,
        "given_at": task.dispatched_at,
        "open": is_open,
        "rank": URGENT if case.priority else NORMAL,
        "due": due,
        "moved_at": _moved_at(case, task, is_open),
        "marks": _marks(case, task, is_open),
    }


def _moved_at(case: Case, task: Task, is_open: bool) -> datetime:
    came = task.dispatched_at or case.opened_at
    refused = task.refusal.refused_at if task.refusal else None
    ended = [one for one in (task.decided_at, task.recalled_at, refused) if one is not None]
    return came if is_open else max(ended, default=came)


def _marks(case: Case, task: Task, is_open: bool) -> list[str]:
    """What was never given to the agency and is not wanted any more stands in no list."""
    if not is_open and (task.status not in GONE or task.dispatched_at is None):
        return []
    statuses = (task.status, None) if is_open else (task.status,)
    choices = product(statuses, (task.assignee, None), (case.procedure.code, ""), (task.step, ""))
    return [mark(task.agency_key, *one) for one in choices]
