"""The timers that do jobs stop between any two of them, in every service that has some."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from services.hotline.jobs import run_jobs as run_hotlines
from services.intake.jobs import run_jobs as run_intakes
from services.notifications.aftercare_parts import look_at_one
from shared.bus.worker import Periodic
from shared.store.jobs import Handler

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


class Waiting:
    """Jobs without end; ``done`` counts them, and whoever looks on may stop the timer behind the first."""

    def __init__(self, stop: Event) -> None:
        self.stop, self.done = stop, 0

    def run_due(self, handlers: Mapping[str, Handler], now: datetime, limit: int = 20, *, failed: Any = None) -> int:
        self.done += limit
        self.stop.set()
        return limit


def of_notifications(jobs: Any) -> int:
    return look_at_one(jobs, SimpleNamespace(look_after=None, work=None), lambda: NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "run",
    [lambda jobs: run_intakes(jobs, {}, NOW), lambda jobs: run_hotlines(jobs, {}, NOW), of_notifications],
    ids=["intake", "hotline", "notifications"],
)
def test_a_worker_that_is_asked_to_stop_ends_behind_the_job_at_hand(run: Callable[[Any], int]) -> None:
    stop = Event()
    jobs = Waiting(stop)
    Periodic(60, lambda: run(jobs)).run(stop)
    assert jobs.done == 1
