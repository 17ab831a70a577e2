"""Steps that were skipped, or done by whoever's step it was not, found by comparing a case with its route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.routing.domain.alarm import AlarmKind
from services.routing.domain.case import Case, CaseStatus
from services.routing.domain.flow import Turn, references, turn
from services.routing.domain.plan import Plan, outcomes
from services.routing.domain.route import Route
from services.routing.domain.step import Join
from services.routing.domain.task import Outcome, Task, TaskStatus

LEFT = frozenset({TaskStatus.PLANNED, TaskStatus.RECALLED})


@dataclass(frozen=True, slots=True)
class Irregular:
    """``task`` is the one that shows it; ``about`` the step that was left out, or who did what was not theirs."""

    kind: AlarmKind
    task: Task
    about: str


def irregular_steps(case: Case, route: Route | None, doers: Mapping[str, str]) -> list[Irregular]:
    """All that is not as the route wants it, each once.

    ``route`` is the version that the case was opened by, None where it was not kept. ``doers`` names who took, decided
    or refused a task (``agency:<key>``, ``staff:<account>``), by the task's id; staff are let in by their rights to the
    task, so that only another agency, or nobody at all, is a wrong one.
    """
    plan = case.plan
    return [*_skipped(case, plan, route), *_wrong_roles(case, plan, route, doers)]


def _skipped(case: Case, plan: Plan, route: Route | None) -> list[Irregular]:
    found: dict[tuple[str, str], Irregular] = {}
    ended = outcomes(plan)
    for task in plan.values():
        if task.dispatched_at is None:
            continue
        for ref in references(task):
            led = ref.takes(ended.get(ref.step)) or (task.join is Join.ANY and turn(task, ended) is Turn.NOW)
            if not led:
                found[(task.id, ref.step)] = Irregular(AlarmKind.SKIPPED, task, ref.step)
    last = _last(case, plan)
    if last is not None:
        for task in plan.values():
            if task.status in LEFT and turn(task, ended) is Turn.NOW:
                found[(last.id, task.step)] = Irregular(AlarmKind.SKIPPED, last, task.step)
        for step in route.links if route else ():
            if step not in plan:
                found[(last.id, step)] = Irregular(AlarmKind.SKIPPED, last, step)
    return list(found.values())


def _last(case: Case, plan: Plan) -> Task | None:
    """The task that granted what was asked for; a denial, or a dossier taken back, leaves out what it likes."""
    if case.status not in (CaseStatus.DECIDED, CaseStatus.CLOSED):
        return None
    granted = [one for one in plan.values() if one.decision and one.decision.outcome is Outcome.GRANTED]
    return next((one for one in granted if one.decided_at == case.decided_at), None)


def _wrong_roles(case: Case, plan: Plan, route: Route | None, doers: Mapping[str, str]) -> list[Irregular]:
    found = []
    steps = route.links if route else {}
    handed_over = {one.step for one in case.tasks if one.status is TaskStatus.REASSIGNED}
    for task in plan.values():
        step = steps.get(task.step)
        if step and step.agency != task.agency and task.step not in handed_over and task.dispatched_at:
            found.append(Irregular(AlarmKind.WRONG_ROLE, task, f"agency:{task.agency_key}"))
            continue
        doer = doers.get(task.id, "")
        if doer and not doer.startswith("staff:") and doer != f"agency:{task.agency_key}":
            found.append(Irregular(AlarmKind.WRONG_ROLE, task, doer))
    return found
