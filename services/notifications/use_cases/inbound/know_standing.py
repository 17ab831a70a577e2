"""Keeps what intake tells of how dossiers stand: one pure handler for every kind of fact, in any order."""

from __future__ import annotations

from services.notifications.domain.standing import Standing, slot_of
from shared.bus.reading import Received
from shared.store.change import Key, Loaded


def standing_keys(received: Received) -> tuple[Key, ...]:
    """The dossier's standing, where the event tells anything of it."""
    return (Key(Standing, received.subject),) if slot_of(received.type) else ()


def standing_after(received: Received, loaded: Loaded) -> tuple[Standing, ...]:
    """The standing with this fact in it; nothing where it told nothing new."""
    slot = slot_of(received.type)
    if slot is None:
        return ()
    known = loaded.get(Standing, received.subject) or Standing(received.subject)
    after = known.hearing(slot, received.sequence, received.data, received.personal)
    return () if after is known else (after,)
