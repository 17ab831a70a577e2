"""What the timers of notifications do beside those of the bus: nothing yet."""

from __future__ import annotations

from shared.bus.worker import Part

TIMERS: dict[str, Part] = {}
