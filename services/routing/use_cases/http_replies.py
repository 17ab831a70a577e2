"""Replies of agencies without a connection: proved by their signature alone, then taken as those of the queue are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from services.routing.domain.agency import Agency, BadAgency, Delivery, checked_key
from services.routing.use_cases.ports import BadSignature, CheckSignature
from shared.store.change import Key, Work


class NotProved(Exception):
    """The sender is not the agency that it says it is; whoever asks is told no more than that."""


class ReplyState(Enum):
    """What became of a reply."""

    TAKEN = "taken"
    WAITS = "waits"  # another one before it is still on its way
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ReplyOutcome:
    """``id`` is the message's own, where it could be read; ``reason`` says why it was refused."""

    state: ReplyState
    id: str | None = None
    reason: str = ""


class ReplyBox(Protocol):
    """Takes replies as the consumer of the queue does: each once, the unready put off, the impossible parked."""

    def take(self, key: str, body: bytes, headers: Mapping[str, str]) -> ReplyOutcome:
        """What became of it; a message that came before has the outcome that it had. Raises StoreAway."""
        ...


def take_reply(
    work: Work, box: ReplyBox, check_signature: CheckSignature, key: str, body: bytes, jws: str
) -> ReplyOutcome:
    """Raises NotProved, StoreAway. Nothing of a message that is not proved is kept: anybody can send one."""
    try:
        agency = work.load(Key(Agency, checked_key(key))).get(Agency, key)
    except BadAgency as problem:
        raise NotProved from problem
    if agency is None or not agency.active or agency.delivery is not Delivery.WEBHOOK:
        raise NotProved
    try:
        check_signature(body, jws, agency.public_keys)
    except BadSignature as problem:
        raise NotProved from problem
    return box.take(key, body, {"jws": jws})
