"""Opens the reach of an event beside its messages: who is to know, what to say, and which way goes first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.notifications.domain.message import Channel, Message, Status
from services.notifications.domain.reach import Person, Reach, Standing, Waits, judge
from services.notifications.domain.sending_rules import EventRule
from services.notifications.use_cases.look_after import LOOK_JOB
from services.notifications.use_cases.wording import language_of
from shared.bus.reading import Received
from shared.store.change import Change, Job

# Whoever does not want it is not called for it either.
NOT_WANTED = frozenset({"left"})


def in_turn(messages: Sequence[Message], waits: Mapping[Channel, Waits]) -> tuple[Message, ...]:
    """Those that go after another way are held, where that one goes at all."""
    going = {one.channel for one in messages if one.status is Status.QUEUED}
    held = {channel for channel in going if waits[channel].after & going}
    return tuple(one.hold() if one.channel in held and not one.is_urgent else one for one in messages)


def opened(
    received: Received, messages: Sequence[Message], rule: EventRule, waits: Mapping[Channel, Waits], words: str
) -> Change:
    """The messages with their reach and its first look; alone where nobody could be called, or nothing is worth it.

    ``words`` is what an operator would read aloud.
    """
    kept = Change(tuple(messages))
    phone, email = (str(received.personal.get(field) or "").strip() or None for field in ("phone", "email"))
    unwanted = any(one.reason in NOT_WANTED for one in messages)
    if not (phone or email) or not rule.call or not messages or unwanted:
        return kept
    name = str(received.personal.get("name") or "").strip() or None
    person = Person(name, phone, email, language_of(received.personal), words)
    reach = Reach(
        received.id, 1, received.subject, messages[0].event, received.time, received.time, received.sequence,
        rule.weight, Standing.OPEN, person,
    )  # fmt: skip
    look_at = judge(messages, waits, (), received.time).look_at
    return Change((*kept.saved, reach), jobs=(Job(LOOK_JOB, reach.id, look_at or received.time),))
