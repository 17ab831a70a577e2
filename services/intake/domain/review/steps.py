"""The steps of one dossier on its way, each with the date it had and when it ended: at the desk, at every agency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from services.intake.domain.errors import Words
from services.intake.domain.progress import Progress, Task
from services.intake.domain.review.case import ReviewedCase
from services.intake.domain.status import PAUSED, Status
from shared.working_time import Calendar, due, elapsed

RECEPTION = "reception"
RECEPTION_WORDS = Words("Tiếp nhận tại Bộ phận Một cửa", "Taken in at the one-stop desk")


@dataclass(frozen=True, slots=True)
class StepTaken:
    """``key`` names the step in every dossier of the procedure. ``ended_at`` is None while it is under way."""

    key: str
    words: Words
    due_at: datetime | None
    ended_at: datetime | None
    waits: bool = False  # for the applicant: its clock stands still

    def late_by(self, calendar: Calendar, now: datetime) -> int | None:
        """Whole minutes of working time behind its date, at least one; None where it is in time or has no date."""
        end = self.ended_at or now
        if self.due_at is None or self.waits or end <= self.due_at:
            return None
        return max(1, int(elapsed(calendar, self.due_at, end).total_seconds() // 60))


def steps_of(case: ReviewedCase, calendar: Calendar, reception_hours: int) -> Iterator[StepTaken]:
    """In the order in which they began; what a corrected procedure took back from an agency is none of them."""
    looked_at, _ = due(calendar, case.filed_at, reception_hours * 60)
    yield StepTaken(
        RECEPTION, RECEPTION_WORDS, looked_at, first_answer(case), case.status in (Status.WITHDRAWN, Status.STOPPED)
    )
    over = case.status in (Status.WITHDRAWN, Status.STOPPED)
    for task in _tasks(case.progress):
        ended = ended_at(case.progress, task)
        waits = ended is None and (over or case.status in PAUSED)
        yield StepTaken(f"{task.step}@{task.agency}", _words(case.progress, task), task.current_due, ended, waits)


def first_answer(case: ReviewedCase) -> datetime | None:
    """When the desk first answered a new dossier: took it, refused it, or asked for papers."""
    asked = [one.requested_at for one in case.supplements if one.task_id is None]
    answers = [*asked, *([case.accepted_at] if case.accepted_at else [])]
    if case.refusal:
        answers.append(case.refusal.refused_at)
    return min(answers, default=None)


def ended_at(progress: Progress, task: Task) -> datetime | None:
    """When the agency was through with it: as it said itself, by the decision, or when the next one got it."""
    if task.done_at is not None:
        return task.done_at
    following = [
        one.dispatched_at
        for one in _tasks(progress)
        if one.dispatched_at and task.acknowledged_at and one.dispatched_at > task.acknowledged_at
    ]
    if following:
        return min(following)
    return progress.decision.decided_at if progress.decision else None


def _tasks(progress: Progress) -> list[Task]:
    found = [
        one
        for one in progress.tasks.values()
        if one.dispatched_at and not progress.is_over(max(one.dispatch_told, one.acknowledgement_told))
    ]
    return sorted(found, key=lambda one: (one.dispatched_at, one.id))


def _words(progress: Progress, task: Task) -> Words:
    step = next((one for one in progress.steps if one.id == task.step and one.agency == task.agency), None)
    if step is None:
        return Words(task.agency_name, task.agency_name)
    return Words(f"{step.name.vi}, {task.agency_name}", f"{step.name.en}, {task.agency_name}")
