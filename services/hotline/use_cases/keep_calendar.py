"""Keep a copy of intake's working calendars, so that clocks here run as they do there."""

from __future__ import annotations

from services.hotline.domain.calendar import ALL, Calendars
from shared.bus.reading import Received
from shared.store.change import NOTHING, Change, Key, Loaded

CALENDARS = Key(Calendars, ALL)


def needs(_: Received) -> tuple[Key, ...]:
    """The copies of the calendars."""
    return (CALENDARS,)


def keep_calendar(received: Received, loaded: Loaded) -> Change:
    """intake.calendar.changed.v1 carries the whole calendar: a lower version than the last one is left out."""
    known = loaded.get(Calendars, ALL) or Calendars()
    changed = known.with_calendar(received.data["id"], received.sequence, received.data)
    return NOTHING if changed is known else Change(saved=(changed,))
