"""Sends what is due: claim and commit, call under the derived id, record how it ended; each step survives a crash."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from services.notifications.domain.lane import Lane, lanes_in_order
from services.notifications.domain.message import Channel, Message, Reply
from services.notifications.use_cases.facts import step
from services.notifications.use_cases.pacing import Pace
from services.notifications.use_cases.ports import Clock, Gateway, MessageQueue
from shared.store.change import NOTHING, Change, Conflict, Context, Key, Work

SERVICE = "service:notifications"
# Senders look at more than one candidate and in no order, so that many of them seldom want the same one.
CANDIDATES = 16
TRIES = 5


@dataclass(frozen=True, slots=True)
class Sending:
    """What one channel is sent with; ``turns`` are counted by all its threads together."""

    channel: Channel
    gateway: Gateway
    queue: MessageQueue
    work: Work
    clock: Clock
    pace: Pace | None = None
    shares: Mapping[Lane, int] = field(default_factory=lambda: {Lane.NORMAL: 9, Lane.BULK: 1})
    turns: Iterator[int] = field(default_factory=count)


def send_next(sending: Sending, lanes: tuple[Lane, ...] = ()) -> Message | None:
    """Send one due message; as it stands afterwards, or None where none is due. Raises StoreAway.

    ``lanes`` are those to look into, in this order; without them it is this turn's order.

    A crash after the claim leaves the message to whoever comes after the lease; it is then sent again under the same
    id, which the provider knows.
    """
    claimed = _claim(sending, lanes or lanes_in_order(next(sending.turns), sending.shares))
    if claimed is None:
        return None
    reply = sending.gateway.send(claimed)
    return record_reply(sending, claimed.id, len(claimed.attempts), reply)


def record_reply(sending: Sending, id: str, number: int, reply: Reply) -> Message | None:
    """Write down how an attempt ended. Raises StoreAway, Conflict after many lost races."""
    return change_message(
        sending.work, id, lambda message: message.record(number, reply, sending.clock()), sending.clock,
        why=f"attempt {number}",
    )  # fmt: skip


def change_message(
    work: Work, id: str, rule: Callable[[Message], Message], clock: Clock, *, why: str
) -> Message | None:
    """The message after the rule's change, told where it is news; None where there is no such message.

    Raises StoreAway, and Conflict where others were faster every time.
    """
    for attempt in range(1, TRIES + 1):
        before = work.load(Key(Message, id)).get(Message, id)
        if before is None:
            return None
        after = rule(before)
        change = step(before, after) if after is not before else NOTHING
        try:
            work.commit(change, _context(after, clock, why))
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return after
    raise AssertionError("unreachable")


def _claim(sending: Sending, lanes: tuple[Lane, ...]) -> Message | None:
    while candidates := _candidates(sending, lanes):
        random.shuffle(candidates)
        for candidate in candidates:
            ended = _ended(sending, candidate)
            if ended is not None:
                _end(sending, candidate, ended)
                continue
            now = sending.clock()
            waiting = sending.pace.waiting(candidate, now) if sending.pace else None
            if waiting is not None:
                sending.queue.take(waiting)
                continue
            if not (_has_room(sending, now) or candidate.is_urgent):
                return None  # its window is over in a moment; the messages stay as they are
            claimed = candidate.claim(sending.gateway.name, sending.clock())
            if claimed is not None and sending.queue.take(claimed):
                return claimed
    return None


def _has_room(sending: Sending, now: datetime) -> bool:
    return sending.pace is None or sending.pace.has_room(sending.gateway.name, now)


def _candidates(sending: Sending, lanes: tuple[Lane, ...]) -> list[Message]:
    """Of the first lane in which there are any."""
    now = sending.clock()
    found = (sending.queue.due(sending.channel, lane, now, CANDIDATES) for lane in lanes)
    return next((one for one in found if one), [])


def _ended(sending: Sending, message: Message) -> Message | None:
    """The message that no attempt is made for any more; None where one may be."""
    now = sending.clock()
    if message.is_too_late(now):
        return message.expire(now)
    if message.is_worn_out:
        return message.give_up(now)
    return message.supersede(now) if sending.queue.is_replaced(message) else None


def _end(sending: Sending, message: Message, gone: Message) -> None:
    change: Change = step(message, gone)
    try:
        sending.work.commit(change, _context(gone, sending.clock, "given up"))
    except Conflict:
        return  # somebody else did


def _context(message: Message, clock: Clock, why: str) -> Context:
    return Context(SERVICE, clock(), message.correlation_id, message.event_id, why=why)
