"""For providers that can't tell a repetition: what may have been sent never goes again, its receipt is waited for."""

from __future__ import annotations

from services.notifications.domain.message import Message, Outcome, Reply

WAITS = Reply(Outcome.UNKNOWN, "waits_for_receipt")


def may_be_there(message: Message, provider: str) -> bool:
    """Whether an earlier attempt may have reached the provider, though nobody knows."""
    return any(
        one.provider == provider and one.outcome is Outcome.UNKNOWN and one.reason != WAITS.reason
        for one in message.attempts
    )
