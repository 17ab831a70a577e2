"""What intake's timers do: void unused numbers, renew calendars, move open dates, list the silent, see to papers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from services.intake.domain.dossier_code import DossierCode, read_number_series
from services.intake.use_cases.catalogue_imports import TAKE_JOB, ImportRows, take_import
from services.intake.use_cases.look_after_papers import clear_away, look_at_paper, scan_later, scan_paper
from services.intake.use_cases.move_dossiers import move_dossiers
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.paper_rules import OPEN_JOB, SCAN_JOB
from services.intake.use_cases.ports import Movable, Ports
from services.intake.use_cases.publish_procedure import MOVE_JOB
from services.intake.use_cases.recount_dates import Round
from shared.store.change import NOTHING, Change, Context, Job, Work

if TYPE_CHECKING:
    from shared.store.jobs import DueJob

VOID_EVERY = timedelta(minutes=5)
SILENCE_EVERY = timedelta(minutes=5)
CALENDAR_EVERY = timedelta(hours=6)
JOBS_EVERY = timedelta(seconds=1)
PAPERS_EVERY = timedelta(minutes=15)
RECOUNT_EVERY = timedelta(seconds=2)
Used = Callable[[str, Sequence[int]], Iterable[int]]
SELF = "service:intake"
_log = logging.getLogger(__name__)


Handler = Callable[[Job, datetime], Change]


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


def used_numbers(codes: CodesInUse) -> Used:
    """For the store's voiding: which numbers of a series stand in a dossier's code."""

    def used(series: str, numbers: Sequence[int]) -> Iterable[int]:
        agency, day = read_number_series(series)
        by_code = {str(DossierCode(agency, day, number)): number for number in numbers}
        return [by_code[code] for code in codes.existing(list(by_code))]

    return used


class FormNumbersInUse(Protocol):
    def numbers_in_use(self, form: str, unit: str, year: int, numbers: Sequence[int]) -> Iterable[int]:
        """Those of the numbers that forms of this series bear. Raises StoreAway."""
        ...


def used_form_numbers(copies: FormNumbersInUse) -> Used:
    """The same for the series of forms, ``form/<form>/<unit>/<year>``."""

    def used(series: str, numbers: Sequence[int]) -> Iterable[int]:
        _, form, unit, year = series.split("/")
        return copies.numbers_in_use(form, unit, int(year), numbers)

    return used


def used_by_series(kinds: Mapping[str, Used]) -> Used:
    """Each series is asked about where its kind, the first word of its name, is known. Raises KeyError for another."""

    def used(series: str, numbers: Sequence[int]) -> Iterable[int]:
        return kinds[series.partition("/")[0]](series, numbers)

    return used


def void_unused_numbers(voids: Voids) -> None:
    """One round of the timer."""
    found = voids.void_unused()
    if found:
        _log.info("numbers that nobody used are void", extra={"count": found})


def paper_handlers(work: Work, desk: PaperDesk) -> dict[str, Handler]:
    """The jobs that new papers leave behind, by kind."""
    return {
        SCAN_JOB: lambda job, now: scan_paper(work, desk, job, now),
        OPEN_JOB: lambda job, now: look_at_paper(work, desk, job, now),
    }


def run_jobs(jobs: DueJobs, handlers: Mapping[str, Handler], now: datetime) -> int:
    """One round of the timer; how many jobs were taken: one, or none.

    A job may read a paper for seconds. One at a time, a worker that is asked to stop ends behind the one at hand, and
    no lease runs out behind others.
    """

    def failed(due: Any, fault: Exception) -> None:
        _log.warning("a job failed and is tried again", extra={"job": due.job.kind, "fault": str(fault)[:200]})

    return jobs.run_due(handlers, now, 1, failed=failed)


def look_after_papers(work: Work, desk: PaperDesk, context: Context) -> None:
    """One round of the timer."""
    later = scan_later(desk, context.at)
    if later:
        work.commit(Change(jobs=later), context)
    removed = clear_away(desk, context.at)
    if removed or later:
        _log.info("papers looked after", extra={"removed": removed, "to_scan": len(later)})


def renew_calendar(load: Callable[[], Any]) -> None:
    """One round of the timer: a new year's holidays come in by themselves."""
    _log.info("calendar looked at", extra={"outcome": str(load())})


def recount_open_dates(recount: Callable[[], Round]) -> None:
    """One round of the timer: batch after batch until every open date follows the calendar."""
    while (done := recount()).looked_at or done.more:
        if done.moved:
            _log.info("dates moved as the calendar changed", extra={"count": done.moved})


def list_silent(note: Callable[[], int]) -> None:
    """One round of the timer: whose applicants' time is over stands on the officers' list; nothing is ended."""
    found = note()
    if found:
        _log.info("dossiers that may be stopped", extra={"count": found})


def catalogue_handlers(ports: Ports, movable: Movable, rows: ImportRows) -> Mapping[str, Handler]:
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
