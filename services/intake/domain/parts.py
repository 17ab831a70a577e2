"""Each agency's part of a dossier, and the parts that it has now: what receipt and pages show beside the total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import Words
from services.intake.domain.progress import Task


class PartState(Enum):
    """Where a part stands."""

    PLANNED = "planned"
    HELD = "held"
    DONE = "done"
    REFUSED = "refused"  # by its agency: it is being given to another one


@dataclass(frozen=True, slots=True)
class Part:
    """One agency's part: what it does, since when it has it, its own date, when it was done. ``opinion`` is a part
    beside the way: another agency asks for it, and nobody waits for it but that one."""

    agency_name: str
    name: Words
    state: PartState
    since: datetime | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    opinion: bool = False


def parts_of(dossier: Dossier) -> tuple[Part, ...]:
    """The route's steps in order, each with the agency that has it by now, then the opinions that were asked.

    Of what was not sent out the planned date is shown, as long as the dossier's own date has not moved. Nothing where
    one agency does it all.
    """
    progress = dossier.progress
    tasks = sorted(progress.tasks.values(), key=_begun)
    route = [one for one in tasks if not one.opinion_for and not one.left]
    by_step = {one.step: one for one in route}
    if len(progress.steps) < 2 and len(tasks) < 2:
        return ()
    moved = dossier.acceptance is None or dossier.due_at != dossier.acceptance.due_at
    decided = progress.decision.decided_at if progress.decision else None
    parts = [
        _part(by_step[step.id], step.name, decided)
        if step.id in by_step
        else Part(step.agency_name, step.name, PartState.PLANNED, due_at=None if moved else step.due_at)
        for step in progress.steps
    ]
    known = {one.id for one in progress.steps}
    others = [one for one in by_step.values() if one.step not in known]
    asked = [one for one in tasks if one.opinion_for]
    return (*parts, *(_part(one, Words("", ""), decided) for one in (*others, *asked)))


def _part(task: Task, name: Words, decided_at: datetime | None) -> Part:
    done_at = task.done_at or decided_at
    state = PartState.DONE if done_at else PartState.REFUSED if task.refused else PartState.HELD
    since = task.dispatched_at or task.acknowledged_at
    return Part(task.agency_name, name, state, since, task.current_due, task.done_at, bool(task.opinion_for))


def _begun(task: Task) -> tuple[bool, float, str]:
    """Those that were not heard of as sent stand first: what took their place was sent later."""
    begun = task.dispatched_at or task.acknowledged_at
    return (begun is not None, begun.timestamp() if begun else 0.0, task.id)
