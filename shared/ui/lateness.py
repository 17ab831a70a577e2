"""How near a due date is, in the five words that every list of work is grouped by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.ui.words import ZONE

SOON = timedelta(hours=16)  # two working days of eight hours


@dataclass(frozen=True, slots=True)
class Lateness:
    """A group: its ``name`` (also the style's and the filter's), the icon that goes with it."""

    name: str
    icon: str


LATE = Lateness("late", "late")
TODAY = Lateness("today", "clock")
SOON_DUE = Lateness("soon", "half")
IN_TIME = Lateness("in-time", "ring")
WAITING = Lateness("waiting", "person")
PAUSED = Lateness("paused", "pause")
DONE = Lateness("done", "check")
BY_NAME = {one.name: one for one in (LATE, TODAY, SOON_DUE, IN_TIME, WAITING, PAUSED, DONE)}


def lateness(due_at: datetime, left: timedelta, now: datetime) -> Lateness:
    """The group of something due: ``left`` is the working time left, negative when late.

    Past the due moment outside working hours it is late already, though no working time has gone by.
    """
    if left < timedelta() or now > due_at:
        return LATE
    if due_at.astimezone(ZONE).date() == now.astimezone(ZONE).date():
        return TODAY
    return SOON_DUE if left <= SOON else IN_TIME
