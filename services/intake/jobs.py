"""What intake's timers do: void unused numbers, keep calendars some years ahead, move open dates, list the silent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Protocol

from services.intake.domain.dossier_code import DossierCode, read_number_series
from services.intake.use_cases.recount_dates import Round

VOID_EVERY = timedelta(minutes=5)
SILENCE_EVERY = timedelta(minutes=5)
CALENDAR_EVERY = timedelta(hours=6)
RECOUNT_EVERY = timedelta(seconds=2)
Used = Callable[[str, Sequence[int]], Iterable[int]]
_log = logging.getLogger(__name__)


class CodesInUse(Protocol):
    def existing(self, codes: Sequence[str]) -> Iterable[str]:
        """Those of the codes that dossiers have. Raises StoreAway."""
        ...


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
