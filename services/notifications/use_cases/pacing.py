"""Whether a message may go now: not into somebody's night, not too many to one person or through one provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.notifications.domain.message import Message
from services.notifications.domain.pace import Rate
from services.notifications.domain.quiet import QuietHours
from services.notifications.use_cases.ports import SendCounts

AT_NIGHT, TOO_MANY = "quiet_hours", "recipient_rate"


@dataclass(frozen=True, slots=True)
class Pace:
    """What slows sending down; None where nothing does. Urgent messages are counted, but never held up."""

    counts: SendCounts
    quiet: QuietHours | None = None
    per_recipient: Rate | None = None
    per_provider: Rate | None = None

    def waiting(self, message: Message, now: datetime) -> Message | None:
        """The message as it waits for its hour; None where it may go. Raises StoreAway."""
        recipient = message.recipient or ""
        if message.is_urgent:
            return None
        until = self.quiet.until(message.channel, recipient, now) if self.quiet else None
        if until is not None:
            return message.wait(until, AT_NIGHT, now)
        rate = self.per_recipient
        # Only what is new to a person counts: an attempt that is made again is no second message.
        if rate is None or message.attempts or self.counts.take("recipient", recipient, rate, now):
            return None
        return message.wait(rate.window_ends(now), TOO_MANY, now)

    def has_room(self, provider: str, now: datetime) -> bool:
        """Whether this provider may be called once more now. Raises StoreAway."""
        return self.per_provider is None or self.counts.take("provider", provider, self.per_provider, now)
