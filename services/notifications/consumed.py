"""What notifications reads from the bus: nothing yet; its inbox stands empty until an event names it as a reader."""

from __future__ import annotations

from shared.bus.reading import Reading

READINGS: tuple[Reading, ...] = ()
