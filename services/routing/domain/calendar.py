"""The working calendars that intake keeps, as routing last heard of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

ALL = "all"


@dataclass(frozen=True, slots=True)
class Calendars:
    """A projection of all calendars, kept as one: few and rarely changed, and an event does not say whose it needs.

    ``known`` maps a calendar's id to ``{"version": intake's version of it, "contents": its hours and special days}``.
    """

    id: str = ALL
    version: int = 0
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def contents(self, calendar: str) -> Mapping[str, Any] | None:
        """What a calendar says; None where it has not arrived yet."""
        found = self.known.get(calendar)
        return found["contents"] if found else None

    def with_calendar(self, calendar: str, version: int, contents: Mapping[str, Any]) -> Calendars:
        """With this calendar in it; itself where a version as new was known before."""
        found = self.known.get(calendar)
        if found is not None and found["version"] >= version:
            return self
        known = {**self.known, calendar: {"version": version, "contents": dict(contents)}}
        return replace(self, version=self.version + 1, known=known)
