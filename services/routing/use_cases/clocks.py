"""The agencies' clocks over the calendars that intake has told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.routing.domain.calendar import ALL, Calendars
from services.routing.domain.task import TooEarly
from services.routing.use_cases.ports import WorkingTime
from shared.store.change import Loaded


@dataclass(frozen=True, slots=True)
class CalendarClocks:
    """Implements ``domain.clocks.Clocks``."""

    calendars: Calendars
    time: WorkingTime

    def due_after(self, calendar: str, start: datetime, hours: float) -> datetime:
        return self.time.due_after(self._contents(calendar), start, hours)

    def postponed(self, calendar: str, due_at: datetime, start: datetime, end: datetime) -> datetime:
        return self.time.postponed(self._contents(calendar), due_at, start, end)

    def elapsed(self, calendar: str, start: datetime, end: datetime) -> float:
        return self.time.elapsed(self._contents(calendar), start, end)

    def _contents(self, calendar: str) -> Mapping[str, Any]:
        contents = self.calendars.contents(calendar)
        if contents is None:
            raise TooEarly(f"calendar {calendar} has not arrived from intake yet")
        return contents


def clocks_of(loaded: Loaded, time: WorkingTime) -> CalendarClocks:
    """The clocks for one change; the handler must have asked for ``keep_calendar.CALENDARS``."""
    return CalendarClocks(loaded.get(Calendars, ALL) or Calendars(), time)
