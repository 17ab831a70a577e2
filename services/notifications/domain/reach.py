"""Whether one piece of news reached one person, over all ways together: what to try next, and when to call them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.notifications.domain.message import Channel, Message, Status


class Standing(StrEnum):
    """Where the news stands with the person."""

    OPEN = "open"
    REACHED = "reached"
    REPLACED = "replaced"  # newer news about the same matter says more, and has a reach of its own
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Waits:
    """Of one channel: it goes only once those in ``after`` came to nothing.

    So long after its first attempt the next way is tried, or a person calls; None where no receipt ever comes, so that
    being taken by the provider is all that can be known.
    """

    after: frozenset[Channel] = frozenset()
    next_after: timedelta | None = None
    call_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Whom to call and what to say, in their language."""

    name: str | None
    phone: str | None
    email: str | None
    language: str
    words: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Reach:
    """All messages of one event to one person; ``id`` is the event's. ``person`` is None once nobody need be called.

    ``sequence`` and ``weight`` are those of its messages: newer news about the same thing may make it needless.
    """

    id: str
    version: int
    about: str
    event: str
    opened_at: datetime
    changed_at: datetime
    sequence: int = 0
    weight: int = 0
    standing: Standing = Standing.OPEN
    person: Person | None = None

    def close(self, standing: Standing, now: datetime) -> Reach:
        """The reach that is settled; whom it was about is not kept."""
        return replace(self, version=self.version + 1, standing=standing, changed_at=now, person=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows now: held messages that ``begin``, others that ``give_way`` to them; when to look again."""

    standing: Standing
    begin: tuple[Message, ...] = ()
    give_way: tuple[Message, ...] = ()
    look_at: datetime | None = None


# Nothing was sent by these, and nothing will be.
FAILED = frozenset({Status.PERMANENTLY_FAILED, Status.EXPIRED, Status.SKIPPED})
NOT_YET = frozenset({Status.QUEUED, Status.TEMPORARILY_FAILED})
LOOK_AGAIN = timedelta(hours=1)


def judge(
    messages: Sequence[Message], waits: Mapping[Channel, Waits], silent: Collection[str], now: datetime
) -> Verdict:
    """How the messages of one event stand together. ``silent`` names providers that never tell what arrived."""
    if any(_arrived(one, waits, silent) for one in messages):
        return Verdict(Standing.REACHED)
    if any(one.status is Status.SUPERSEDED for one in messages):
        return Verdict(Standing.REPLACED)
    held = [one for one in messages if one.is_held]
    begin = tuple(
        one for one in held if all(_let_on(other, waits, silent, now) for other in _ahead(one, messages, waits))
    )
    if begin:
        ahead = {other.id: other for one in begin for other in _ahead(one, messages, waits)}
        unsent = tuple(one for one in ahead.values() if one.status in NOT_YET and not _may_be_sent(one))
        return Verdict(Standing.OPEN, begin, unsent, now + LOOK_AGAIN)
    if held:
        ends = [_ends(one, waits[one.channel].next_after, now) for one in messages if not one.is_held]
        return Verdict(Standing.OPEN, look_at=min((one for one in ends if one > now), default=now + LOOK_AGAIN))
    open_ones = [one for one in messages if not _failed(one, waits, silent)]
    ends = [_ends(one, waits[one.channel].call_after, now) for one in open_ones]
    if all(end <= now for end in ends):
        return Verdict(Standing.NOT_REACHED)
    return Verdict(Standing.OPEN, look_at=max(ends))


def _ahead(held: Message, messages: Sequence[Message], waits: Mapping[Channel, Waits]) -> list[Message]:
    return [one for one in messages if one.channel in waits[held.channel].after]


def _arrived(message: Message, waits: Mapping[Channel, Waits], silent: Collection[str]) -> bool:
    if message.status is Status.DELIVERED:
        return True
    return message.status is Status.ACCEPTED and not _is_told_of(message, waits, silent)


def _is_told_of(message: Message, waits: Mapping[Channel, Waits], silent: Collection[str]) -> bool:
    """Whether a receipt may come."""
    last = message.attempts[-1].provider if message.attempts else ""
    return waits[message.channel].call_after is not None and last not in silent


def _failed(message: Message, waits: Mapping[Channel, Waits], silent: Collection[str]) -> bool:
    given_up = message.status is Status.UNKNOWN and message.due_at is None
    return message.status in FAILED or (given_up and not _is_told_of(message, waits, silent))


def _let_on(message: Message, waits: Mapping[Channel, Waits], silent: Collection[str], now: datetime) -> bool:
    """Whether the next way need not wait for this one any longer."""
    return _failed(message, waits, silent) or _ends(message, waits[message.channel].next_after, now) <= now


def _ends(message: Message, wait: timedelta | None, now: datetime) -> datetime:
    """When the patience with this one ends; while nothing was tried yet, that is some time from now."""
    patience = wait if wait is not None else LOOK_AGAIN
    begun = message.attempts[0].started_at if message.attempts else None
    if wait is None and not message.has_ended:
        return now + patience  # it is tried until its schedule ends
    return begun + patience if begun is not None else now + patience


def _may_be_sent(message: Message) -> bool:
    return any(one.outcome is None or one.outcome.value == "unknown" for one in message.attempts)
