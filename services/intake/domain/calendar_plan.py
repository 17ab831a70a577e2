"""Which agency works by which calendar, from which day on: data, so that an office may move to other hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.intake.domain.errors import Words
from shared.working_time import Calendar


@dataclass(frozen=True, slots=True)
class Following:
    """``agency`` and all below it that have no line of their own work by ``calendar`` from ``since`` on."""

    agency: str
    calendar: str
    since: date


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """``names`` of the calendars by id; ``default`` for whoever is not named."""

    default: str
    names: Mapping[str, Words]
    followings: tuple[Following, ...] = ()

    def calendars_of(self, agency: str) -> tuple[tuple[date, str], ...]:
        """The calendars of an agency, each from its day on, the earliest first."""
        above = agency
        while above:
            own = [(one.since, one.calendar) for one in self.followings if one.agency == above]
            if own:
                return tuple(sorted(own))
            above = above.rpartition(".")[0]
        return ((date.min, self.default),)

    def composed(self, agency: str, calendars: Mapping[str, Calendar]) -> Calendar:
        """The agency's calendar as one value, joined where it moved from one to the other.

        Raises KeyError for a calendar that is not among ``calendars``.
        """
        (_, first), *rest = self.calendars_of(agency)
        found = calendars[first]
        for since, id in rest:
            found = found.followed_by(calendars[id], since)
        return found

    def agencies_of(self, calendar: str) -> tuple[Following, ...]:
        """Who works by this calendar."""
        return tuple(one for one in self.followings if one.calendar == calendar)
