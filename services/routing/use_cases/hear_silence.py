"""Find the agencies that are not heard while tasks lie in their queues."""

from __future__ import annotations

from datetime import datetime

from services.routing.domain.agency import Agency
from services.routing.domain.alarm import Alarm, silent_alarm
from services.routing.domain.calendar import ALL, Calendars
from services.routing.domain.escalation import Role
from services.routing.domain.task import TooEarly
from services.routing.use_cases import alarm_facts
from services.routing.use_cases.clocks import CalendarClocks
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.watch_cases import SELF, Watch
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key
from shared.working_time.calendar import local


def hear_silence(watch: Watch, now: datetime) -> int:
    """Raise an alarm for every agency that has just become silent, end those of agencies that were heard; how many
    changed. Any number of workers may do it: an alarm's id names the agency and since when. Raises StoreAway."""
    clocks = CalendarClocks(watch.work.load(CALENDARS).get(Calendars, ALL) or Calendars(), watch.time)
    hours = watch.rules.on(local(now).date()).silent_hours
    silences = {one.id: one for one in watch.hearing.open_silences()}
    changed, quiet = 0, set()
    for agency in watch.hearing.agencies():
        alarm = silence_of(watch, agency, clocks, hours, now)
        if alarm is None:
            continue
        quiet.add(alarm.id)
        if alarm.id not in silences and watch.work.load(Key(Alarm, alarm.id)).get(Alarm, alarm.id) is None:
            changed += _commit(watch, alarm, now)
    for id, known in silences.items():
        if id not in quiet:
            changed += _commit(watch, known.ended(now), now)
    return changed


def silence_of(watch: Watch, agency: Agency, clocks: CalendarClocks, hours: float, now: datetime) -> Alarm | None:
    """The alarm of an agency that has been silent for so many of its working hours; None for one that was heard, has
    nothing in its queue, or whose calendar has not arrived. Raises StoreAway."""
    lying = watch.hearing.lying(agency.id)
    if not lying:
        return None
    heard = watch.hearing.last_heard(agency.id)
    since = max(heard, lying[0]) if heard else lying[0]
    try:
        if clocks.elapsed(agency.calendar, since, now) < hours:
            return None
    except TooEarly:
        return None
    return silent_alarm(agency, since, now, len(lying), Role.HEAD)


def _commit(watch: Watch, alarm: Alarm, now: datetime) -> int:
    facts = (alarm_facts.agency_silent(alarm),) if alarm.version == 1 else ()
    try:
        watch.work.commit(Change(saved=(alarm,), facts=facts), Context(SELF, now, alarm.id))
    except (Conflict, AlreadyExists):
        return 0
    return 1
