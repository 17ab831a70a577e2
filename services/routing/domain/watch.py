"""What is the matter with a case at a moment: which alarms hold, who is told by now, and when to look again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from services.routing.domain.alarm import IRREGULAR, Alarm, AlarmKind, Told, alarm_id, alarm_of
from services.routing.domain.case import Case
from services.routing.domain.clocks import Clocks
from services.routing.domain.escalation import Chain, EscalationRules, Role, without_officer
from services.routing.domain.forecast import Forecast, allowed_hours, forecast, worked_hours
from services.routing.domain.irregular import Irregular
from services.routing.domain.moves import bounces, turn_came
from services.routing.domain.task import IN_HAND, Task, TaskStatus

# A task is late behind its date, not at it.
BEHIND = timedelta(seconds=1)
# Their clock runs: not while the applicant is waited for, before its turn, or after its end. What an agency refused
# lies with the centre until another one has it.
RUNNING = frozenset({TaskStatus.WAITING, TaskStatus.DISPATCHED, TaskStatus.REFUSED, *IN_HAND})
WITH_NOBODY = frozenset({TaskStatus.WAITING, TaskStatus.DISPATCHED, TaskStatus.REFUSED})


@dataclass(frozen=True, slots=True)
class Rung:
    """The ``level``-th to be told, from ``at`` on."""

    level: int
    role: Role
    at: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that may be the matter: the alarm it would be, who is told and from when on."""

    alarm: Alarm
    rungs: tuple[Rung, ...]

    def holds(self, now: datetime) -> bool:
        return self.rungs[0].at <= now


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the case: the times that steps took (by task), and what is not as the route wants it."""

    past: Mapping[str, Sequence[float]] = field(default_factory=dict)
    irregular: Sequence[Irregular] = ()


def is_running(task: Task) -> bool:
    """Whether its clock runs."""
    return task.status in RUNNING


def watched(case: Case, now: datetime, rules: EscalationRules, clocks: Clocks, known: Known) -> list[Watched]:
    """All that may be the matter with the case, now or later. Raises TooEarly while a calendar is on its way."""
    found: list[Watched] = []
    for task in case.tasks:
        if is_running(task):
            found += _of_task(case, task, now, rules, clocks, known)
    return [*found, *_irregular(case, known.irregular, now)]


def next_look(found: Iterable[Watched], now: datetime, rules: EscalationRules) -> datetime:
    """When the next one is to be told, but never later than the rules say."""
    later = [rung.at for one in found for rung in one.rungs if rung.at > now]
    return min([now + rules.look_again, *later])


def settle(open_: Mapping[str, Alarm], found: Iterable[Watched], now: datetime) -> list[Alarm]:
    """The alarms that change, each by one step: raised, told to the next of the chain, open again, or ended."""
    holding = {one.alarm.id: one for one in found if one.holds(now)}
    changed: list[Alarm] = []
    for id, one in holding.items():
        known = open_.get(id)
        if known is None:
            changed.append(_raised(one, now))
        elif not known.is_open:
            if known.kind not in IRREGULAR:
                changed.append(known.again())
        else:
            changed += _escalated(known, one, now)
    gone = (one for id, one in open_.items() if id not in holding and one.is_open and one.kind not in IRREGULAR)
    return [*changed, *(one.ended(now) for one in gone)]


def forecast_of(
    task: Task, past: Sequence[float], now: datetime, rules: EscalationRules, clocks: Clocks
) -> Forecast | None:
    """What the step's history says of a task whose clock runs; None where too little is known, and for a late one."""
    if not is_running(task) or task.due_at is None or task.due_at < now:
        return None
    age, allowed = worked_hours(task, now, clocks), allowed_hours(task, clocks)
    if age is None or allowed is None:
        return None
    return forecast(past, age, allowed, rules.forecast.least)


def _of_task(
    case: Case, task: Task, now: datetime, rules: EscalationRules, clocks: Clocks, known: Known
) -> Iterator[Watched]:
    nobody = task.status in WITH_NOBODY
    yield from _dated(case, task, now, rules, clocks, nobody=nobody)
    yield from _lying(case, task, now, rules, clocks)
    times = bounces(case, task.step)
    if times >= rules.bounced_times:
        alarm = alarm_of(case, task, AlarmKind.BOUNCED, now, turn_came(case, task), count=times)
        yield Watched(alarm, (Rung(1, rules.bounced_role, now),))
    likely = forecast_of(task, known.past.get(task.id, ()), now, rules, clocks)
    if likely is not None and likely.share >= rules.forecast.share:
        percent = round(likely.share * 100)
        alarm = alarm_of(case, task, AlarmKind.FORECAST, now, task.dispatched_at or now, count=percent)
        yield Watched(alarm, (Rung(0, Role.OFFICER, now),))


def _dated(
    case: Case, task: Task, now: datetime, rules: EscalationRules, clocks: Clocks, *, nobody: bool
) -> Iterator[Watched]:
    """Reminder and lateness of a task that has a date."""
    due_at = task.due_at
    if due_at is None:
        return
    began = task.dispatched_at or turn_came(case, task)
    whole = clocks.elapsed(task.calendar, began, due_at)
    own = allowed_hours(task, clocks) if task.dispatched_at else None
    before = min(rules.remind_hours, (whole if own is None else own) * rules.remind_share)
    if before > 0 and now <= due_at:
        remind_at = clocks.due_after(task.calendar, began, whole - before)
        first = Role.OFFICER.above if nobody else Role.OFFICER
        yield Watched(alarm_of(case, task, AlarmKind.DUE_SOON, now, remind_at), (Rung(1, first, remind_at),))
    rungs = _rungs(rules.overdue, task, due_at, clocks, nobody=nobody)
    rungs = (Rung(rungs[0].level, rungs[0].role, due_at + BEHIND), *rungs[1:])
    yield Watched(alarm_of(case, task, AlarmKind.OVERDUE, now, due_at), rungs)


def _lying(case: Case, task: Task, now: datetime, rules: EscalationRules, clocks: Clocks) -> Iterator[Watched]:
    """What lies somewhere: unsent for want of room, in a queue, or with the centre as its agency refused it."""
    if task.status is TaskStatus.WAITING:
        kind, since, chain = AlarmKind.NOT_SENT, turn_came(case, task), rules.not_sent
    elif task.status is TaskStatus.DISPATCHED and task.dispatched_at:
        kind, since, chain = AlarmKind.UNACKNOWLEDGED, task.dispatched_at, rules.unacknowledged
    elif task.refusal and task.status is TaskStatus.REFUSED:
        kind, since, chain = AlarmKind.UNASSIGNED, task.refusal.refused_at, rules.unassigned
    else:
        return
    # The agency as a whole is told by letter what nobody there has taken yet: no level is left out.
    yield Watched(alarm_of(case, task, kind, now, since), _rungs(chain, task, since, clocks, nobody=False))


def _rungs(chain: Chain, task: Task, start: datetime, clocks: Clocks, *, nobody: bool) -> tuple[Rung, ...]:
    levels: Chain = without_officer(chain) if nobody else chain
    return tuple(
        Rung(number, one.role, clocks.due_after(task.calendar, start, one.after_hours))
        for number, one in enumerate(levels, 1)
    )


def _irregular(case: Case, found: Iterable[Irregular], now: datetime) -> Iterator[Watched]:
    for one in found:
        since = one.task.decided_at or one.task.dispatched_at or now
        alarm = alarm_of(case, one.task, one.kind, now, since, about=one.about)
        named = replace(alarm, id=alarm_id(one.task.id, one.kind, one.about.replace(":", "-")))
        yield Watched(named, (Rung(1, Role.HEAD, since),))


def _raised(one: Watched, now: datetime) -> Alarm:
    first = one.rungs[0]
    return replace(one.alarm, told=(Told(first.level, first.role, now),)) if first.level else one.alarm


def _escalated(known: Alarm, one: Watched, now: datetime) -> list[Alarm]:
    due = [rung for rung in one.rungs if rung.at <= now and rung.level > known.level]
    return [known.escalated(due[0].level, due[0].role, now)] if due else []
