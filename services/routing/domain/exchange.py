"""The exchange with agencies as it is kept: one entry for each message, in and out, numbered and chained by agency."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

# What stands before the first entry of every agency.
BEGINNING = ""
# The exchange of messages whose routing key names no agency.
STRANGERS = "STRANGERS"


class Direction(Enum):
    """Which way a message went, seen from the centre."""

    OUT = "out"
    IN = "in"


class Outcome(Enum):
    """What became of a message."""

    SENT = "sent"  # a letter of the centre
    SENT_AGAIN = "sent_again"  # the same letter once more, for the agency's queue had lost it
    RETURNED = "returned"  # the agency's queue gave the letter back: refused, or never taken
    TAKEN = "taken"  # a reply that took effect, or repeats what was said before
    REPEATED = "repeated"  # the same reply once more under the same id, written anew
    REFUSED = "refused"  # a message that was not taken, and why


@dataclass(frozen=True, slots=True)
class ExchangeEntry:
    """One message. ``agency_key`` names the exchange it belongs to: the queue it went to, or the first word of the
    routing key it came by, which the broker lets no other agency write.

    ``digest`` is the SHA-256 of the body's bytes, ``jws`` the signature that came with them, ``signer`` the public key
    that it was checked with. ``user`` is the sender that the broker checked. ``body`` is kept of what came in; what
    goes out lies in the events. ``passed``: a paper came with it, which only passes through; of its bytes no more than
    their sum is kept, and its signature was checked when it came. ``number``, ``link`` and ``seal`` are given
    afterwards, when entries are chained.
    """

    id: str
    agency_key: str
    direction: Direction
    outcome: Outcome
    at: datetime
    message_id: str
    type: str
    dossier: str
    task_id: str
    digest: str
    jws: str
    version: int = 1
    signer: Mapping[str, Any] | None = None
    user: str = ""
    reason: str = ""
    details: str = ""
    body: bytes | None = None
    passed: bool = False
    number: int = 0
    link: str = ""
    seal: str = ""

    @property
    def signed(self) -> bool:
        """Whether its signature was found right when it came or went."""
        return self.signer is not None or self.direction is Direction.OUT

    def linked(self, number: int, before: str) -> str:
        """The hash that chains it, as entry ``number``, to the one whose link is ``before``."""
        told = [
            before,
            number,
            self.id,
            self.agency_key,
            self.direction.value,
            self.outcome.value,
            round(self.at.timestamp() * 1000),
            self.message_id,
            self.type,
            self.dossier,
            self.task_id,
            self.digest,
            self.jws,
            dict(self.signer) if self.signer else None,
            self.user,
            self.reason,
            self.details,
        ]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def digest_of(body: bytes) -> str:
    """The fingerprint of a message."""
    return hashlib.sha256(body).hexdigest()


def taken_id(key: str, message_id: str) -> str:
    """The entry of the message that took effect under this id: ids are each agency's own."""
    return f"{key}/{message_id}"


def other_id(key: str, digest: str, outcome: Outcome) -> str:
    """The entry of a message that took no effect: the same bytes have one."""
    return f"{key}:{digest}.{outcome.value}"


def again_id(letter_id: str, times: int) -> str:
    """The entry that a letter was sent once more."""
    return f"{letter_id}.{times}"


def returned_id(letter_id: str) -> str:
    """The entry that a letter came back."""
    return f"{letter_id}.returned"
