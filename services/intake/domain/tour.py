"""A tour: one day on which a team goes to people who cannot come, or opens a mobile point; stop by stop."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from services.intake.domain.channel import Channel
from services.intake.domain.errors import IllegalStep, NotFound, Words

MOST_STOPS = 60


class TourKind(Enum):
    """At people's homes, or at a point that many come to."""

    HOME = "home"
    MOBILE_POINT = "mobile_point"

    @property
    def words(self) -> Words:
        return self.channel.words

    @property
    def channel(self) -> Channel:
        """The channel of the dossiers that are filed on such a tour."""
        return Channel.HOME if self is TourKind.HOME else Channel.MOBILE_POINT


class StopStatus(Enum):
    """How far a stop is."""

    PLANNED = "planned"
    DONE = "done"
    NOT_AT_HOME = "not_at_home"

    @property
    def words(self) -> Words:
        return _STOP_WORDS[self]


_STOP_WORDS = {
    StopStatus.PLANNED: Words("Chưa đến", "Planned"),
    StopStatus.DONE: Words("Đã xong", "Done"),
    StopStatus.NOT_AT_HOME: Words("Không gặp", "Nobody at home"),
}


@dataclass(frozen=True, slots=True)
class TourStop:
    """Who is visited, where, at what hour (if one was agreed), and what the team brings along.

    ``dossiers`` are those that were filed there, ``result`` the code of a dossier whose result is brought.
    """

    id: str
    who: str = field(repr=False)
    where: str = field(repr=False)
    at: time | None = None
    phone: str | None = field(default=None, repr=False)
    bring: str = field(default="", repr=False)
    procedure: str | None = None
    status: StopStatus = StopStatus.PLANNED
    note: str = field(default="", repr=False)
    ended_at: datetime | None = None
    dossiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tour:
    """One aggregate. ``team`` are the names of those who go, ``area`` is the ward, commune or village."""

    id: str
    version: int
    unit: str
    day: date
    kind: TourKind
    team: tuple[str, ...]
    area: str
    planned_by: str
    stops: tuple[TourStop, ...] = ()

    def stop(self, id: str) -> TourStop:
        """Raises NotFound."""
        for one in self.stops:
            if one.id == id:
                return one
        raise NotFound("unknown-stop", Words("Chuyến đi không có điểm này", "The tour has no such stop"))

    def with_stop(self, stop: TourStop) -> Tour:
        """A further stop. Raises IllegalStep beyond MOST_STOPS."""
        if len(self.stops) >= MOST_STOPS:
            told = f"at most {MOST_STOPS} stops fit into a day"
            raise IllegalStep("tour-full", Words(f"Một chuyến không quá {MOST_STOPS} điểm", told))
        return self._next(stops=tuple(sorted((*self.stops, stop), key=lambda one: (one.at or time.max, one.id))))

    def ended(self, id: str, status: StopStatus, note: str, at: datetime) -> Tour:
        """The stop is done, or nobody was at home. Raises NotFound, IllegalStep: a filed dossier is not unmade."""
        known = self.stop(id)
        if known.dossiers and status is not StopStatus.DONE:
            raise IllegalStep(
                "stop-has-dossiers",
                Words("Đã nhận hồ sơ ở điểm này", "A dossier was filed at this stop"),
            )
        ended_at = None if status is StopStatus.PLANNED else at
        return self._with(replace(known, status=status, note=note, ended_at=ended_at))

    def filed(self, id: str, dossier: str, at: datetime) -> Tour:
        """A dossier was filed at the stop. Raises NotFound."""
        known = self.stop(id)
        dossiers = (*known.dossiers, dossier)
        return self._with(replace(known, status=StopStatus.DONE, ended_at=at, dossiers=dossiers))

    def _with(self, stop: TourStop) -> Tour:
        return self._next(stops=tuple(stop if one.id == stop.id else one for one in self.stops))

    def _next(self, **changes: Any) -> Tour:
        return replace(self, version=self.version + 1, **changes)
