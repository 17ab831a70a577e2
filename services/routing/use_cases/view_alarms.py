"""What is late, will be, or is not as it should be: an agency's officer sees the own agency's, the department all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from services.routing.domain.alarm import Alarm, AlarmKind
from services.routing.domain.calendar import ALL, Calendars
from services.routing.domain.case import Case
from services.routing.domain.forecast import Forecast, step_key
from services.routing.domain.task import NotAllowed, TooEarly, dossier_of
from services.routing.domain.watch import forecast_of
from services.routing.use_cases.clocks import CalendarClocks
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.own_agency import agency_within
from services.routing.use_cases.view_tasks import NoSuchCase, view_case
from services.routing.use_cases.watch_cases import Watch
from services.routing.use_cases.watch_ports import AlarmBook, AlarmPlace
from shared.security.access import Grant
from shared.store.change import Change, Context, Key
from shared.working_time.calendar import local

MOST_REASON = 500


class Group(Enum):
    """What stands together in a list."""

    LATE = "late"
    SOON = "soon"
    UNTAKEN = "untaken"
    FORECAST = "forecast"
    BOUNCED = "bounced"
    IRREGULAR = "irregular"
    SILENT = "silent"


KINDS: Mapping[Group, tuple[AlarmKind, ...]] = {
    Group.LATE: (AlarmKind.OVERDUE,),
    Group.SOON: (AlarmKind.DUE_SOON,),
    Group.UNTAKEN: (AlarmKind.UNACKNOWLEDGED, AlarmKind.NOT_SENT, AlarmKind.UNASSIGNED),
    Group.FORECAST: (AlarmKind.FORECAST,),
    Group.BOUNCED: (AlarmKind.BOUNCED,),
    Group.IRREGULAR: (AlarmKind.SKIPPED, AlarmKind.WRONG_ROLE),
    Group.SILENT: (AlarmKind.SILENT,),
}


class NoSuchAlarm(LookupError):
    """There is no such alarm."""


class BadReason(ValueError):
    """Nobody settles anything without saying what was found."""


@dataclass(frozen=True, slots=True)
class AlarmQuery:
    """Open alarms of one group, or of all; of one agency (by key) or of all; the longest first."""

    group: Group | None = None
    agency_key: str | None = None
    after: AlarmPlace | None = None
    limit: int = 50

    @property
    def kinds(self) -> tuple[AlarmKind, ...]:
        return KINDS[self.group] if self.group else tuple(AlarmKind)


def list_alarms(book: AlarmBook, grant: Grant, query: AlarmQuery) -> Sequence[Alarm]:
    """Raises Forbidden for another agency than the caller's own, StoreAway."""
    own = _allowed(grant, query)
    return book.open(own.kinds, own.agency_key, own.after, own.limit)


def count_alarms(book: AlarmBook, grant: Grant, query: AlarmQuery) -> int:
    """How many, counted no further than a thousand of each kind. Raises Forbidden, StoreAway."""
    own = _allowed(grant, query)
    return book.count(own.kinds, own.agency_key)


def forecasts_of(watch: Watch, alarms: Sequence[Alarm], now: datetime) -> dict[str, Forecast]:
    """What the histories say now of the tasks of these alarms, by task; a task of which nothing is said is left out.

    Raises StoreAway.
    """
    tasks = {one.task_id: one.dossier for one in alarms if one.kind is AlarmKind.FORECAST}
    cases = watch.work.load(*(Key(Case, dossier) for dossier in sorted(set(tasks.values()))))
    found = {}
    for task_id, dossier in tasks.items():
        case = cases.get(Case, dossier)
        said = case and _forecast(watch, case, task_id, now)
        if said:
            found[task_id] = said
    return found


def forecast_task(watch: Watch, grant: Grant, task_id: str, now: datetime) -> Forecast | None:
    """What the history of its step says of one task; None where too little is known, the task is late or not in hand.

    Raises NoSuchCase also for a task that the caller may not see, StoreAway.
    """
    try:
        case = view_case(watch.work, grant, dossier_of(task_id))
        if not grant.covers(unit=case.task(task_id).agency):
            raise NoSuchCase(task_id)
        return _forecast(watch, case, task_id, now)
    except NotAllowed:
        raise NoSuchCase(task_id) from None


def settle_alarm(watch: Watch, id: str, why: str, context: Context) -> Alarm:
    """Somebody looked into an irregular step and says what was found; done before, it changes nothing.

    Raises NoSuchAlarm, NotAllowed for what ends by itself, BadReason, Conflict, StoreAway.
    """
    if not why.strip() or len(why) > MOST_REASON:
        raise BadReason
    alarm = watch.work.load(Key(Alarm, id)).get(Alarm, id)
    if alarm is None:
        raise NoSuchAlarm(id)
    settled = alarm.settled(context.actor, why.strip(), context.at)
    if settled is not alarm:
        watch.work.commit(Change(saved=(settled,)), context)
    return settled


def _forecast(watch: Watch, case: Case, task_id: str, now: datetime) -> Forecast | None:
    rules = watch.rules.on(local(now).date())
    clocks = CalendarClocks(watch.work.load(CALENDARS).get(Calendars, ALL) or Calendars(), watch.time)
    task = case.task(task_id)
    past = watch.book.times(step_key(case.route_code, task), rules.forecast.newest)
    try:
        return forecast_of(task, past, now, rules, clocks)
    except TooEarly:  # its calendar is on its way
        return None


def _allowed(grant: Grant, query: AlarmQuery) -> AlarmQuery:
    return replace(query, agency_key=agency_within(grant, query.agency_key))
