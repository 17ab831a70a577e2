"""A step of a route: one piece of work at one agency, and the steps that it comes after."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class BadRoute(ValueError):
    """The route cannot be used; ``field`` names the place in it, ``reason`` and ``reason_vi`` say why."""

    def __init__(self, field: str, reason: str, reason_vi: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
        self.reason_vi = reason_vi


class Join(Enum):
    """What a step that comes after several waits for."""

    ALL = "all"  # branches that run side by side: each has led here
    ANY = "any"  # ways of which one is chosen: whichever it was


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of work at one agency.

    ``hours`` is the committed time in working hours of the agency's ``calendar`` (8 = one working day). None means what
    the other steps leave of the dossier's limit, less ``hand_back_hours``: what the front door needs to give the result
    back in time. The agency's names are copied in when the route is loaded, so that a case shows the names of the day
    it was opened.

    ``after`` names the steps that lead here, each written above this one: ``appraisal`` (which said done or granted) or
    ``appraisal:denied`` (which said just that); a step without any begins with the case. A step that ``advises`` gives
    an opinion and decides nothing. ``returns_to`` names the steps before it to which it may send the dossier back.
    """

    id: str
    agency: str
    agency_name: str
    agency_name_en: str
    calendar: str
    name: str
    name_en: str
    hours: float | None = None
    hand_back_hours: float = 0
    after: tuple[str, ...] = ()
    join: Join = Join.ALL
    advises: bool = False
    returns_to: tuple[str, ...] = ()
