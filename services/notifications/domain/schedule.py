"""When a message that did not get through is tried again, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

# After the first attempt 5 s, then 30 s, 2 min, 10 min, 1 h, 6 h: seven attempts within about seven hours.
PAUSES = (5, 30, 120, 600, 3_600, 21_600)
MOST_ATTEMPTS = len(PAUSES) + 1


def next_attempt_at(now: datetime, attempts: int) -> datetime | None:
    """When to try again after so many attempts; None once there is no further one."""
    return now + timedelta(seconds=PAUSES[attempts - 1]) if attempts <= len(PAUSES) else None
