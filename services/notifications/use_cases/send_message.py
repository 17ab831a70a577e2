"""Sends what is due: claim and commit, call under the derived id, record how it ended; each step survives a crash."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from services.notifications.domain.message import Channel, Message, Reply
from services.notifications.use_cases.facts import step
from services.notifications.use_cases.ports import Clock, Gateway, MessageQueue
from shared.store.change import NOTHING, Change, Conflict, Context, Key, Work

SERVICE = "service:notifications"
# Senders look at more than one candidate and in no order, so that many of them seldom want the same one.
CANDIDATES = 16
TRIES = 5


@dataclass(frozen=True, slots=True)
class Sending:
    """What one channel is sent with."""

    channel: Channel
    gateway: Gateway
    queue: MessageQueue
    work: Work
    clock: Clock


def send_next(sending: Sending) -> Message | None:
    """Send one due message; as it stands afterwards, or None where none is due. Raises StoreAway.

    A crash after the claim leaves the message to whoever comes after the lease; it is then sent again under the same
    id, which the provider knows.
    """
    claimed = _claim(sending)
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


def _claim(sending: Sending) -> Message | None:
    while candidates := sending.queue.due(sending.channel, sending.clock(), CANDIDATES):
        random.shuffle(candidates)
        for candidate in candidates:
            if candidate.is_worn_out or candidate.is_too_late(sending.clock()):
                _give_up(sending, candidate)
                continue
            claimed = candidate.claim(sending.gateway.name, sending.clock())
            if claimed is not None and sending.queue.take(claimed):
                return claimed
    return None


def _give_up(sending: Sending, message: Message) -> None:
    now = sending.clock()
    gone = message.expire(now) if message.is_too_late(now) else message.give_up(now)
    change: Change = step(message, gone)
    try:
        sending.work.commit(change, _context(gone, sending.clock, "given up"))
    except Conflict:
        return  # somebody else did


def _context(message: Message, clock: Clock, why: str) -> Context:
    return Context(SERVICE, clock(), message.correlation_id, message.event_id, why=why)
