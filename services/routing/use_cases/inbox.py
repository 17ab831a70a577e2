"""The task inbox of an agency: which tasks are asked for, in which order, and what their colours mean in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import Enum
from typing import Any, Protocol

from services.routing.domain.agency import Agency, BadAgency, agency_key
from services.routing.domain.task import TaskStatus
from services.routing.use_cases.ports import WorkingTime
from services.routing.use_cases.questions import Place, Turn
from shared.security.access import Grant, Scope
from shared.store.change import Key, Work
from shared.working_time.calendar import at, local

SOON_HOURS = 16.0  # two working days
NOBODY = ""
MOST_IN_STRIP = 100  # more is told as "100+": a page counts no further, however many there are
OPEN = (TaskStatus.WAITING, TaskStatus.DISPATCHED, TaskStatus.ACKNOWLEDGED, TaskStatus.IN_PROGRESS, TaskStatus.PAUSED)
GONE = (TaskStatus.DECIDED, TaskStatus.RECALLED, TaskStatus.REFUSED, TaskStatus.REASSIGNED)


class NoSuchTask(LookupError):
    """There is no such task, or none that this caller may see: both look the same."""


class Colour(Enum):
    """The time left of an open task, as its tag shows it; a paused one's clock stands still."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    IN_TIME = "in_time"
    PAUSED = "paused"


class Sort(Enum):
    """``TURN``: the preferred first within bounds, each by due date. Tasks that are over come by ``NEWEST`` only."""

    TURN = "turn"
    DUE = "due"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """Tasks of one agency, by its key: without ``status`` all that are open. ``holders`` are accounts, of whom one has
    the task (``NOBODY``: nobody has it); empty for whoever. ``due_from`` is included, ``due_until`` is not."""

    agency_key: str
    status: TaskStatus | None = None
    holders: tuple[str, ...] = ()
    procedure: str = ""
    step: str = ""
    colour: Colour | None = None
    due_from: datetime | None = None
    due_until: datetime | None = None
    sort: Sort = Sort.TURN
    after: Turn | Place | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A task in the list; ``after`` is the place in the list behind it."""

    task_id: str
    dossier: str
    status: TaskStatus
    assignee: str
    procedure: Mapping[str, str]
    step: str
    name: str
    name_en: str
    applicant_kind: str
    priority: bool
    due_at: datetime | None
    given_at: datetime | None
    after: Turn | Place


@dataclass(frozen=True, slots=True)
class Named:
    """Something to choose by: a procedure or a step."""

    id: str
    name: str
    name_en: str


class InboxQuestions(Protocol):
    """Reads only, along indexes. Everything raises StoreAway."""

    def rows(self, query: InboxQuery) -> list[InboxRow]:
        """Up to ``limit`` tasks."""
        ...

    def count(self, query: InboxQuery, most: int) -> int:
        """How many there are, counted no further than ``most``."""
        ...

    def choices(self, agency: str) -> tuple[Sequence[Named], Sequence[Named]]:
        """The procedures and the steps with which routes lead to the agency with this code."""
        ...

    def officers(self, unit: str) -> Sequence[Any]:
        """The known officers (``domain.officer.Officer``) of the agency with this code."""
        ...


def allowed_agency(grant: Grant, code: str | None) -> str:
    """The code of the agency whose inbox is opened: of an officer always the own. Raises NoSuchTask for another's."""
    own = grant.caller.unit or ""
    wanted = code or own
    if Scope.ALL not in grant.scopes and wanted != own:
        raise NoSuchTask(wanted)
    try:
        agency_key(wanted)
    except BadAgency:
        raise NoSuchTask(wanted) from None
    return wanted


def find_agency_of_inbox(work: Work, code: str) -> Agency:
    """Raises NoSuchTask where no agency has this code: the reception unit, for one, has no tasks."""
    key = agency_key(code)
    agency = work.load(Key(Agency, key)).get(Agency, key)
    if agency is None:
        raise NoSuchTask(code)
    return agency


def coloured(query: InboxQuery, now: datetime, contents: Mapping[str, Any] | None, working: WorkingTime) -> InboxQuery:
    """The query with its colour as a span of due dates, in the working time of the agency's calendar (``contents``;
    None while it has not arrived: then two days by the clock are soon)."""
    if query.colour is None:
        return query
    if query.colour is Colour.PAUSED:
        return replace(query, status=TaskStatus.PAUSED)
    midnight = at(local(now).date() + timedelta(days=1), time.min)
    soon = working.due_after(contents, now, SOON_HOURS) if contents is not None else now + timedelta(days=2)
    # What falls due exactly now is not late yet; what falls due as the hours of soon are used up still is soon.
    soon_end = max(midnight, soon + timedelta(milliseconds=1))
    spans = {
        Colour.LATE: (None, now),
        Colour.TODAY: (now, midnight),
        Colour.SOON: (midnight, soon_end),
        Colour.IN_TIME: (soon_end, None),
    }
    begin, end = spans[query.colour]
    return replace(query, due_from=begin, due_until=end)
