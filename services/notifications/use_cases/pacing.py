"""Whether a message may go now: not into somebody's night, not too many to one person or through one provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.notifications.domain.message import AT_NIGHT, TOO_MANY, Message
from services.notifications.domain.pace import Rate
from services.notifications.domain.provider import Provider
from services.notifications.domain.quiet import QuietHours
from services.notifications.use_cases.ports import SendCounts


@dataclass(frozen=True, slots=True)
class Pace:
    """What slows sending down; None where nothing does. Urgent messages are never held up."""

    counts: SendCounts
    quiet: QuietHours | None = None
    per_recipient: Rate | None = None
    per_provider: Rate | None = None

    def at_night(self, message: Message, now: datetime) -> Message | None:
        """The message as it waits for the morning; None where it may go."""
        if message.is_urgent or self.quiet is None:
            return None
        until = self.quiet.until(message.channel, message.recipient or "", now)
        return message.wait(until, AT_NIGHT, now) if until else None

    def too_many(self, message: Message, now: datetime) -> Message | None:
        """The message as it waits because this person just had many; None where it may go, and is counted.

        Raises StoreAway.
        """
        rate, recipient = self.per_recipient, message.recipient or ""
        # Only what is new to a person counts: an attempt that is made again is no second message.
        if message.is_urgent or rate is None or message.attempts:
            return None
        return (
            None
            if self.counts.take("recipient", recipient, rate, now)
            else message.wait(rate.window_ends(now), TOO_MANY, now)
        )

    def has_room(self, provider: Provider, now: datetime) -> bool:
        """Whether this provider may be called once more now: its own rate, else that of all. Raises StoreAway."""
        rate = Rate(provider.per_second, 1) if provider.per_second else self.per_provider
        return rate is None or self.counts.take("provider", provider.name, rate, now)
