"""Open an agency's inbox: what was chosen becomes one question, within what the caller may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.routing.domain.agency import Agency
from services.routing.domain.calendar import ALL, Calendars
from services.routing.domain.officer import Officer
from services.routing.domain.task import TaskStatus
from services.routing.use_cases.inbox import (
    MOST_IN_STRIP,
    NOBODY,
    Colour,
    InboxQuery,
    InboxRow,
    Sort,
    allowed_agency,
    coloured,
    find_agency_of_inbox,
)
from services.routing.use_cases.inbox_desk import InboxDesk
from services.routing.use_cases.keep_absence import colleagues, stood_in_for
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.questions import Place, Turn
from shared.security.access import Grant

ME, NO_ONE = "me", "nobody"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader chose; ``assignee`` is an account, ``me``, ``nobody``, or empty for whoever."""

    status: TaskStatus | None = None
    assignee: str = ""
    procedure: str = ""
    step: str = ""
    colour: Colour | None = None
    sort: Sort = Sort.TURN


@dataclass(frozen=True, slots=True)
class Inbox:
    """An agency's inbox as it was opened: its people, its clock, whom the reader stands in for."""

    agency: Agency
    officers: tuple[Officer, ...]
    stands_in_for: tuple[str, ...]
    calendars: Calendars
    now: datetime


def open_inbox(desk: InboxDesk, grant: Grant, code: str | None) -> Inbox:
    """The inbox of the agency asked for, or of the caller's own. Raises NoSuchTask, StoreAway."""
    agency = find_agency_of_inbox(desk.work, allowed_agency(grant, code))
    people = colleagues(desk, agency.code)
    away = stood_in_for(people, grant.caller.id, desk.today())
    calendars = desk.work.load(CALENDARS).get(Calendars, ALL) or Calendars()
    return Inbox(agency, tuple(people), away, calendars, desk.clock())


def list_inbox(
    desk: InboxDesk, grant: Grant, inbox: Inbox, chosen: Chosen, after: Turn | Place | None, limit: int
) -> list[InboxRow]:
    """Up to ``limit`` tasks. Raises StoreAway."""
    return desk.questions.rows(_query(desk, grant, inbox, chosen, after, limit))


def count_inbox(desk: InboxDesk, grant: Grant, inbox: Inbox, chosen: Chosen) -> int:
    """How many there are, counted no further than ``MOST_IN_STRIP``. Raises StoreAway."""
    return desk.questions.count(_query(desk, grant, inbox, chosen, None, 0), MOST_IN_STRIP)


def _query(
    desk: InboxDesk, grant: Grant, inbox: Inbox, chosen: Chosen, after: Turn | Place | None, limit: int
) -> InboxQuery:
    query = InboxQuery(
        agency_key=inbox.agency.id,
        status=chosen.status,
        holders=_holders(grant, inbox, chosen.assignee),
        procedure=chosen.procedure,
        step=chosen.step,
        colour=chosen.colour,
        sort=chosen.sort,
        after=after,
        limit=limit,
    )
    return coloured(query, inbox.now, inbox.calendars.contents(inbox.agency.calendar), desk.time)


def _holders(grant: Grant, inbox: Inbox, assignee: str) -> tuple[str, ...]:
    if assignee == ME:
        return (grant.caller.id, *inbox.stands_in_for)
    if assignee == NO_ONE:
        return (NOBODY,)
    return (assignee,) if assignee else ()
