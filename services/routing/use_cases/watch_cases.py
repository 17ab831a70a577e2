"""Look at the clocks of cases: raise and escalate alarms, end those that hold no more, keep how long steps took.

Any number of workers do it at once. A case is claimed for a minute, so that its look is mostly one worker's; were two
to look at the same time, an alarm's id and version let only one of them raise or escalate it. Nothing is kept in
memory: what a killed worker had begun is looked at again when its claim has run out.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from services.routing.domain.alarm import Alarm
from services.routing.domain.calendar import ALL, Calendars
from services.routing.domain.case import Case
from services.routing.domain.escalation import EscalationRules, EscalationVersions
from services.routing.domain.forecast import StepTime, step_key, step_time
from services.routing.domain.irregular import irregular_steps
from services.routing.domain.route import RouteVersion, version_id
from services.routing.domain.task import ENDED, Task, TaskStatus, TooEarly
from services.routing.domain.watch import Known, Watched, is_running, next_look, settle, watched
from services.routing.use_cases import alarm_facts
from services.routing.use_cases.clocks import CalendarClocks
from services.routing.use_cases.keep_calendar import CALENDARS
from services.routing.use_cases.ports import AddressOf, WorkingTime
from services.routing.use_cases.watch_ports import AlarmBook, CasesToLookAt, Hearing
from shared.store.change import Address, AlreadyExists, Change, Conflict, Context, Fact, Key, StoreAway, Work
from shared.working_time.calendar import local

# More rungs than any chain has: a look that came late tells all whose time has passed, one after the other.
MOST_STEPS = 12
SELF = "service:routing"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Watch:
    """What a look needs."""

    work: Work
    cases: CasesToLookAt
    book: AlarmBook
    hearing: Hearing
    rules: EscalationVersions
    time: WorkingTime
    address_of: AddressOf


def watch_cases(watch: Watch, now: datetime, most: int = 100) -> int:
    """Look at up to ``most`` cases whose time has come; how many there were. Raises StoreAway."""
    for number in range(most):
        claim = watch.cases.claim(now)
        if claim is None:
            return number
        try:
            watch.cases.looked(claim, look(watch, claim.case, now))
        except StoreAway:
            raise
        except Exception:  # one case that cannot be looked at holds up no other; its claim runs out, then again
            _log.exception("the clocks of a case could not be looked at", extra={"case": claim.case.id})
    return most


def look(watch: Watch, case: Case, now: datetime) -> datetime | None:
    """Look at one case; when to look again, None where nothing can be the matter any more. Raises StoreAway."""
    rules = watch.rules.on(local(now).date())
    clocks = CalendarClocks(watch.work.load(CALENDARS).get(Calendars, ALL) or Calendars(), watch.time)
    _note_heard(watch.hearing, case, now)
    try:
        _keep_times(watch, case, clocks, now)
        found = watched(case, now, rules, clocks, known_of(watch, case, rules))
    except TooEarly:  # a calendar is on its way
        return now + rules.look_again
    for _ in range(MOST_STEPS):
        if not _settle(watch, case, found, now):
            break
    return next_look(found, now, rules) if any(one.status not in ENDED for one in case.tasks) else None


def known_of(watch: Watch, case: Case, rules: EscalationRules) -> Known:
    """What the domain needs to know beside the case. Raises StoreAway."""
    running = [one for one in case.tasks if is_running(one)]
    kept = version_id(case.route_code, case.route_version)
    route = watch.work.load(Key(RouteVersion, kept)).get(RouteVersion, kept)
    irregular = irregular_steps(case, route.route if route else None, watch.book.doers(case))
    past = {one.id: watch.book.times(step_key(case.route_code, one), rules.forecast.newest) for one in running}
    return Known(past, irregular=irregular)


def _settle(watch: Watch, case: Case, found: list[Watched], now: datetime) -> bool:
    """One step of every alarm that changes; whether there may be more to do."""
    known: Mapping[str, Alarm] = {one.id: one for one in watch.book.of_case(case.id)}
    changed = settle(known, found, now)
    if not changed:
        return False
    facts: list[Fact] = []
    for alarm in changed:
        before = known.get(alarm.id)
        if before is None or alarm.level > before.level:
            facts += _facts(alarm, case, watch.address_of(alarm.agency_key))
    context = Context(SELF, now, case.correlation_id, case.caused_by, case.traceparent)
    try:
        watch.work.commit(Change(saved=tuple(changed), facts=tuple(facts)), context)
    except (Conflict, AlreadyExists):
        return True  # another worker was quicker: see what it did
    return True


def _facts(alarm: Alarm, case: Case, address: Address) -> list[Fact]:
    told = alarm_facts.told_of(alarm)
    found = [told] if told else []
    if alarm_facts.reminds(alarm, case.task(alarm.task_id)):
        found.append(alarm_facts.task_reminded(alarm, case.version, address))
    return found


def _keep_times(watch: Watch, case: Case, clocks: CalendarClocks, now: datetime) -> None:
    """Once for each task that was decided, however often the case is looked at."""
    decided = [one for one in case.tasks if one.status is TaskStatus.DECIDED]
    there = watch.work.load(*(Key(StepTime, one.id) for one in decided))
    for task in decided:
        time = step_time(case.route_code, task, clocks)
        if time is None or there.get(StepTime, task.id) is not None:
            continue
        try:
            watch.work.commit(Change(saved=(time,)), Context(SELF, now, case.correlation_id))
        except AlreadyExists:
            continue


def _note_heard(hearing: Hearing, case: Case, now: datetime) -> None:
    """An agency's own clock may be wrong: nobody was heard later than now."""
    latest: dict[str, datetime] = {}
    for task in case.tasks:
        for at in _heard_at(task):
            latest[task.agency_key] = max(latest.get(task.agency_key, at), min(at, now))
    for key, at in latest.items():
        hearing.heard(key, min(at, now))


def _heard_at(task: Task) -> list[datetime]:
    asked = task.supplement.requested_at if task.supplement else None
    refused = task.refusal.refused_at if task.refusal else None
    told = task.progress[-1].told_at if task.progress else None
    return [at for at in (task.acknowledged_at, asked, told, refused, task.decided_at) if at is not None]
