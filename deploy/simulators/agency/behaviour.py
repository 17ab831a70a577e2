"""Ways of an agency, by order: being away, answering twice, slowly or out of order, refusing, telling its progress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

NAMES = ("away", "twice", "slow", "out-of-order", "refuse", "progress", "supplement", "deny")
WITH_SECONDS = ("away", "slow")


class BadOrder(ValueError):
    """An order that is not understood; the text says which."""


@dataclass(frozen=True, slots=True)
class Way:
    """``every``: for about every n-th task, the same ones each time; ``seconds`` where the way has some."""

    every: int = 0
    seconds: float = 0.0

    def meets(self, task_id: str) -> bool:
        """Whether this task is one of them."""
        return self.every > 0 and sum(task_id.encode()) % self.every == 0


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The ways by name; what was not ordered never happens.

    ``away/N`` counts differently: each time that N tasks were taken, the agency hangs up for its seconds.
    """

    ways: dict[str, Way] = field(default_factory=dict)

    def of(self, name: str) -> Way:
        return self.ways.get(name, NEVER)

    def meets(self, name: str, task_id: str) -> bool:
        """Whether this way is taken with this task."""
        return self.of(name).meets(task_id)

    def slowness(self, task_id: str) -> float:
        """Seconds that the work on this task takes longer."""
        return self.of("slow").seconds if self.meets("slow", task_id) else 0.0


NEVER = Way()


def ordered(orders: Iterable[str]) -> Behaviour:
    """``NAME[=SECONDS][/N]`` each: ``twice``, ``slow=5/3``, ``away=10/40``. Raises BadOrder."""
    ways = {}
    for order in orders:
        body, _, every = order.partition("/")
        name, _, seconds = body.partition("=")
        if name not in NAMES:
            raise BadOrder(f"{order!r}: one of {', '.join(NAMES)}")
        if (name in WITH_SECONDS) != bool(seconds):
            raise BadOrder(f"{order!r}: {' and '.join(WITH_SECONDS)} need seconds, as in slow=5/3; others have none")
        try:
            ways[name] = Way(int(every or 1), float(seconds or 0))
        except ValueError:
            raise BadOrder(f"{order!r}: NAME[=SECONDS][/N] with numbers") from None
        if ways[name].every < 1 or not 0 <= ways[name].seconds < 86_400:
            raise BadOrder(f"{order!r}: N from 1, seconds from 0")
    return Behaviour(ways)
