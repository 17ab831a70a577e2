"""Records what routing tells of a dossier's case, in any order: pure functions from state to change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from services.intake.domain.dossier import Dossier
from services.intake.domain.progress import Decision, Holder, Progress, Task
from services.intake.domain.status import Status
from services.intake.domain.supplement import Supplement
from services.intake.use_cases import facts
from services.intake.use_cases.money.refund_jobs import refund_jobs
from shared.store.change import NOTHING, Change


@dataclass(frozen=True, slots=True)
class Held:
    """Who had a part of the case when this was told; ``told`` is the telling's sequence."""

    holders: tuple[Holder, ...]
    told: int


def record_case_opened(dossier: Dossier, opening: Progress, sequence: int, held: Held | None = None) -> Change:
    """The case is open: steps and dates of the route. Raises IllegalStep before acceptance."""
    opened_at = opening.opened_at
    if opened_at is None:
        raise ValueError("an opening without a time opens nothing")
    return _follow(
        dossier,
        lambda known: known.with_opening(opened_at, opening.due_at, opening.steps, sequence, opening.rerouted),
        held,
    )


def record_task_dispatched(dossier: Dossier, task: Task, held: Held | None = None) -> Change:
    """A task went out to an agency. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: known.with_dispatch(task), held)


def record_tasks_resumed(dossier: Dossier, tasks: Sequence[Task], held: Held | None = None) -> Change:
    """The agencies go on after the applicant's answer. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: reduce(Progress.with_resumption, tasks, known), held)


def record_task_dates(dossier: Dossier, tasks: Sequence[Task], held: Held | None = None) -> Change:
    """The agencies' dates are other ones. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: reduce(Progress.with_new_date, tasks, known), held)


def record_task_left(dossier: Dossier, task: Task, held: Held | None = None) -> Change:
    """A task was refused, or given to another agency. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: known.with_left(task), held)


def record_supplement_request(dossier: Dossier, supplement: Supplement, held: Held | None = None) -> Change:
    """An agency wants further papers: the clock stands still and the applicant is told, once for each task, and in full
    where another agency's request is open still: one answer meets them all.

    Behind the end it is kept and nobody is told. Raises IllegalStep before acceptance.
    """
    asked = dossier.ask_for_agency(supplement)
    if asked is dossier:
        return NOTHING
    if held is not None:
        asked = replace(asked, progress=asked.progress.with_holders(held.holders, held.told))
    if asked.asked is None:
        return Change(saved=(asked,))
    whole = replace(asked.asked, id=supplement.id)
    told = (facts.supplement_requested(asked, whole),)
    return Change(saved=(asked,), facts=told)


def record_task_acknowledged(dossier: Dossier, task: Task, held: Held | None = None) -> Change:
    """The agency took it. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: known.with_acknowledgement(task), held)


def record_task_done(dossier: Dossier, task: Task, held: Held | None = None, taken_back: Iterable[str] = ()) -> Change:
    """An agency is through with its part, and the next one's turn comes. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: known.with_done(task).with_taken_back(taken_back), held)


def record_decision(dossier: Dossier, decision: Decision, taken_back: Iterable[str] = ()) -> Change:
    """The case was decided: the result is ready, told once. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: known.with_decision(decision).with_taken_back(taken_back))


def _follow(dossier: Dossier, learn: Callable[[Progress], Progress], held: Held | None = None) -> Change:
    learnt = learn(dossier.progress)
    followed = dossier.follow(learnt.with_holders(held.holders, held.told) if held else learnt)
    if followed is dossier:
        return NOTHING
    decision = followed.decision
    became_ready = followed.status is Status.DONE and dossier.status is not Status.DONE
    ready = (facts.result_ready(followed, decision),) if became_ready and decision else ()
    back = refund_jobs(followed, decision.decided_at) if became_ready and decision else ()
    return Change(saved=(followed,), facts=ready, jobs=back)
