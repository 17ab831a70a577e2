"""Records what routing tells of a dossier's case, in any order: pure functions from state to change."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from services.intake.domain.dossier import Dossier
from services.intake.domain.progress import Decision, Progress, Task
from services.intake.domain.status import Status
from services.intake.domain.supplement import Supplement
from services.intake.use_cases import facts
from services.intake.use_cases.money.refund_jobs import refund_jobs
from shared.store.change import NOTHING, Change


def record_case_opened(dossier: Dossier, opening: Progress, sequence: int) -> Change:
    """The case is open: steps and dates of the route. Raises IllegalStep before acceptance."""
    opened_at = opening.opened_at
    if opened_at is None:
        raise ValueError("an opening without a time opens nothing")
    return _follow(
        dossier, lambda known: known.with_opening(opened_at, opening.due_at, opening.steps, sequence, opening.rerouted)
    )


def record_task_dispatched(dossier: Dossier, task: Task) -> Change:
    """A task went out to an agency. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: known.with_dispatch(task))


def record_task_resumed(dossier: Dossier, task: Task) -> Change:
    """The agency goes on after the applicant's answer. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: known.with_resumption(task))


def record_task_due_changed(dossier: Dossier, task: Task) -> Change:
    """The agency's date is another one. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: known.with_new_date(task))


def record_supplement_request(dossier: Dossier, supplement: Supplement) -> Change:
    """An agency wants further papers: the clock stands still and the applicant is told, once for each task.

    Behind the end it is kept and nobody is told. Raises IllegalStep before acceptance.
    """
    asked = dossier.ask_for_agency(supplement)
    if asked is dossier:
        return NOTHING
    told = (facts.supplement_requested(asked, supplement),) if asked.status is Status.SUPPLEMENT_ASKED else ()
    return Change(saved=(asked,), facts=told)


def record_task_acknowledged(dossier: Dossier, task: Task) -> Change:
    """The agency took it. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: known.with_acknowledgement(task))


def record_task_done(dossier: Dossier, task: Task, taken_back: Iterable[str] = ()) -> Change:
    """An agency is through with its part, and the next one's turn comes. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: known.with_done(task).with_taken_back(taken_back))


def record_decision(dossier: Dossier, decision: Decision, taken_back: Iterable[str] = ()) -> Change:
    """The case was decided: the result is ready, told once. Raises IllegalStep before acceptance."""
    return _follow(dossier, lambda known: known.with_decision(decision).with_taken_back(taken_back))


def _follow(dossier: Dossier, learn: Callable[[Progress], Progress]) -> Change:
    followed = dossier.follow(learn(dossier.progress))
    if followed is dossier:
        return NOTHING
    decision = followed.decision
    became_ready = followed.status is Status.DONE and dossier.status is not Status.DONE
    ready = (facts.result_ready(followed, decision),) if became_ready and decision else ()
    back = refund_jobs(followed, decision.decided_at) if became_ready and decision else ()
    return Change(saved=(followed,), facts=ready, jobs=back)
