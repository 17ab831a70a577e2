"""What notifications tells on the bus: nothing yet."""

from __future__ import annotations

from shared.bus.published import Published

PUBLISHED: tuple[Published, ...] = ()
