"""What intake's timers do: void numbers that nobody used, keep the calendars some years ahead, move open dates."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any, Protocol

from services.intake.domain.dossier_code import DossierCode, read_number_series
from services.intake.use_cases.recount_dates import Round

VOID_EVERY = timedelta(minutes=5)
CALENDAR_EVERY = timedelta(hours=6)
RECOUNT_EVERY = timedelta(seconds=2)
_log = logging.getLogger(__name__)


class CodesInUse(Protocol):
    def existing(self, codes: Sequence[str]) -> Iterable[str]:
        """Those of the codes that dossiers have. Raises StoreAway."""
        ...


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
