"""Lists petitions page by page, open ones by due date, and counts them by how pressing they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from services.hotline.domain.petition import Petition
from services.hotline.use_cases.ports import Group, Lateness, PetitionQuery, Place, Ports
from shared.security.caller import Caller
from shared.working_time import Calendar, due, remaining
from shared.working_time.calendar import local

ACTION = "petition.list"
SOON = timedelta(hours=16)  # two working days


def list_petitions(
    ports: Ports,
    caller: Caller,
    group: Group = Group.OPEN,
    *,
    lateness: Lateness | None = None,
    officer: str | None = None,
    after: Place | None = None,
    limit: int = 50,
) -> Sequence[Petition]:
    """Up to ``limit`` petitions, their texts left closed. ``lateness`` is of the open ones. Raises Forbidden."""
    ports.access.grant(caller, ACTION)
    span = spans(ports.clock(), ports.calendar())[lateness] if lateness else (None, None)
    return ports.petitions.page(PetitionQuery(group, officer, span, after, limit))


def count_petitions(ports: Ports, caller: Caller) -> Mapping[Lateness, int]:
    """How many open ones stand in each part, counted no further than ports.MOST_COUNTED. Raises Forbidden."""
    ports.access.grant(caller, ACTION)
    found = spans(ports.clock(), ports.calendar())
    return {one: ports.petitions.count(PetitionQuery(Group.OPEN, span=span)) for one, span in found.items()}


def lateness_of(due_at: datetime, now: datetime, calendar: Calendar) -> Lateness:
    """How pressing a date is."""
    if due_at < now:
        return Lateness.LATE
    if local(due_at).date() == local(now).date():
        return Lateness.TODAY
    return Lateness.SOON if remaining(calendar, now, due_at) <= SOON else Lateness.IN_TIME


def spans(now: datetime, calendar: Calendar) -> Mapping[Lateness, tuple[datetime | None, datetime | None]]:
    """The same as times: from (included) and before (not included)."""
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    soon, _ = due(calendar, now, SOON // timedelta(minutes=1))
    later = max(midnight, soon + timedelta(milliseconds=1))  # due exactly at ``soon`` is still soon
    return {
        Lateness.LATE: (None, now),
        Lateness.TODAY: (now, midnight),
        Lateness.SOON: (midnight, later),
        Lateness.IN_TIME: (later, None),
    }
