"""What hotline's timers do beside those of the bus: void numbers that nobody used."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Protocol

from services.hotline.domain.petition_code import PetitionCode, read_number_series

VOID_EVERY = timedelta(minutes=5)
_log = logging.getLogger(__name__)


class CodesInUse(Protocol):
    def existing(self, codes: Sequence[str]) -> Iterable[str]:
        """Those of the codes that petitions have. Raises StoreAway."""
        ...


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
