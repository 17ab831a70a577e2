"""Questions about many cases, as the API and pages ask them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from services.routing.domain.agency import Agency
from services.routing.domain.case import Case
from services.routing.domain.route import Route
from services.routing.domain.task import Task, TaskStatus

MOST_COUNTED = 1000

# Where a case stands in its line: its due date, then its code.
Place = tuple[datetime, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A place in a list: the last one read of the preferred and of the others, and what the next turn needs to know."""

    now: datetime
    in_a_row: int = 0
    preferred: Place | None = None
    others: Place | None = None

    def after(self, place: Place, in_a_row: int, *, first: bool) -> Turn:
        """Behind one more case."""
        if first:
            return replace(self, preferred=place, in_a_row=in_a_row)
        return replace(self, others=place, in_a_row=in_a_row)

    def values(self) -> tuple[Any, ...]:
        """As a page's cursor holds them."""
        return self.now, self.in_a_row, *(self.preferred or (None, None)), *(self.others or (None, None))

    @classmethod
    def of(cls, values: tuple[Any, ...] | None) -> Turn | None:
        """Of the values of a cursor (``KINDS``); None for none, and for values that are no place."""
        if values is None or None in values[:2]:
            return None
        now, row, *places = values
        lines = (places[:2], places[2:])
        preferred, others = ((due, code) if due is not None and code is not None else None for due, code in lines)
        return cls(now, row, preferred, others)


KINDS = (datetime, int, datetime, str, datetime, str)


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Tasks of one agency (by key) or of all, in one status or all that are work now; in the order of turns."""

    agency_key: str | None = None
    status: TaskStatus | None = None
    after: Turn | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its case; ``turn`` is the place in the list behind the case."""

    task: Task
    case: Case
    turn: Turn


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
