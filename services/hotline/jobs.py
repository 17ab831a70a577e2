"""What hotline's timers do beside those of the bus: void numbers that nobody used, file what people wrote."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from services.hotline.domain.petition_code import PetitionCode, read_number_series
from services.hotline.use_cases.hear_people import FILE_JOB, file_heard
from services.hotline.use_cases.ports import Ports
from shared.store.change import Change, Job

if TYPE_CHECKING:
    from shared.store.jobs import DueJob

VOID_EVERY = timedelta(minutes=5)
JOBS_EVERY = timedelta(seconds=1)
Handler = Callable[[Job, datetime], Change]
_log = logging.getLogger(__name__)


class CodesInUse(Protocol):
    def existing(self, codes: Sequence[str]) -> Iterable[str]:
        """Those of the codes that petitions have. Raises StoreAway."""
        ...


class DueJobs(Protocol):
    def run_due(
        self,
        handlers: Mapping[str, Handler],
        now: datetime,
        limit: int = ...,
        *,
        failed: Callable[[DueJob, Exception], None] | None = ...,
    ) -> int: ...


class Voids(Protocol):
    def void_unused(self) -> int: ...


def used_numbers(codes: CodesInUse) -> Callable[[str, Sequence[int]], Iterable[int]]:
    """For the store's voiding: which numbers of a series stand in a petition's code."""

    def used(series: str, numbers: Sequence[int]) -> Iterable[int]:
        day = read_number_series(series)
        by_code = {str(PetitionCode(day, number)): number for number in numbers}
        return [by_code[code] for code in codes.existing(list(by_code))]

    return used


def void_unused_numbers(voids: Voids) -> None:
    """One round of the timer."""
    found = voids.void_unused()
    if found:
        _log.info("numbers that nobody used are void", extra={"count": found})


def job_handlers(ports: Ports) -> Mapping[str, Handler]:
    """What is done when a job falls due, by its kind."""
    return {FILE_JOB: lambda job, _: file_heard(ports, job)}


def run_jobs(jobs: DueJobs, handlers: Mapping[str, Handler], now: datetime) -> int:
    """One round: do what is due first; how many that were: one, or none. A worker that is asked to stop ends behind the
    one at hand. Raises StoreAway."""

    def failed(due: DueJob, fault: Exception) -> None:
        # What the fault says may quote a person, and is not logged.
        _log.warning("a job failed and is tried again", extra={"kind": due.job.kind, "fault": type(fault).__name__})

    return jobs.run_due(handlers, now, 1, failed=failed)
