"""Sends what is due: claim and commit, call under the derived id, record how it ended; each step survives a crash."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from services.notifications.domain.lane import Lane, lanes_in_order
from services.notifications.domain.message import Channel, Message, Reply, Status
from services.notifications.domain.provider import Provider, bound_to
from services.notifications.domain.simulated import PROVIDER as SIMULATED
from services.notifications.domain.simulated import Simulated
from services.notifications.use_cases.choose_provider import Fleet
from services.notifications.use_cases.facts import step
from services.notifications.use_cases.look_after import wake
from services.notifications.use_cases.pacing import Pace
from services.notifications.use_cases.ports import Clock, MessageQueue
from services.notifications.use_cases.simulate import RECEIPT_JOB
from services.notifications.use_cases.suppress import SUPPRESSED
from shared.store.change import NOTHING, Change, Conflict, Context, Job, Key, Work

SERVICE = "service:notifications"
# Senders look at more than one candidate and in no order, so that many of them seldom want the same one.
CANDIDATES = 16
TRIES = 5
FAILOVER = timedelta(seconds=1)
AWAY = "provider_away"
NOBODY = Provider(SIMULATED)


@dataclass(frozen=True, slots=True)
class Sending:
    """What one channel is sent with; ``turns`` are counted by all its threads together."""

    channel: Channel
    fleet: Fleet
    queue: MessageQueue
    work: Work
    clock: Clock
    pace: Pace | None = None
    shares: Mapping[Lane, int] = field(default_factory=lambda: {Lane.NORMAL: 9, Lane.BULK: 1})
    turns: Iterator[int] = field(default_factory=count)
    simulated: Mapping[str, Simulated] = field(default_factory=dict)
    blocked: Callable[[Message], bool] = lambda _: False


def send_next(sending: Sending, lanes: tuple[Lane, ...] = ()) -> Message | None:
    """Send one due message; as it stands afterwards, or None where none is due. Raises StoreAway.

    ``lanes`` are those to look into, in this order; without them it is this turn's order.

    A crash after the claim leaves the message to whoever comes after the lease; it is then sent again under the same
    id, which the provider knows.
    """
    found = _claim(sending, lanes or lanes_in_order(next(sending.turns), sending.shares))
    if found is None:
        return None
    claimed, provider = found
    if provider is NOBODY:
        return _simulate(sending, claimed)
    reply = sending.fleet.send(provider, claimed)
    sending.fleet.hear(provider.name, reply, sending.clock())
    return record_reply(sending, claimed.id, len(claimed.attempts), reply)


def record_reply(sending: Sending, id: str, number: int, reply: Reply) -> Message | None:
    """Write down how an attempt ended. Raises StoreAway, Conflict after many lost races."""
    return change_message(
        sending.work, id, lambda message: _recorded(sending, message, number, reply), sending.clock,
        why=f"attempt {number}",
    )  # fmt: skip


def _simulate(sending: Sending, claimed: Message) -> Message | None:
    """No provider is called; that it arrived is told later, where it does."""
    simulated, now = sending.simulated[claimed.recipient or ""], sending.clock()
    later = simulated.receipt_after
    return change_message(
        sending.work, claimed.id, lambda one: one.record(len(claimed.attempts), simulated.reply, now), sending.clock,
        why="simulated recipient", jobs=(Job(RECEIPT_JOB, claimed.id, now + later),) if later else (),
    )  # fmt: skip


def _recorded(sending: Sending, message: Message, number: int, reply: Reply) -> Message:
    """After a certain failure another provider is asked at once, where there is one that was not."""
    now = sending.clock()
    after = message.record(number, reply, now)
    failed = after is not message and after.status is Status.TEMPORARILY_FAILED
    return after.hurry(now + FAILOVER) if failed and sending.fleet.has_another(after, now) else after


def change_message(
    work: Work, id: str, rule: Callable[[Message], Message], clock: Clock, *, why: str, jobs: tuple[Job, ...] = ()
) -> Message | None:
    """The message after the rule's change, told where it is news; None where there is no such message.

    Raises StoreAway, and Conflict where others were faster every time.
    """
    for attempt in range(1, TRIES + 1):
        before = work.load(Key(Message, id)).get(Message, id)
        if before is None:
            return None
        after = rule(before)
        change = _told(before, after, clock) if after is not before else NOTHING
        try:
            work.commit(replace(change, jobs=(*change.jobs, *jobs)), _context(after, clock, why))
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return after
    raise AssertionError("unreachable")


def _claim(sending: Sending, lanes: tuple[Lane, ...]) -> tuple[Message, Provider] | None:
    while candidates := _candidates(sending, lanes):
        random.shuffle(candidates)
        for candidate in candidates:
            found = _claim_one(sending, candidate)
            if found is not None:
                return found or None
    return None


def _claim_one(sending: Sending, message: Message) -> tuple[Message, Provider] | tuple[()] | None:
    """The claimed message and who is called; None where another one may be looked at, () where none may be sent now."""
    ended = _ended(sending, message)
    if ended is not None:
        _end(sending, message, ended)
        return None
    now, pace = sending.clock(), sending.pace
    if pace and _put_off(sending, pace.at_night(message, now)):
        return None
    if message.recipient in sending.simulated:
        claimed = message.claim(NOBODY.name, now)
        return (claimed, NOBODY) if claimed is not None and sending.queue.take(claimed) else None
    if sending.fleet.all_away(now):
        return ()  # nobody to call; the messages stay as they are
    provider = sending.fleet.chosen(message, now)
    if provider is None:
        _put_off(sending, _for_its_provider(sending, message, now))
        return None
    if not (_has_room(sending, provider, now) or message.is_urgent):
        return ()  # its window is over in a moment
    if pace and _put_off(sending, pace.too_many(message, now)):
        return None
    claimed = message.claim(provider.name, now)
    return (claimed, provider) if claimed is not None and sending.queue.take(claimed) else None


def _put_off(sending: Sending, waiting: Message | None) -> bool:
    """Whether there was anything to wait for."""
    if waiting is not None:
        sending.queue.take(waiting)
    return waiting is not None


def _has_room(sending: Sending, provider: Provider, now: datetime) -> bool:
    return sending.pace is None or sending.pace.has_room(provider, now)


def _for_its_provider(sending: Sending, message: Message, now: datetime) -> Message:
    """It may have the message, so that no other is asked; or somebody else is just trying it."""
    back = sending.fleet.back_at(bound_to(message), now)
    return message.wait(back or now + FAILOVER, AWAY, now)


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
    if sending.queue.is_replaced(message):
        return message.supersede(now)
    blocked = not message.attempts and sending.blocked(message)
    return message.stop(SUPPRESSED, now) if blocked else None


def _end(sending: Sending, message: Message, gone: Message) -> None:
    change = _told(message, gone, sending.clock)
    try:
        sending.work.commit(change, _context(gone, sending.clock, "given up"))
    except Conflict:
        return  # somebody else did


def _told(before: Message, after: Message, clock: Clock) -> Change:
    """The step, and whoever looks after the event's news is woken where this was the end of a way."""
    change = step(before, after)
    ended = after.status is not before.status or after.due_at != before.due_at
    return replace(change, jobs=wake(after, clock())) if ended else change


def _context(message: Message, clock: Clock, why: str) -> Context:
    return Context(SERVICE, clock(), message.correlation_id, message.event_id, why=why)
