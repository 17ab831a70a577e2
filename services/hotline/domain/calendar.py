"""The working calendars that intake keeps, as the hotline last heard of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shared.working_time import Calendar

ALL = "all"


@dataclass(frozen=True, slots=True)
class Calendars:
    """A projection of all calendars, kept as one: few and rarely changed.

    ``known`` maps a calendar's id to ``{"version": intake's version of it, "contents": its hours and special days}``.
    """

    id: str = ALL
    version: int = 0
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def calendar(self, id: str) -> Calendar:
        """The calendar; before its first telling the usual week without holidays, so that nobody's petition waits for
        it: a date reckoned so is early rather than late."""
        found = self.known.get(id)
        return Calendar.from_data(found["contents"]) if found else Calendar(id)

    def with_calendar(self, id: str, version: int, contents: Mapping[str, Any]) -> Calendars:
        """With this calendar in it; itself where a version as new was known before."""
        found = self.known.get(id)
        if found is not None and found["version"] >= version:
            return self
        known = {**self.known, id: {"version": version, "contents": dict(contents)}}
        return replace(self, version=self.version + 1, known=known)
