"""Waiting for a condition, never for a length of time."""

from __future__ import annotations

import time
from collections.abc import Callable

PAUSE = 0.02
LONGEST_PAUSE = 0.2


def until(condition: Callable[[], object], *, timeout: float) -> bool:
    """Ask again and again, ever more patiently, until the condition holds; False when the time is up."""
    end = time.monotonic() + timeout
    pause = PAUSE
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE)
    return True
