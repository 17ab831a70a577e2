"""Hours in which nobody is woken by a message, as the clock shows where the recipient is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.notifications.domain.message import Channel

AT_HOME = ZoneInfo("Asia/Ho_Chi_Minh")
OFF = "off"
SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From ``begin`` to ``end`` (over midnight where that is earlier), for these channels only.

    ``zones`` tells by the beginning of a number (``+82``) where it is; whoever is nowhere in it is at home.
    """

    begin: time
    end: time
    channels: frozenset[Channel]
    zones: Mapping[str, ZoneInfo] = field(default_factory=dict)

    def until(self, channel: Channel, recipient: str, now: datetime) -> datetime | None:
        """When it ends, in the recipient's time; None where nobody is woken now."""
        if channel not in self.channels:
            return None
        local = now.astimezone(self.zone(recipient))
        if not self._holds(local.time()):
            return None
        day = local.date() if local.time() < self.end else local.date() + timedelta(days=1)
        return datetime.combine(day, self.end, local.tzinfo)

    def zone(self, recipient: str) -> ZoneInfo:
        """Where this number is; of several beginnings the longest counts."""
        found = [prefix for prefix in self.zones if recipient.startswith(prefix)]
        return self.zones[max(found, key=len)] if found else AT_HOME

    def _holds(self, at: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


def read_span(text: str) -> tuple[time, time] | None:
    """``22:00-07:00`` as its two ends; None for ``off``. Raises ValueError."""
    if text.strip() == OFF:
        return None
    found = SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"expected hours such as 22:00-07:00, or {OFF}: {text!r}")
    numbers = [int(one) for one in found.groups()]
    begin, end = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
    if begin == end:
        raise ValueError(f"quiet hours begin and end at {begin:%H:%M}: nothing would ever be sent, or always")
    return begin, end
