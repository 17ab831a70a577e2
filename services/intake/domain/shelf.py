"""The whole catalogue as it was read at one moment, and what of it is in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.procedure import Procedure
from shared.text import search_key

DAYS_REMEMBERED = 8
_sort_key = lru_cache(maxsize=20_000)(search_key)


class Shelf:
    """Histories by code. What a day asks for is worked out once for the day, as every request asks for today."""

    def __init__(self, histories: Iterable[ProcedureHistory] = ()) -> None:
        self.histories = {one.code: one for one in histories}
        self._days: dict[date, tuple[dict[str, Procedure], tuple[Procedure, ...]]] = {}

    def current(self, code: str, day: date) -> Procedure | None:
        """The version in force on that day."""
        return self._on(day)[0].get(code)

    def all(self, day: date) -> Sequence[Procedure]:
        """Every procedure in force on that day, by name."""
        return self._on(day)[1]

    def history(self, code: str) -> ProcedureHistory | None:
        return self.histories.get(code)

    def _on(self, day: date) -> tuple[dict[str, Procedure], tuple[Procedure, ...]]:
        found = self._days.get(day)
        if found is None:
            in_force = {one.code: version for one in self.histories.values() if (version := one.on(day))}
            by_name = sorted(in_force.values(), key=lambda one: (_sort_key(one.name.vi), one.code))
            found = in_force, tuple(by_name)
            if len(self._days) >= DAYS_REMEMBERED:
                self._days.pop(next(iter(self._days)), None)
            self._days[day] = found
        return found
