"""The agency's desk: what it has in hand and when each piece of work is done; no network here."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from deploy.simulators.agency.behaviour import Behaviour
from deploy.simulators.agency.messages import (
    Recall,
    Reply,
    Task,
    acknowledgement,
    decision,
    progress,
    refusal,
    supplement_request,
)


@dataclass(slots=True)
class Desk:
    """Answers every task twice: with an acknowledgement at once, and ``work_seconds`` later with a decision, or with a
    request for papers, after which the decision follows ``work_seconds`` behind the letter that the papers came.

    A letter that comes again gets the same answers again, byte for byte as long as the program runs and with the same
    ids for ever; it needs no memory of an earlier letter. ``behaviour`` says which tasks it denies, refuses, wants
    papers for, is slow with or tells its progress of. ``supplement_for`` are codes of procedures for whose dossiers
    papers are always wanted. A recalled task is dropped.
    """

    key: str
    unit: str
    work_seconds: float
    behaviour: Behaviour = field(default_factory=Behaviour)
    supplement_for: frozenset[str] = frozenset()
    _tasks: dict[tuple[str, bool], Task] = field(default_factory=dict)
    _answers: dict[tuple[str, bool, str], Reply] = field(default_factory=dict)
    _in_hand: list[tuple[float, int, str, bool]] = field(default_factory=list)
    _recalled: set[str] = field(default_factory=set)

    def take(self, task: Task, delivery_tag: int, now: float) -> Reply:
        """The acknowledgement; the other answer falls due later. ``now`` is a monotonic clock's reading in seconds."""
        letter = task.id, task.resumed
        self._tasks.setdefault(letter, task)
        done_at = now + self.work_seconds + self.behaviour.slowness(task.id)
        heapq.heappush(self._in_hand, (done_at, delivery_tag, *letter))
        return self._answer(*letter, "first", lambda known: acknowledgement(self.key, known, self.unit))

    def on_the_way(self, task: Task) -> Reply | None:
        """What is told of its progress behind the acknowledgement, where anything is."""
        if task.resumed or not self._told(task):
            return None
        return self._answer(task.id, False, "progress", lambda known: progress(self.key, known))

    def drop(self, recall: Recall) -> None:
        """Nobody works on this task any more; what was in hand of it is settled without an answer."""
        self._recalled.add(recall.task_id)

    def seconds_to_next(self, now: float, longest: float) -> float:
        """How long nothing falls due, at most ``longest``."""
        return min(longest, max(0.0, self._in_hand[0][0] - now)) if self._in_hand else longest

    def done(self, now: float) -> list[tuple[int, Reply | None]]:
        """Finished work: the delivery that it settles and the answer to send first; None for a recalled task."""
        finished: list[tuple[int, Reply | None]] = []
        while self._in_hand and self._in_hand[0][0] <= now:
            _, tag, task_id, resumed = heapq.heappop(self._in_hand)
            recalled = task_id in self._recalled
            finished.append((tag, None if recalled else self._answer(task_id, resumed, "second", self._second)))
        return finished

    def clear_hands(self) -> None:
        """The connection is gone and its deliveries with it: the broker brings them again."""
        self._in_hand.clear()

    def _answer(self, task_id: str, resumed: bool, which: str, write: Callable[[Task], Reply]) -> Reply:
        """Written when it is given for the first time: its time is the time of the work."""
        key = task_id, resumed, which
        if key not in self._answers:
            self._answers[key] = write(self._tasks[task_id, resumed])
        return self._answers[key]

    def _second(self, task: Task) -> Reply:
        told = self._told(task)
        if self.behaviour.meets("refuse", task.id) and not task.resumed:
            return refusal(self.key, task, told)
        if not task.resumed and self._wants_papers(task):
            return supplement_request(self.key, task, told)
        return decision(self.key, task, self.behaviour.meets("deny", task.id), told)

    def _told(self, task: Task) -> int:
        return int(self.behaviour.meets("progress", task.id))

    def _wants_papers(self, task: Task) -> bool:
        return task.procedure_code in self.supplement_for or self.behaviour.meets("supplement", task.id)
