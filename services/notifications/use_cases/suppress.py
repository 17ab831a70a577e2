"""The bounce guard, and what officers decide about addresses that nothing is sent to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notifications.domain.message import Channel, Message, Status
from services.notifications.domain.recipient import BY_PHONE, REACHED
from services.notifications.domain.suppression import BounceRule, Step, Suppression, counts
from shared.store.change import Change, Conflict, Context, Key, Work
from shared.text import phone_number

SUPPRESSED = "suppressed"
LONGEST_WHY = 300
TRIES = 3
Place = tuple[datetime, str]


class BadSuppression(ValueError):
    """A decision that can't be taken; ``field`` and ``reason`` (a slug) say which value is wrong."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


class Suppressions(Protocol):
    """Questions over them. Everything raises StoreAway."""

    def id_of(self, channel: Channel, recipient: str) -> str: ...

    def blocks(self, id: str) -> bool: ...

    def page(self, after: Place | None, limit: int) -> Sequence[Suppression]:
        """Those that block, the latest first."""
        ...


@dataclass(frozen=True, slots=True)
class Guard:
    """Counts what fails and what arrives, and says what is not sent."""

    work: Work
    known: Suppressions
    rules: Mapping[Channel, BounceRule]

    def blocks(self, message: Message) -> bool:
        """Whether its address is left alone; a code that somebody asks for is always sent. Raises StoreAway."""
        if message.is_urgent or message.recipient is None:
            return False
        return self.known.blocks(self.known.id_of(message.channel, message.recipient))

    def counted(self, messages: Sequence[Message], now: datetime) -> tuple[Suppression, ...]:
        """What these messages' ends change; counted once, however often they are looked at. Raises StoreAway."""
        ended = [one for one in messages if one.recipient and (counts(one) or one.status is Status.DELIVERED)]
        ids = {one.id: self.known.id_of(one.channel, one.recipient or "") for one in ended}
        loaded = self.work.load(*(Key(Suppression, id) for id in ids.values())) if ended else None
        changed = {}
        for one in ended:
            id = ids[one.id]
            before = loaded.get(Suppression, id) if loaded else None
            if one.status is Status.DELIVERED:
                after = before.arrives(now) if before else None
            else:
                fresh = Suppression(id, 0, one.channel, one.to_masked, now)
                after = (before or fresh).fails(one, self.rules[one.channel], now)
            if after is not None and after is not before:
                changed[id] = after
        return tuple(changed.values())

    def block(self, channel: Channel, address: str, why: str, context: Context) -> Suppression:
        """By hand. Raises BadSuppression, Conflict, StoreAway."""
        recipient = _address(channel, address)
        step = Step("blocked", context.at, context.actor, _why(why))
        masked = REACHED[channel].masked(recipient)
        fresh = Suppression(self.known.id_of(channel, recipient), 0, channel, masked, context.at)
        return self._decide(fresh.id, fresh, lambda one: one.block(step), context)

    def release(self, id: str, why: str, context: Context) -> Suppression:
        """May be written to again. Raises LookupError, BadSuppression, Conflict, StoreAway."""
        step = Step("released", context.at, context.actor, _why(why))
        return self._decide(id, None, lambda one: one.release(step), context)

    def _decide(
        self, id: str, fresh: Suppression | None, rule: Callable[[Suppression], Suppression], context: Context
    ) -> Suppression:
        for attempt in range(1, TRIES + 1):
            before = self.work.load(Key(Suppression, id)).get(Suppression, id) or fresh
            if before is None:
                raise LookupError(id)
            after = rule(before)
            try:
                self.work.commit(Change(saved=(after,)) if after is not before else Change(), context)
            except Conflict:
                if attempt == TRIES:
                    raise
                continue
            return after
        raise AssertionError("unreachable")


def _address(channel: Channel, address: str) -> str:
    text = address.strip()
    recipient = (phone_number(text) or text) if REACHED[channel] is BY_PHONE else text
    fault = REACHED[channel].fault(recipient)
    if fault:
        raise BadSuppression("address", fault)
    return recipient


def _why(text: str) -> str:
    why = text.strip()
    if not why or len(why) > LONGEST_WHY:
        raise BadSuppression("why", "no_reason" if not why else "too_long")
    return why
