"""Asking other agencies for an opinion: the tasks beside the route, and when they are needed no more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.routing.domain.agency import agency_key
from services.routing.domain.handing_over import NewPlace
from services.routing.domain.opinion import Opinion
from services.routing.domain.task import ENDED, IN_HAND, NotAllowed, Task, TaskStatus, TooEarly

NAME = "Cho ý kiến"
NAME_EN = "Give an opinion"


@dataclass(frozen=True, slots=True)
class Question:
    """What an agency wants to know, of which other one, within how many working hours of that one's calendar, and how
    many such questions it may have open. ``of_holder``: asked from outside, also of whoever
    has the task, and before it was acknowledged."""

    place: NewPlace
    text: str
    hours: float
    most_open: int
    of_holder: bool = False


def open_opinions(tasks: Iterable[Task], task_id: str) -> list[Task]:
    """The opinions that this task still waits for."""
    return [one for one in tasks if one.opinion and one.opinion.for_task == task_id and one.status not in ENDED]


def asked_before(tasks: Iterable[Task], task_id: str, question: Question) -> bool:
    """Whether the same was asked of the same agency for this task."""
    return any(
        one.opinion is not None
        and (one.opinion.for_task, one.opinion.question, one.agency) == (task_id, question.text, question.place.agency)
        for one in tasks
    )


def must_be_askable(asker: Task, tasks: Iterable[Task], question: Question) -> None:
    """Raises TooEarly while the asker's acknowledgement is on its way, NotAllowed where it may not ask."""
    if asker.opinion is not None:
        raise NotAllowed(f"task {asker.id} gives an opinion itself: it is given, not asked on")
    if asker.agency == question.place.agency and not question.of_holder:
        raise NotAllowed(f"task {asker.id}: agency {asker.agency} needs no task to ask itself")
    dispatched = asker.status is TaskStatus.DISPATCHED
    if dispatched and not question.of_holder:
        raise TooEarly(f"task {asker.id} has not been acknowledged yet")
    if asker.status not in IN_HAND and asker.status is not TaskStatus.PAUSED and not dispatched:
        raise NotAllowed(f"task {asker.id} is {asker.status.value}: its agency has it not in hand")
    if len(open_opinions(tasks, asker.id)) >= question.most_open:
        raise NotAllowed(f"task {asker.id} waits for {question.most_open} opinions already")


def side_task(asker: Task, number: int, question: Question, at: datetime, by: str, due_at: datetime | None) -> Task:
    """The task of the agency that is asked; it waits for its dispatch as every other."""
    place = question.place
    return Task(
        id=f"{asker.id.rpartition(':')[0]}:{number}",
        step=f"opinion-{number}",
        name=f"{NAME}: {asker.name}",
        name_en=f"{NAME_EN}: {asker.name_en}",
        agency=place.agency,
        agency_key=agency_key(place.agency),
        agency_name=place.agency_name,
        due_at=due_at,
        hours=question.hours,
        calendar=place.calendar,
        advises=True,
        opinion=Opinion(asker.id, question.text, at, by),
    )


def without_asker(tasks: tuple[Task, ...], at: datetime) -> tuple[Task, ...]:
    """The tasks, with every opinion recalled that nobody waits for any more: its asker has ended or refused."""
    gone = {one.id for one in tasks if one.status in ENDED or one.status is TaskStatus.REFUSED}
    return tuple(one.recalled(at) if one.opinion and one.opinion.for_task in gone else one for one in tasks)


def told_late(task: Task, at: datetime) -> Task:
    """The opinion of whose lateness its asker was told; itself where it was told before, has come, or is in time."""
    if task.opinion is None or task.opinion.late_told_at or task.status in ENDED:
        return task
    if task.due_at is None or task.due_at >= at:
        return task
    return replace(task, opinion=replace(task.opinion, late_told_at=at))
