"""The dossier goes first from now on: so do its tasks, in the agencies' lists and on the way into their queues."""

from __future__ import annotations

from services.routing.domain.case import Case
from shared.bus.reading import NotYet, Received
from shared.store.change import NOTHING, Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """The case of the dossier."""
    return (Key(Case, received.subject),)


def prioritise_case(received: Received, loaded: Loaded) -> Change:
    """intake.dossier.prioritised.v1 → the case goes first; it never stops to, so telling it twice changes nothing.

    Raises NotYet while the case has not been opened yet.
    """
    case = loaded.get(Case, received.subject)
    if case is None:
        raise NotYet(f"case {received.subject} has not been opened yet")
    changed = case.prioritised()
    return NOTHING if changed is case else Change(saved=(changed,))
