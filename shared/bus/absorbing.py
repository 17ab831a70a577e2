"""What to do with each fault while a batch takes effect: retry, look up, split, go singly, put off, or wait."""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from shared.bus.hooks import SILENT, Hooks
from shared.bus.ports import AlreadyReceived, HandlerFailed, Inbox
from shared.bus.reading import Reading, Received
from shared.store.change import Conflict, StoreAway

T = TypeVar("T")
Wait = Callable[[float], None]
Item = tuple[Received, Reading]

JITTER_SECONDS = 0.05
# Splitting makes hot aggregates worse, so it comes late; the cap keeps one message from holding the queue for ever.
SPLIT_AFTER = 6
MOST_RACES = 20
_SHORTEST_WAIT, _LONGEST_WAIT = 0.2, 2.0


class Absorber:
    """Brings events into effect; when a call returns, every one is taken in, put off, parked or was there before.

    ``wait`` is called with seconds while the store is away and between two tries; what it raises goes to the caller.
    """

    def __init__(self, inbox: Inbox, wait: Wait, hooks: Hooks = SILENT) -> None:
        self._inbox = inbox
        self._wait = wait
        self._hooks = hooks

    def take_in(self, batch: Sequence[Item], attempt: int = 1) -> None:
        """Handle the batch in order; ``attempt`` counts the attempts on it, this one included."""
        left = list(batch)
        races, pause = 0, _SHORTEST_WAIT
        while left:
            fault = self._try(left)
            if fault is None:
                self._count(left)
                return
            if isinstance(fault, StoreAway):
                self._wait(pause)
                pause = min(pause * 2, _LONGEST_WAIT)
                continue
            if isinstance(fault, AlreadyReceived):
                fresh = self._without(left, fault.ids)
                races += len(fresh) == len(left)
                left = fresh
            elif isinstance(fault, Conflict):
                races += 1
            else:
                self._singly(left, fault, attempt)
                return
            if races and self._lost_too_often(left, races, attempt):
                return

    def _try(self, batch: list[Item]) -> Exception | None:
        try:
            self._inbox.absorb(batch)
        except Exception as fault:  # every kind is told apart by the caller; an unknown one is the handler's own
            return fault
        return None

    def _lost_too_often(self, batch: list[Item], races: int, attempt: int) -> bool:
        """After a lost race: wait a moment (False), or split the batch, or put its only event off (True)."""
        if races >= SPLIT_AFTER and len(batch) > 1:
            middle = len(batch) // 2
            self.take_in(batch[:middle], attempt)
            self.take_in(batch[middle:], attempt)
            return True
        if races >= MOST_RACES:
            self.put_off(batch[0][0], "others were always faster to change the same state", attempt)
            return True
        self._wait(random.uniform(0, JITTER_SECONDS))  # noqa: S311 - jitter, not a secret
        return False

    def put_off(self, received: Received, reason: str, attempt: int) -> None:
        """Keep an event for a later attempt."""
        self.patiently(self._inbox.defer, received, reason, attempt)
        self._hooks.deferred(1)

    def patiently(self, call: Callable[..., T], *arguments: object) -> T:
        """The call's answer, however long the store is away; being away counts as nothing."""
        pause = _SHORTEST_WAIT
        while True:
            try:
                return call(*arguments)
            except StoreAway:
                self._wait(pause)
                pause = min(pause * 2, _LONGEST_WAIT)

    def _singly(self, batch: list[Item], fault: Exception, attempt: int) -> None:
        if len(batch) == 1:
            self.put_off(batch[0][0], fault_text(fault), attempt)
            return
        for one in batch:
            self.take_in([one], attempt)

    def _without(self, batch: list[Item], known: frozenset[str]) -> list[Item]:
        seen = known or self.patiently(self._inbox.seen, [received.id for received, _ in batch])
        fresh = [item for item in batch if item[0].id not in seen]
        self.note_repeated([received for received, _ in batch if received.id in seen])
        return fresh

    def note_repeated(self, again: Sequence[Received]) -> None:
        """These change nothing: their ids were absorbed before."""
        if again:
            self.patiently(self._inbox.repeated, again)
            self._hooks.repeated(len(again))

    def _count(self, batch: list[Item]) -> None:
        self._hooks.handled(len(batch))
        self._hooks.lag((datetime.now(UTC) - batch[0][0].time).total_seconds())


def fault_text(fault: Exception) -> str:
    """The kind of a fault and where it was raised; its own words are left out, for they may quote personal data."""
    cause = fault.__cause__ if isinstance(fault, HandlerFailed) and fault.__cause__ is not None else fault
    frames = traceback.extract_tb(cause.__traceback__)
    where = f" in {frames[-1].name} ({frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno})" if frames else ""
    return f"{type(cause).__name__}{where}"
