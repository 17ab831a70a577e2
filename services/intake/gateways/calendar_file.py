"""The calendars of the data file with the library's holidays in them, and which agency works by which."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from services.intake.domain.calendar_plan import CalendarPlan, Following
from services.intake.domain.errors import Words
from services.intake.gateways.public_holidays import build_calendar
from shared.working_time import Calendar, InvalidCalendar

YEARS_BEHIND = 1


class CalendarFile:
    """Implements ``use_cases.ports.CalendarSource``. Read once: a changed file holds from the next start on."""

    def __init__(self, path: Path, default: str) -> None:
        """Raises InvalidCalendar for a file that contradicts itself, OSError."""
        self._table = _read(path)
        self._tables = {str(one["id"]): one for one in self._table["calendars"]}
        self.plan = _plan(self._table, default)
        self._built: dict[tuple[str, int], Calendar] = {}

    def base(self, id: str, year: int) -> Calendar:
        """Version 1 of the calendar for the years around this one, without what administrators edited.

        Raises KeyError for an id that the file does not have, InvalidCalendar.
        """
        if (id, year) not in self._built:
            own = self._tables[id]
            overrides = [*self._table["overrides"], *own.get("overrides", ())]
            years = range(year - YEARS_BEHIND, year + int(self._table["years_ahead"]) + 1)
            self._built[id, year] = build_calendar({**own, "overrides": overrides}, years)
        return self._built[id, year]


def _read(path: Path) -> Mapping[str, Any]:
    try:
        content: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if not content["calendars"] or not isinstance(content["overrides"], list):
            raise InvalidCalendar(f"{path.name}: needs calendars and a list of overrides")
        int(content["years_ahead"])
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise InvalidCalendar(f"{path.name}: {error!r}") from error
    return content


def _plan(content: Mapping[str, Any], default: str) -> CalendarPlan:
    try:
        names = {str(one["id"]): Words(**one["name"]) for one in content["calendars"]}
        followings = tuple(
            Following(one["agency"], one["calendar"], date.fromisoformat(one["from"]))
            for one in content.get("agencies", ())
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidCalendar(f"calendar file: {error!r}") from error
    unknown = {default, *(one.calendar for one in followings)} - names.keys()
    if unknown:
        raise InvalidCalendar(f"calendar file: no calendar {', '.join(sorted(unknown))}")
    return CalendarPlan(default, names, followings)
