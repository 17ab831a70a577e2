"""The agency's desk: what it has in hand and when each piece of work is done; no network here."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from deploy.simulators.agency.messages import Reply, Task, acknowledgement, decision


@dataclass(slots=True)
class Desk:
    """Answers every task twice, with an acknowledgement at once and a decision ``work_seconds`` later.

    A task that comes again gets the same answers again, byte for byte as long as the program runs and with the same
    ids for ever. ``deny_every`` = n denies about every n-th task (by its id, so the same ones each time); 0 = none.
    """

    key: str
    unit: str
    work_seconds: float
    deny_every: int = 0
    _answers: dict[str, tuple[Reply, Reply]] = field(default_factory=dict)
    _in_hand: list[tuple[float, int, str]] = field(default_factory=list)

    def take(self, task: Task, delivery_tag: int, now: float) -> Reply:
        """The acknowledgement; the decision falls due later. ``now`` is a monotonic clock's reading in seconds."""
        if task.id not in self._answers:
            denied = self.deny_every > 0 and sum(task.id.encode()) % self.deny_every == 0
            self._answers[task.id] = (acknowledgement(self.key, task, self.unit), decision(self.key, task, denied))
        heapq.heappush(self._in_hand, (now + self.work_seconds, delivery_tag, task.id))
        return self._answers[task.id][0]

    def seconds_to_next(self, now: float, longest: float) -> float:
        """How long nothing falls due, at most ``longest``."""
        return min(longest, max(0.0, self._in_hand[0][0] - now)) if self._in_hand else longest

    def done(self, now: float) -> list[tuple[int, Reply]]:
        """Finished work: the delivery that it settles and the decision to send first."""
        finished = []
        while self._in_hand and self._in_hand[0][0] <= now:
            _, tag, task_id = heapq.heappop(self._in_hand)
            finished.append((tag, self._answers[task_id][1]))
        return finished

    def clear_hands(self) -> None:
        """The connection is gone and its deliveries with it: the broker brings them again."""
        self._in_hand.clear()
