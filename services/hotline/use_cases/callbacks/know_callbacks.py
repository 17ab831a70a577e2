"""Keep what notifications tells of people whom no message reached; in any order, and however often it is told."""

from __future__ import annotations

from services.hotline.domain.callbacks.callback import Callback, State, Way
from services.hotline.domain.contact import Contact
from shared.bus.reading import Received
from shared.store.change import NOTHING, Change, Key, Loaded


def needs(received: Received) -> tuple[Key, ...]:
    """The call for this news, where there is one; the subject is the event that was to be told."""
    return (Key(Callback, received.subject),)


def not_reached(received: Received, loaded: Loaded) -> Change:
    """One call, once."""
    if loaded.get(Callback, received.subject) is not None:
        return NOTHING
    data, personal = received.data, received.personal
    ways = tuple(Way(one["channel"], one["status"], one["reason"] or "") for one in data["channels"])
    contact = Contact(personal.get("name") or None, personal.get("phone") or None, personal.get("email") or None)
    return Change(saved=(Callback(
        received.subject, 1, data["about"], data["event"], data["at"], data["at"], State.OPEN,
        personal.get("language") or "vi", ways, contact, personal.get("words") or None,
    ),))  # fmt: skip


def reached(received: Received, loaded: Loaded) -> Change:
    """Nobody need call any more; it may be told before the call was asked for."""
    known, data = loaded.get(Callback, received.subject), received.data
    if known is None:
        at = data["at"]
        over = Callback(received.subject, 1, data["about"], data["event"], at, at, State.NEEDLESS, ended_at=at)
        return Change(saved=(over,))
    after = known.needless(data["at"])
    return NOTHING if after is known else Change(saved=(after,))
