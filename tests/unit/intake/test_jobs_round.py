"""The timer that does jobs stops between any two of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Event
from typing import Any

from services.intake.jobs import Handler, run_jobs
from shared.bus.worker import Periodic

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class Waiting:
    """Jobs without end; ``done`` counts them, and whoever looks on may stop the timer behind the first."""

    def __init__(self, stop: Event) -> None:
        self.stop, self.done = stop, 0

    def run_due(self, handlers: Mapping[str, Handler], now: datetime, limit: int = 20, *, failed: Any = None) -> int:
        self.done += limit
        self.stop.set()
        return limit


def test_a_worker_that_is_asked_to_stop_ends_behind_the_job_at_hand() -> None:
    stop = Event()
    jobs = Waiting(stop)
    Periodic(60, lambda: run_jobs(jobs, {}, NOW)).run(stop)
    assert jobs.done == 1
