"""What became of a day's messages, by template and provider: handed over in time, arrived, failed, cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from services.notifications.domain.message import Channel
from services.notifications.domain.simulated import PROVIDER as SIMULATED
from services.notifications.domain.words.prices import ZONE, Prices

K = TypeVar("K")
PROMPT = timedelta(seconds=10)
COUNTS = ("asked", "at_once", "prompt", "taken", "delivered", "failed", "unknown", "not_sent", "parts")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of messages; each message stands under the provider that was asked last (empty: none was).

    ``at_once``: nothing spoke for waiting (a night, another way); of these ``prompt`` were handed over within
    ``PROMPT``. ``taken``: a provider has it; ``parts`` are what those count. ``failed``: for good, or too late;
    ``not_sent``: not meant to be.
    """

    day: date
    template: str = ""
    event: str = ""
    channel: Channel = Channel.SMS
    provider: str = ""
    asked: int = 0
    at_once: int = 0
    prompt: int = 0
    taken: int = 0
    delivered: int = 0
    failed: int = 0
    unknown: int = 0
    not_sent: int = 0
    parts: int = 0
    cost: int = 0

    def priced(self, prices: Prices) -> Figures:
        """With the cost in đồng of what was taken; what no price is known for counts nothing."""
        if self.provider == SIMULATED:
            return self
        noon = datetime.combine(self.day, time(12), ZONE)
        return replace(self, cost=prices.cost(self.channel, self.parts, noon, self.provider) or 0)

    @property
    def prompt_share(self) -> float | None:
        """Percent; None where nothing was to go at once."""
        return share(self.prompt, self.at_once)


def share(count: int, of: int) -> float | None:
    """Percent, or None of nothing."""
    return 100 * count / of if of else None


def added(rows: Iterable[Figures], day: date) -> Figures:
    """All of them together, under this day."""
    listed = list(rows)
    return Figures(day, **{name: sum(getattr(one, name) for one in listed) for name in (*COUNTS, "cost")})


def grouped(rows: Iterable[Figures], key: Callable[[Figures], K]) -> dict[K, Figures]:
    """Sums by something that rows share, in the order in which it is met."""
    found: dict[K, list[Figures]] = {}
    for one in rows:
        found.setdefault(key(one), []).append(one)
    return {name: added(ones, ones[0].day) for name, ones in found.items()}


def days_between(first: date, last: date) -> list[date]:
    """Both among them."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
