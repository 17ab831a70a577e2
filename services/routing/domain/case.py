"""A case: one dossier on its way through the agencies, with its tasks as one aggregate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.routing.domain.asking import (
    Question,
    asked_before,
    must_be_askable,
    side_task,
    told_late,
    without_asker,
)
from services.routing.domain.case_parts import ENDED_CASES, CaseStatus, Component, Procedure
from services.routing.domain.clocks import Clocks
from services.routing.domain.dates import after_answer, postponed, redated
from services.routing.domain.flow import leads_on
from services.routing.domain.handing_over import NewPlace, task_elsewhere
from services.routing.domain.papers import PaperReference
from services.routing.domain.plan import Plan, begun_anew, earlier, led_on, outcomes, plan_of, ready
from services.routing.domain.task import (
    NOT_GIVEN,
    Decision,
    HandOver,
    NotAllowed,
    Outcome,
    Task,
    TaskStatus,
    TooEarly,
)

__all__ = ["ENDED_CASES", "MOST_RETURNS", "Case", "CaseStatus", "Component", "Procedure"]

# A dossier that is sent back more often goes round between agencies: one of them has to decide it.
MOST_RETURNS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """One accepted dossier; ``id`` is the dossier's code. It holds no data that identifies a person.

    ``reception`` is the code of the unit that accepted it; ``correlation_id``, ``caused_by`` and
    ``traceparent`` keep the thread of the acceptance, so that a later dispatch is found with it. ``due_revision`` is
    intake's number of the date that is kept; ``correction`` counts the routes that a corrected procedure led to, and
    ``plan_from`` is the number of the first task of the one that holds now; ``papers`` are those that came as files.
    """

    id: str
    version: int
    procedure: Procedure
    reception: str
    applicant_kind: str
    components: tuple[Component, ...]
    route_code: str
    route_version: int
    priority: bool
    opened_at: datetime
    due_at: datetime | None
    tasks: tuple[Task, ...]
    correlation_id: str
    caused_by: str
    traceparent: str | None = None
    status: CaseStatus = CaseStatus.OPEN
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    due_revision: int = 1
    correction: int = 0
    stopped_at: datetime | None = None
    plan_from: int = 1
    papers: tuple[PaperReference, ...] = ()

    def task(self, id: str) -> Task:
        """One task of the case. Raises NotAllowed for an id that it does not have."""
        for task in self.tasks:
            if task.id == id:
                return task
        raise NotAllowed(f"case {self.id} has no task {id!r}")

    def waiting(self, key: str) -> tuple[Task, ...]:
        """The tasks that wait to be put into the queue of the agency with this key."""
        return tuple(one for one in self.tasks if one.agency_key == key and one.status is TaskStatus.WAITING)

    def dispatched(self, task_id: str, at: datetime) -> Case:
        """The case once the task is in the agency's queue; itself where it was there before. Raises NotAllowed."""
        return self._with(self.task(task_id).dispatched(at))

    def acknowledged(self, task_id: str, at: datetime, officer_unit: str) -> Case:
        """The case once the agency has the task in hand; itself for a repeated word. Raises NotAllowed."""
        return self._with(self.task(task_id).acknowledged(at, officer_unit))

    def progressed(self, task_id: str, at: datetime, note: str) -> Case:
        """The case once the agency told how far it is; itself for its last word again. Raises TooEarly, NotAllowed."""
        return self._with(self.task(task_id).progressed(at, note))

    def noted(self, task_id: str) -> Case:
        """The case once a reply was taken that moves nothing, so that the next one's number is expected."""
        return self._with(self.task(task_id).noted())

    def refused(self, task_id: str, at: datetime, reason: str, by: str) -> Case:
        """The case of which an agency does not take its task: it has to be given to another one, and its date stays.

        Itself where that was said before. Raises TooEarly, NotAllowed.
        """
        changed = self._with(self.task(task_id).refused(at, reason, by))
        return changed if changed is self else changed._settled(at)

    def reassigned(self, task_id: str, at: datetime, place: NewPlace, reason: str, by: str) -> Case:
        """The case of which another agency has the task from now on: a new one of the same step, with the same date.

        Itself where that was done before. Raises NotAllowed for a task that has ended or waits for papers, for the same
        agency, and for a case that is not open.
        """
        known = self.task(task_id)
        if known.handed_over is not None and known.handed_over.to_agency == place.agency:
            return self
        if self.status is not CaseStatus.OPEN:
            raise NotAllowed(f"case {self.id} is {self.status.value}: nothing is given to another agency any more")
        here = {known.agency, self.task(known.opinion.for_task).agency} if known.opinion else {known.agency}
        if place.agency in here:
            raise NotAllowed(f"task {task_id} is with agency {place.agency} already, or is asked by it")
        fresh = task_elsewhere(known, self.tasks[-1].number + 1, place)
        changed = self._with(known.reassigned(HandOver(fresh.id, place.agency, reason, at, by)))
        return replace(changed, tasks=(*changed.tasks, fresh))._settled(at)

    def opinion_asked(
        self, task_id: str, at: datetime, question: Question, by: str, clocks: Clocks, *, by_reply: bool = False
    ) -> Case:
        """The case in which another agency is asked for an opinion: a task beside the route, with its own date, never
        later than the dossier's. The asker's clock runs on, and it may go on without the answer.

        Itself where the same was asked before. Raises TooEarly, NotAllowed.
        """
        asker = self.task(task_id)
        if asked_before(self.tasks, task_id, question):
            return self
        must_be_askable(asker, self.tasks, question)
        due_at = earlier(clocks.due_after(question.place.calendar, at, question.hours), self.due_at)
        fresh = side_task(asker, self.tasks[-1].number + 1, question, at, by, due_at)
        known = self._replaced([asker.noted()]) if by_reply else self.tasks
        return replace(self, version=self.version + 1, tasks=(*known, fresh))

    def opinion_late(self, task_id: str, at: datetime) -> Case:
        """The case once the asker of this opinion knows that it is late; itself where there is nothing to tell."""
        return self._with(told_late(self.task(task_id), at))

    @property
    def plan(self) -> Plan:
        """The newest task of each step of the route that the case is on."""
        return plan_of(self.tasks, self.plan_from)

    def decides(self, task: Task, outcome: Outcome = Outcome.GRANTED) -> bool:
        """Whether the task decides the case when it ends so: no step comes after it."""
        return task.opinion is None and not leads_on(task.step, outcome, self.plan.values())

    def may_return(self, task: Task) -> tuple[str, ...]:
        """The steps to which this task may send the dossier back: what another choice left out was never done."""
        ended = outcomes(self.plan)
        return tuple(id for id in task.returns_to if ended.get(id) is not None)

    def decided(self, task_id: str, at: datetime, decision: Decision, clocks: Clocks) -> Case:
        """The case with the task decided; itself for a repeated decision.

        What no step comes after decides the case, be it a grant or a denial: whatever is under way beside it is
        recalled. Else the turn of the steps behind it comes; a return begins at an earlier step anew. Raises TooEarly,
        NotAllowed (also where the last step says no more than that it is done, or an opinion more than that).
        """
        task = self.task(task_id)
        if task.decision == decision:
            return self
        self._must_be_possible(task, decision)
        changed = self._with(task.decided(at, decision))
        if changed is self:
            return self
        decided_at = changed.task(task_id).decided_at or at
        if decision.outcome is Outcome.RETURNED:
            return changed._sent_back(task, decision, decided_at, clocks)._settled(decided_at)
        if self.decides(task, decision.outcome):
            tasks = tuple(_over(one, decided_at) for one in changed.tasks)
            return replace(changed, status=CaseStatus.DECIDED, decided_at=decided_at, tasks=tasks)
        if task.opinion is not None:
            return changed
        onward = changed._replaced(led_on(changed.plan, decided_at, self.due_at, clocks))
        return replace(changed, tasks=onward)._settled(decided_at)

    def asked(self, task_id: str, at: datetime, wanted: str, reason: str) -> Case:
        """The case whose applicant is asked for papers by a task; itself where it was before.

        Raises TooEarly, NotAllowed (also for an opinion: its asker, who knows what was asked, asks the applicant).
        """
        task = self.task(task_id)
        if task.opinion is not None:
            raise NotAllowed(f"task {task.id} gives an opinion: the agency that wants it asks the applicant")
        return self._with(task.asked(at, wanted, reason))

    def resumed(
        self,
        task_id: str,
        at: datetime,
        due_at: datetime | None,
        restart: bool,
        clocks: Clocks,
        revision: int | None = None,
        also: tuple[str, ...] = (),
    ) -> Case:
        """The case once the applicant has answered; itself where that was known. ``also`` are the other tasks that had
        asked, side by side, and were answered together.

        The dates of these tasks and of the steps behind them move by the time waited, once, or are counted anew from
        the answer (``restart``); none is later than the dossier's own new date. Raises TooEarly, NotAllowed.
        """
        known = [self.task(id) for id in dict.fromkeys((task_id, *also))]
        tasks = self._replaced([one.resumed(at) for one in known])
        asked = {one.step: one.supplement for one in known if one.supplement and one.supplement.answered_at is None}
        if tasks == self.tasks:
            return self
        self._must_be_next(revision)
        changed = replace(self, version=self.version + 1, tasks=tasks)
        case_due, since = due_at or self.due_at, {step: one.requested_at for step, one in asked.items()}
        start = max(at, *since.values())
        moved = after_answer(changed.plan, since, start, case_due, restart, clocks)
        revision = revision or self.due_revision + 1
        return replace(changed, due_at=case_due, tasks=changed._replaced(moved), due_revision=revision)

    def redated(self, due_at: datetime, revision: int, clocks: Clocks) -> Case:
        """The case with the dossier's new date; itself where that date is known.

        What is not done yet gets as much more working time as the dossier got; none is later than its date. A case that
        has ended keeps its tasks. Raises TooEarly while a date set before is on its way.
        """
        if revision <= self.due_revision:
            return self
        self._must_be_next(revision)
        tasks = redated(self.tasks, self.due_at, due_at, clocks)
        return replace(self, version=self.version + 1, due_at=due_at, due_revision=revision, tasks=tasks)

    def rerouted(self, at: datetime, opening: Case) -> Case:
        """The case on the route of the right procedure, as ``opening`` would begin it: what was under way is recalled,
        what was done stays in its history.

        Itself where it was so before or has ended. A decision by the wrong procedure decides nothing. Raises TooEarly
        while a date set before is on its way.
        """
        if opening.correction <= self.correction or self.status in ENDED_CASES:
            return self
        self._must_be_next(opening.due_revision)
        return replace(
            opening,
            version=self.version + 1,
            priority=self.priority or opening.priority,
            tasks=(*(one.recalled(at) for one in self.tasks), *opening.tasks),
            correlation_id=self.correlation_id,
            caused_by=self.caused_by,
            traceparent=self.traceparent,
        )

    def withdrawn(self, at: datetime) -> Case:
        """The case once the applicant took the dossier back: its open tasks are recalled; itself where it has ended."""
        if self.status in ENDED_CASES:
            return self
        tasks = tuple(one.recalled(at) for one in self.tasks)
        return replace(self, version=self.version + 1, status=CaseStatus.WITHDRAWN, withdrawn_at=at, tasks=tasks)

    def stopped(self, at: datetime) -> Case:
        """The case once the reception unit stopped the dossier: the same, under another name."""
        if self.status in ENDED_CASES:
            return self
        tasks = tuple(one.recalled(at) for one in self.tasks)
        return replace(self, version=self.version + 1, status=CaseStatus.STOPPED, stopped_at=at, tasks=tasks)

    def postponed(self, start: datetime, end: datetime, due_at: datetime, revision: int, clocks: Clocks) -> Case:
        """The case whose dossier waited for its fee from ``start`` to ``end``; itself where that date is known.

        What is still to be done moves by the working time of that wait, never beyond the dossier's new date. Raises
        TooEarly while a calendar or a date set before is on its way.
        """
        if revision <= self.due_revision:
            return self
        self._must_be_next(revision)
        tasks = postponed(self.tasks, start, end, due_at, clocks)
        return replace(self, version=self.version + 1, due_at=due_at, due_revision=revision, tasks=tasks)

    def closed(self, at: datetime) -> Case:
        """The case once the result is back with the applicant; itself where it was closed before. Raises TooEarly."""
        if self.status is CaseStatus.OPEN:
            raise TooEarly(f"case {self.id} has not been decided yet")
        if self.status is not CaseStatus.DECIDED:
            return self
        return replace(self, version=self.version + 1, status=CaseStatus.CLOSED, closed_at=at)

    def prioritised(self) -> Case:
        """The case whose dossier goes first, at whatever stage; itself where it did before."""
        return self if self.priority else replace(self, version=self.version + 1, priority=True)

    def _must_be_next(self, revision: int | None) -> None:
        """Dates are taken in the order in which intake set them; None is told by nobody any more."""
        if revision is not None and revision > self.due_revision + 1:
            raise TooEarly(f"case {self.id}: date {self.due_revision + 1} has not arrived yet")

    def _must_be_possible(self, task: Task, decision: Decision) -> None:
        outcome = decision.outcome
        if task.advises and outcome is not Outcome.DONE:
            raise NotAllowed(f"task {task.id} gives an opinion: it says done, with its opinion as a note")
        if outcome is Outcome.DONE and self.decides(task, outcome):
            raise NotAllowed(f"task {task.id} is the last step: it must say granted or denied")
        if outcome is Outcome.RETURNED:
            self._returned_to(task, decision)
            if self._returns() >= MOST_RETURNS:
                raise NotAllowed(f"case {self.id} was sent back {MOST_RETURNS} times already: it must be decided")

    def _returns(self) -> int:
        return sum(one.decision is not None and one.decision.outcome is Outcome.RETURNED for one in self.tasks)

    def _returned_to(self, task: Task, decision: Decision) -> str:
        """The step that a return leads to: one that was done for this dossier. Raises NotAllowed."""
        possible = self.may_return(task)
        wanted = decision.return_to or (possible[0] if len(possible) == 1 else "")
        if wanted not in possible:
            allowed = ", ".join(possible) or "none"
            raise NotAllowed(f"task {task.id} cannot return the dossier to {wanted or 'a step unnamed'!r} ({allowed})")
        return wanted

    def _sent_back(self, task: Task, decision: Decision, at: datetime, clocks: Clocks) -> Case:
        target, first = self._returned_to(task, decision), self.tasks[-1].number + 1
        under_way, fresh = begun_anew(self.plan, target, first)
        again = tuple(ready(one, at, self.due_at, clocks) if one.step == target else one for one in fresh)
        recalled = self._replaced([one.recalled(at) for one in under_way])
        return replace(self, tasks=(*recalled, *again))

    def _replaced(self, changed: Iterable[Task]) -> tuple[Task, ...]:
        by_id = {one.id: one for one in changed}
        return tuple(by_id.get(one.id, one) for one in self.tasks)

    def _settled(self, at: datetime) -> Case:
        """Within the same change: what was asked for a task that nobody has in hand any more is recalled."""
        return replace(self, tasks=without_asker(self.tasks, at))

    def _with(self, task: Task) -> Case:
        if task in self.tasks:
            return self
        tasks = tuple(task if one.id == task.id else one for one in self.tasks)
        return replace(self, version=self.version + 1, tasks=tasks)


def _over(task: Task, at: datetime) -> Task:
    """The task once its case is decided: what had not begun is not needed, what is under way is recalled."""
    return replace(task, status=TaskStatus.SKIPPED) if task.status in NOT_GIVEN else task.recalled(at)
