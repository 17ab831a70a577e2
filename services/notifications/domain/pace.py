"""How many messages may go to one recipient, or through one provider, in a span of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``most`` in each window of so many seconds; windows stand one after the other since 1970."""

    most: int
    seconds: int

    def window(self, now: datetime) -> int:
        """Which window this moment is in."""
        return int(now.timestamp()) // self.seconds

    def window_ends(self, now: datetime) -> datetime:
        """From when on there is room again."""
        return datetime.fromtimestamp((self.window(now) + 1) * self.seconds, UTC)

    @property
    def span(self) -> timedelta:
        return timedelta(seconds=self.seconds)
