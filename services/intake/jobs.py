"""What intake's timers do: void numbers that nobody used, keep calendars ahead, move open dates, do what falls due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from services.intake.domain.dossier_code import DossierCode, read_number_series
from services.intake.use_cases.catalogue_imports import TAKE_JOB, ImportRows, take_import
from services.intake.use_cases.move_dossiers import move_dossiers
from services.intake.use_cases.ports import Movable, Ports
from services.intake.use_cases.publish_procedure import MOVE_JOB
from services.intake.use_cases.recount_dates import Round
from shared.store.change import NOTHING, Change, Context, Job

if TYPE_CHECKING:
    from shared.store.jobs import DueJob, Handler

VOID_EVERY = timedelta(minutes=5)
CALENDAR_EVERY = timedelta(hours=6)
RECOUNT_EVERY = timedelta(seconds=2)
JOBS_EVERY = timedelta(seconds=1)
SELF = "service:intake"
_log = logging.getLogger(__name__)


class CodesInUse(Protocol):
    def existing(self, codes: Sequence[str]) -> Iterable[str]:
        """Those of the codes that dossiers have. Raises StoreAway."""
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
    """For the store's voiding: which numbers of a series stand in a dossier's code."""

    def used(series: str, numbers: Sequence[int]) -> Iterable[int]:
        agency, day = read_number_series(series)
        by_code = {str(DossierCode(agency, day, number)): number for number in numbers}
        return [by_code[code] for code in codes.existing(list(by_code))]

    return used


def void_unused_numbers(voids: Voids) -> None:
    """One round of the timer."""
    found = voids.void_unused()
    if found:
        _log.info("numbers that nobody used are void", extra={"count": found})


def renew_calendar(load: Callable[[], Any]) -> None:
    """One round of the timer: a new year's holidays come in by themselves."""
    _log.info("calendar looked at", extra={"outcome": str(load())})


def recount_open_dates(recount: Callable[[], Round]) -> None:
    """One round of the timer: batch after batch until every open date follows the calendar."""
    while (done := recount()).looked_at or done.more:
        if done.moved:
            _log.info("dates moved as the calendar changed", extra={"count": done.moved})


def job_handlers(ports: Ports, movable: Movable, rows: ImportRows) -> Mapping[str, Handler]:
    """What is done when a job falls due. Each writes by itself, batch by batch, in the name of whoever decided it."""

    def take(job: Job, now: datetime) -> Change:
        done = take_import(ports.work, rows, job.subject, Context(SELF, now, job.details["correlation_id"]))
        _log.info("procedures of a file taken over", extra={"count": done.done})
        return NOTHING

    def move(job: Job, now: datetime) -> Change:
        code, _, number = job.subject.rpartition("@")
        context = Context(job.details["by"], now, f"{job.kind}-{job.subject}")
        moved = move_dossiers(ports.work, movable, code, int(number), job.details["why"], context)
        _log.info("open dossiers went along with their procedure", extra={"count": moved})
        return NOTHING

    return {TAKE_JOB: take, MOVE_JOB: move}


def run_jobs(jobs: DueJobs, handlers: Mapping[str, Handler], clock: Callable[[], datetime]) -> bool:
    """One round of the timer; whether there was anything to do."""

    def failed(due: DueJob, fault: Exception) -> None:
        _log.error("a job failed and is tried again", extra={"kind": due.job.kind, "error": type(fault).__name__})

    return bool(jobs.run_due(handlers, clock(), failed=failed))
