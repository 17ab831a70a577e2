"""Questions about many cases, as the API and pages ask them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.routing.domain.agency import Agency
from services.routing.domain.case import Case
from services.routing.domain.route import Route
from services.routing.domain.task import Task, TaskStatus

MOST_COUNTED = 1000

# The order of urgency: rank (0 before 1), due date, dossier code; also a page's cursor.
Place = tuple[int, datetime, str]


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Tasks of one agency (by key) or of all, in one status or all that are work now; the most urgent first."""

    agency_key: str | None = None
    status: TaskStatus | None = None
    after: Place | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its case and the case's place in the list."""

    task: Task
    case: Case
    place: Place


class Questions(Protocol):
    """Reads only. Everything raises StoreAway."""

    def tasks(self, query: TaskQuery) -> list[TaskRow]:
        """Tasks of up to ``limit`` cases."""
        ...

    def count(self, query: TaskQuery) -> int:
        """How many cases have such a task, counted no further than ``MOST_COUNTED``."""
        ...

    def agencies(self) -> Sequence[Agency]:
        """All agencies by code."""
        ...

    def routes(self, after: str | None, limit: int) -> Sequence[Route]:
        """Routes by procedure code."""
        ...

    def route_versions(self, id: str) -> Sequence[int]:
        """The numbers of a route's kept versions, the newest first."""
        ...
