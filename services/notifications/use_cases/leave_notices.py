"""Whoever got an optional notice says with one press that they want no more of them, or that they do again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.notifications.domain.errors import NotFound, Words
from services.notifications.domain.message import Channel, Message
from services.notifications.domain.preferences import Preferences
from services.notifications.domain.sending_rules import SendingRules
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key, Work

TRIES = 5
UNKNOWN = Words("Đường dẫn này không còn dùng được", "This link can't be used any more")
# How an address is known without being kept: channel and address to a digest.
AddressDigest = Callable[[Channel, str], str]


@dataclass(frozen=True, slots=True)
class LeavingDesk:
    """What leaving works with."""

    work: Work
    rules: SendingRules
    digest: AddressDigest


def wants_notices(desk: LeavingDesk, id: str) -> bool:
    """Whether whoever got this message wants optional notices. Raises NotFound, StoreAway."""
    return _preferences(desk, id).optional


def choose_notices(desk: LeavingDesk, id: str, wanted: bool, context: Context) -> None:
    """From now on as they want it; nothing is sent about that. Raises NotFound, StoreAway, Conflict."""
    for attempt in range(1, TRIES + 1):
        known = _preferences(desk, id, context)
        chosen = known.choose(wanted, context.at)
        if chosen is known:
            return
        try:
            desk.work.commit(Change(saved=(chosen,)), context)
        except (Conflict, AlreadyExists):
            if attempt == TRIES:
                raise
            continue
        return


def _preferences(desk: LeavingDesk, id: str, context: Context | None = None) -> Preferences:
    """The message's id is told to its reader alone, and nobody could guess it."""
    message = desk.work.load(Key(Message, id)).get(Message, id)
    rule = desk.rules.events.get(message.event) if message else None
    if message is None or message.recipient is None or rule is None or not rule.optional:
        raise NotFound("unknown-link", UNKNOWN)
    digest = desk.digest(message.channel, message.recipient)
    found = desk.work.load(Key(Preferences, digest)).get(Preferences, digest)
    return found or Preferences.begin(digest, context.at if context else message.asked_at)
