"""Plays a case on a route that branches, over routing's handlers: what agencies say, signed as they would sign it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from services.routing.domain.case import Case
from services.routing.domain.route import Route
from services.routing.domain.task import Task, TaskStatus
from services.routing.use_cases import facts, side_facts
from services.routing.use_cases.hand_over import reassigned
from shared.store.change import Address, Context, Key
from tests.unit.routing.world import (
    AGENCY_KEY,
    DOSSIER,
    MONDAY,
    World,
    accepted,
    agency,
    event,
    reply,
    supplemented,
    withdrawn,
)

RESULT = {"name": "Giấy phép", "number": "12/GP", "issued_at": "2026-10-06"}


@dataclass
class Play:
    """One case; each word comes an hour after the one before."""

    route: Route
    world: World = field(init=False)
    at: datetime = MONDAY
    revision: int = 1
    words: int = 0

    def __post_init__(self) -> None:
        others = (agency(step.agency) for step in self.route.steps)
        self.world = World.ready(self.route, *others)
        self.world.receive(accepted(due_at=(MONDAY + timedelta(days=28)).isoformat(), working_hours=160))
        self.world.dispatch()

    @property
    def case(self) -> Case:
        return self.world.case()

    def task(self, step: str) -> Task:
        """The newest task of the step."""
        return self.case.plan[step]

    def standing(self) -> dict[str, str]:
        """Step → where its newest task stands."""
        return {id: task.status.value for id, task in self.case.plan.items()}

    def acknowledge(self, step: str) -> None:
        """Its agency has it in hand."""
        self._say(step, facts.AGENCY_ACKNOWLEDGED, {"officer_unit": "Tổ"}, at=self.at)

    def decide(self, step: str, outcome: str = "done", at: datetime | None = None, **more: Any) -> None:
        """Its agency acknowledges where it has not yet, and says this."""
        if self.task(step).status is TaskStatus.DISPATCHED:
            self.acknowledge(step)
        result = RESULT if outcome == "granted" else None
        self._say(step, facts.AGENCY_DECIDED, {"decision": outcome, "note": "Vì", "result": result, **more}, at)

    def ask(self, step: str) -> None:
        """Its agency wants papers of the applicant."""
        self._say(step, facts.AGENCY_SUPPLEMENT_REQUESTED, {"wanted": "Bản sao", "reason": "Thiếu"})

    def answer(self, step: str, policy: str = "pause", also: Sequence[str] = ()) -> None:
        """The applicant answers, all that ``also`` asked with it; the dossier's date moves by a day."""
        self.revision += 1
        self.at += timedelta(hours=1)
        due = self.case.due_at
        assert due is not None
        self.world.receive(
            supplemented(
                self.task(step).id,
                id=f"supplemented-{self.revision}",
                also=[self.task(one).id for one in also],
                policy=policy,
                supplemented_at=self.at.isoformat(),
                due_at=(due + timedelta(days=1)).isoformat(),
                due_revision=self.revision,
            )
        )

    def ask_opinion(self, step: str, of: str, hours: float | None = None) -> None:
        """Its agency asks this one for an opinion."""
        data = {"agency": of, "question": "Có đủ điều kiện không?", "hours": hours}
        self._say(step, side_facts.AGENCY_OPINION_REQUESTED, data)

    def refuse(self, step: str) -> None:
        """Its agency does not take it."""
        self._say(step, side_facts.AGENCY_REFUSED, {"reason": "Việc này của cơ quan khác"})

    def reassign(self, step: str, to: str) -> None:
        """An operator gives it to this agency."""
        self.reassign_task(self.task(step), to)

    def reassign_task(self, task: Task, to: str) -> None:
        """The same, by the task."""
        self.at += timedelta(hours=1)
        given, why = agency(to), "Việc này của cơ quan khác"
        change = reassigned(
            self.case, task.id, given, self.at, why, "vanhanh", lambda key: Address("agency.tasks", key)
        )
        self.world.states.setdefault(Key(type(given), given.id), given)
        self.world.commit(change, Context("vanhanh", self.at, "by-hand"))
        self.world.dispatch()

    def acknowledge_task(self, task: Task) -> None:
        """Its agency has it in hand, be it a step or an opinion."""
        self.say(task, facts.AGENCY_ACKNOWLEDGED, {"officer_unit": "Tổ"})

    def redate(self, by: timedelta) -> None:
        """The dossier gets another date."""
        self.revision += 1
        due = self.case.due_at
        assert due is not None
        data = {"due_at": (due + by).isoformat(), "due_revision": self.revision, "reason": "Bão"}
        self.world.receive(event("intake.dossier.due_changed.v1", data, id=f"redated-{self.revision}"))

    def withdraw(self) -> None:
        """The applicant takes the dossier back."""
        self.world.receive(withdrawn())

    def told(self, type: str) -> list[Any]:
        """What was told so far of one kind."""
        return [fact for fact in self.world.told if fact.type == type]

    def say(self, task: Task, type: str, data: dict[str, Any], at: datetime | None = None) -> None:
        """Its agency says this of a task, as its next word."""
        self.words += 1
        self.at += timedelta(hours=1)
        task = self.case.task(task.id)
        said = reply(
            type,
            {"task_id": task.id, **data},
            id=f"said-{self.words}",
            key=task.agency_key,
            signing_key=AGENCY_KEY,
            subject=DOSSIER,
            sequence=task.heard + 1,
            time=at or self.at,
        )
        self.world.receive(said)
        self.world.dispatch()

    def _say(self, step: str, type: str, data: dict[str, Any], at: datetime | None = None) -> None:
        self.say(self.task(step), type, data, at)
