"""One message from a person: kept once, however often it is told, with what it asked for and what was done about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.notifications.domain.inbound.words import Word
from services.notifications.domain.message import Channel

# The same words from the same number within this time are one message, where the provider gives it no id of its own:
# a centre whose acknowledgement was lost tells it again within a minute or two.
ONE_MESSAGE = timedelta(minutes=5)


class Done(StrEnum):
    """What was done about it."""

    ANSWERED = "answered"  # a look-up, found or not
    STOPPED = "stopped"
    STARTED = "started"
    HANDED_ON = "handed_on"  # told on the bus, to whoever it concerns
    TOO_MANY = "too_many"  # kept, but neither answered nor handed on
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as a provider told it. ``sender`` is a number (``+84…``) or an address of electronic mail, ``own_id``
    the provider's id of it, empty where it gives none."""

    channel: Channel
    provider: str
    sender: str
    text: str
    own_id: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """``sender`` and ``text`` are personal: None once they were erased. ``code`` is the dossier that was asked about,
    only where the number was its own."""

    id: str
    version: int
    channel: Channel
    provider: str
    received_at: datetime
    word: Word
    done: Done
    from_masked: str
    language: str
    sender: str | None = None
    text: str | None = None
    code: str | None = None


def inbound_ids(heard: Heard, now: datetime) -> tuple[str, ...]:
    """The ids that this message may be known by, its own first: one where the provider names it, else one for each
    span of time in which it may have been told before."""
    if heard.own_id:
        return (_hashed(heard.channel.value, heard.provider, "id", heard.own_id),)
    span = int(ONE_MESSAGE.total_seconds())
    window = int(now.timestamp()) // span
    parts = (heard.channel.value, heard.provider, "text", heard.sender, heard.text)
    return tuple(_hashed(*parts, str(one)) for one in (window, window - 1))


def is_same(known: Inbound, heard: Heard, now: datetime) -> bool:
    """Whether the one that is kept under such an id is this message told again."""
    return bool(heard.own_id) or now - known.received_at < ONE_MESSAGE


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
