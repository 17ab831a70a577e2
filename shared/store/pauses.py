"""How long to wait before trying again: deferred events, messages that the broker refused, jobs that failed."""

from __future__ import annotations

from datetime import datetime, timedelta

# After the first failed attempt 1 s, then 5 s, 30 s, 2 min, 10 min, 1 h, 6 h, 24 h; after that a person has to look.
DEFERRED_SECONDS = (1, 5, 30, 120, 600, 3_600, 21_600, 86_400)
LONGEST_HOLD_SECONDS = 300
LONGEST_JOB_PAUSE_SECONDS = 3_600
# Doubling without a bound overflows in the end (trap 6).
MOST_DOUBLINGS = 12


def next_attempt_at(now: datetime, attempt: int) -> datetime | None:
    """When to try again after ``attempt`` attempts have failed (1 or more); None once there is no further attempt."""
    return now + timedelta(seconds=DEFERRED_SECONDS[attempt - 1]) if attempt <= len(DEFERRED_SECONDS) else None


def hold_seconds(tries: int) -> int:
    """How long a message waits that the broker has refused ``tries`` times: 1, 2, 4 … 300 s."""
    return doubled(tries, LONGEST_HOLD_SECONDS)


def job_pause_seconds(tries: int) -> int:
    """How long a job waits that has failed ``tries`` times: 1, 2, 4 … 3600 s."""
    return doubled(tries, LONGEST_JOB_PAUSE_SECONDS)


def doubled(tries: int, most: int) -> int:
    """1 for the first try, twice as much with each, never more than ``most``."""
    return int(min(most, 2 ** min(max(tries, 1) - 1, MOST_DOUBLINGS)))
