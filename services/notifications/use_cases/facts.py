"""What notifications tells the others: how far a message got, and never to whom or in what words."""

from __future__ import annotations

from collections.abc import Sequence

from services.notifications.domain.message import Message
from services.notifications.domain.reach import Reach
from shared.store.change import Change, Fact

RECORDED = "notifications.message.recorded.v1"
NOT_REACHED = "notifications.person.not_reached.v1"
REACHED = "notifications.person.reached.v1"


def recorded(message: Message) -> Fact:
    """The message as those who look on may know it."""
    data = {
        "message": message.id,
        "about": message.about,
        "event": message.event,
        "channel": message.channel.value,
        "language": message.language,
        "status": message.status.value,
        "reason": message.reason or None,
        "at": message.changed_at.isoformat(),
        "to_masked": message.to_masked,
        "attempts": len(message.attempts),
    }
    return Fact(RECORDED, message.id, message.version, data)


def step(before: Message, after: Message) -> Change:
    """The change from one state to the next, told where people should see it."""
    told = after.is_news and not (before.is_news and before.status is after.status)
    return Change(saved=(after,), facts=(recorded(after),) if told else ())


def not_reached(before: Reach, after: Reach, messages: Sequence[Message]) -> Fact:
    """No way led to the person: somebody must call. ``before`` still knows whom, and what to say."""
    data = {
        **_head(after),
        "channels": [
            {"channel": one.channel.value, "status": one.status.value, "reason": one.reason or None}
            for one in messages
        ],
    }  # fmt: skip
    person = before.person
    personal = {
        "name": person.name if person else None, "phone": person.phone if person else None,
        "email": person.email if person else None, "language": person.language if person else "vi",
        "words": person.words if person else "",
    }  # fmt: skip
    return Fact(NOT_REACHED, after.id, after.version, data, personal)


def reached(after: Reach) -> Fact:
    """Of somebody who was told not to be reached: a receipt came after all."""
    return Fact(REACHED, after.id, after.version, _head(after))


def _head(reach: Reach) -> dict[str, str]:
    return {
        "about": reach.about, "event": reach.event, "opened_at": reach.opened_at.isoformat(),
        "at": reach.changed_at.isoformat(),
    }  # fmt: skip
