"""What notifications tells the others: how far a message got, and never to whom or in what words."""

from __future__ import annotations

from services.notifications.domain.message import Message
from shared.store.change import Change, Fact

RECORDED = "notifications.message.recorded.v1"


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
