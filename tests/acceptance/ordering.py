"""Runs a world until it is quiet: by given choices, each of which is one of the things that may happen next."""

from __future__ import annotations

from collections.abc import Iterable

from tests.acceptance.system import Letter, System

LONGEST_BATCH = 5
# After this many moves a world that is still not quiet never will be.
MOST_MOVES = 5000


class Choices:
    """Numbers drawn beforehand; when they are used up, the first of everything is taken: the natural order."""

    def __init__(self, drawn: Iterable[int]) -> None:
        self._left = list(drawn)[::-1]

    def pick(self, count: int) -> int:
        """One of 0 to ``count`` - 1."""
        return self._left.pop() % count if self._left else 0


def run(system: System, choices: Choices) -> System:
    """Until nothing is under way, nobody has anything to do, and nothing deferred would be taken in.

    One queue may be slow: its letters pile up until nothing else can happen, and then come in any order.
    """
    queues = ["", *system.queues]
    slow = queues[choices.pick(len(queues))]
    for _ in range(MOST_MOVES):
        if not _move(system, choices, slow):
            return system
    raise AssertionError("the world does not come to rest")


def _move(system: System, choices: Choices, slow: str) -> bool:
    """One thing happens; False where nothing can."""
    kind = choices.pick(12)
    if kind == 4 and system.arrived:
        system.deliver([system.arrived[choices.pick(len(system.arrived))]])
        return True
    if kind == 5:
        system.repeat_receipt(choices.pick)
        return True
    if kind == 6 and _try_again(system, choices):
        return True
    if kind >= 7 and _work(system, choices):
        return True
    ready = [one for one in system.under_way if one.queue != slow]
    if not ready and _work(system, choices):
        return True
    if system.under_way:
        system.deliver(_batch(system, choices, ready or system.under_way, LONGEST_BATCH if kind in (2, 3) else 1))
        return True
    return _try_again(system, choices)


def _batch(system: System, choices: Choices, ready: list[Letter], longest: int) -> list[Letter]:
    """Letters of one queue in any order; some may have come before, or come twice in the same batch."""
    batch = [ready[choices.pick(len(ready))]]
    system.under_way.remove(batch[0])
    for _ in range(choices.pick(longest)):
        beside = [one for one in (*system.under_way, *system.arrived) if one.queue == batch[0].queue]
        if beside:
            batch.append(beside[choices.pick(len(beside))])
            if batch[-1] in system.under_way:
                system.under_way.remove(batch[-1])
    return batch


def _work(system: System, choices: Choices) -> bool:
    moves = system.work()
    first = choices.pick(len(moves))
    return any(move() for move in moves[first:] + moves[:first])


def _try_again(system: System, choices: Choices) -> bool:
    services = list(system.services.values())
    first = choices.pick(len(services))
    for service in services[first:] + services[:first]:
        if service.try_again():
            system.relay()
            return True
    return False
