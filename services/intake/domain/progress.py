"""How a dossier's case goes on elsewhere: what the front door heard of it, in whatever order it was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from services.intake.domain.errors import Words


class Outcome(Enum):
    """What the deciding agency said."""

    GRANTED = "granted"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the route that the case takes; names as the routing side shows them, ``due_at`` as it was planned
    when the case was opened."""

    id: str
    agency: str
    agency_name: str
    name: Words
    due_at: datetime | None = None
    after: tuple[str, ...] = ()  # the steps that lead here; several steps without any, or after the same, run at once


@dataclass(frozen=True, slots=True)
class Left:
    """How a task left its agency before it was done: refused, or given to another agency (``to_agency_name``, as task
    ``to_task``); who did it, when and why."""

    at: datetime
    by: str
    reason: str
    to_agency_name: str = ""
    to_task: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """An agency that has a part of the case now, and until when; ``opinion_for`` as a task has it."""

    task_id: str
    step: str
    name: Words
    agency: str
    agency_name: str
    status: str
    since: datetime | None
    due_at: datetime | None
    opinion_for: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One agency's part. ``officer`` is a display name, personal.

    ``due_at`` was told with the dispatch, ``resumed_due`` when the task went on after a wait, ``moved_due`` when the
    dossier's date had moved. The ``…_told`` are the highest sequences heard of each.
    """

    id: str
    step: str
    agency: str
    agency_name: str
    dispatched_at: datetime | None = None
    due_at: datetime | None = None
    acknowledged_at: datetime | None = None
    officer: str | None = None
    dispatch_told: int = 0
    acknowledgement_told: int = 0
    resumed_at: datetime | None = None
    resumed_due: datetime | None = None
    resumption_told: int = 0
    moved_due: datetime | None = None
    move_told: int = 0
    done_at: datetime | None = None  # the agency's part is over, and the case goes on elsewhere
    opinion_for: str = ""  # the task whose agency asked for this one's opinion; empty for a step of the route
    refused: Left | None = None  # by its agency
    left: Left | None = None  # given to another agency

    @property
    def current_due(self) -> datetime | None:
        """The agency's date that holds now: the one told last."""
        dates = (
            (self.dispatch_told, self.due_at),
            (self.resumption_told, self.resumed_due),
            (self.move_told, self.moved_due),
        )
        return max(((told, due) for told, due in dates if due), key=lambda one: one[0], default=(0, None))[1]


@dataclass(frozen=True, slots=True)
class Decision:
    """The end of the case. ``note`` may be read by the applicant; ``result_number`` names the paper issued."""

    outcome: Outcome
    decided_at: datetime
    agency: str
    agency_name: str
    note: str = ""
    result_name: str | None = None
    result_number: str | None = None
    told: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """A projection: each fact has its own place, so any order of the same facts ends in the same value."""

    opened_at: datetime | None = None
    due_at: datetime | None = None
    steps: tuple[Step, ...] = ()
    tasks: Mapping[str, Task] = field(default_factory=dict)
    decision: Decision | None = None
    opened_told: int = 0
    rerouted: int = 0  # how many corrections of the procedure this opening follows
    taken_back: frozenset[str] = frozenset()  # tasks that their agencies have no more
    holders: tuple[Holder, ...] = ()
    holders_told: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "tasks", MappingProxyType(dict(sorted(self.tasks.items()))))

    def with_opening(
        self, opened_at: datetime, due_at: datetime | None, steps: tuple[Step, ...], told: int, rerouted: int = 0
    ) -> Progress:
        """The case was opened; a later telling (higher sequence) stands over an earlier one."""
        if told <= self.opened_told:
            return self
        return replace(self, opened_at=opened_at, due_at=due_at, steps=steps, opened_told=told, rerouted=rerouted)

    def with_dispatch(self, task: Task) -> Progress:
        """A task was sent to an agency; what was heard of its acknowledgement is kept."""
        known = self.tasks.get(task.id, task)
        if known is task:
            return self._with(task)
        if task.dispatch_told <= known.dispatch_told:
            return self
        return self._with(
            replace(known, dispatched_at=task.dispatched_at, due_at=task.due_at, dispatch_told=task.dispatch_told)
        )

    def with_acknowledgement(self, task: Task) -> Progress:
        """An agency took a task; what was heard of its dispatch is kept."""
        known = self.tasks.get(task.id, task)
        if known is task:
            return self._with(task)
        if task.acknowledgement_told <= known.acknowledgement_told:
            return self
        return self._with(
            replace(
                known,
                acknowledged_at=task.acknowledged_at,
                officer=task.officer,
                acknowledgement_told=task.acknowledgement_told,
            )
        )

    def with_resumption(self, task: Task) -> Progress:
        """A task goes on after the applicant's answer, with a new date; what else was heard of it is kept."""
        known = self.tasks.get(task.id, task)
        if known is task:
            return self._with(task)
        if task.resumption_told <= known.resumption_told:
            return self
        return self._with(
            replace(
                known,
                resumed_at=task.resumed_at,
                resumed_due=task.resumed_due,
                resumption_told=task.resumption_told,
            )
        )

    def with_new_date(self, task: Task) -> Progress:
        """The agency has another date for a task; what else was heard of it is kept."""
        known = self.tasks.get(task.id, task)
        if known is task:
            return self._with(task)
        if task.move_told <= known.move_told:
            return self
        return self._with(replace(known, moved_due=task.moved_due, move_told=task.move_told))

    def with_done(self, task: Task) -> Progress:
        """An agency is through with its part; what else was heard of the task is kept."""
        known = self.tasks.get(task.id, task)
        return self._with(task if known is task else replace(known, done_at=task.done_at))

    def with_taken_back(self, tasks: Iterable[str]) -> Progress:
        """These tasks were recalled or given to another agency: that is the end of each."""
        known = self.taken_back | frozenset(tasks)
        return self if known == self.taken_back else replace(self, taken_back=known)

    def with_left(self, task: Task) -> Progress:
        """A task was refused, or given to another agency: each once; what else was heard is kept."""
        known = self.tasks.get(task.id, task)
        return self._with(replace(known, refused=task.refused or known.refused, left=task.left or known.left))

    def with_holders(self, holders: tuple[Holder, ...], told: int) -> Progress:
        """Who has a part now, as every telling says it: the newest (highest sequence) stands."""
        if told <= self.holders_told:
            return self
        return replace(self, holders=holders, holders_told=told)

    def with_decision(self, decision: Decision) -> Progress:
        """The case was decided; a correction (higher sequence) stands over the first telling.

        What was decided before the case was opened anew, for another procedure, decides nothing.
        """
        if self.decision is not None and decision.told <= self.decision.told:
            return self
        if self.is_over(decision.told):
            return self
        return replace(self, decision=decision)

    def is_over(self, told: int) -> bool:
        """Whether this telling is of a case that was opened anew since, by another route."""
        return bool(self.rerouted) and told < self.opened_told

    @property
    def holding(self) -> tuple[Holder, ...]:
        """Every agency that has a part now, in the order in which they got it; none once it is decided.

        What was told before tellings named all of them knows of one.
        """
        if self.decision is not None:
            return ()
        if self.holders_told:
            return () if self.is_over(self.holders_told) else self.holders
        one = self.holder
        if one is None:
            return ()
        names = {step.id: step.name for step in self.steps}
        name, since = names.get(one.step, Words("", "")), one.dispatched_at or one.acknowledged_at
        return (Holder(one.id, one.step, name, one.agency, one.agency_name, "", since, one.current_due),)

    @property
    def holder(self) -> Task | None:
        """Who has it now: of the route's tasks that agencies have, the one dispatched last, until the decision; none
        that a new route took away."""
        sent = [
            one
            for one in self.tasks.values()
            if (one.dispatched_at or one.acknowledged_at)
            and not one.opinion_for
            and one.refused is None
            and one.left is None
            and not self.is_over(max(one.dispatch_told, one.acknowledgement_told))
        ]
        if self.decision is not None or not sent:
            return None
        held = {one.task_id for one in self.holders}
        return max(sent, key=lambda one: (one.id in held, one.dispatched_at or one.acknowledged_at, one.id))

    def _with(self, task: Task) -> Progress:
        return replace(self, tasks={**self.tasks, task.id: task})
