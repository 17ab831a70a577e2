"""What notifications tells of messages that people wrote: the word, and, where others act on it, who wrote what."""

from __future__ import annotations

from services.notifications.domain.inbound.message import Done, Inbound
from shared.store.change import Fact

INBOUND = "notifications.message.inbound.v1"


def inbound_fact(inbound: Inbound) -> Fact:
    """A person wrote. The words leave this service only where another one is to act on them."""
    handed_on = inbound.done is Done.HANDED_ON
    data = {
        "channel": inbound.channel.value,
        "provider": inbound.provider,
        "received_at": inbound.received_at.isoformat(),
        "word": inbound.word.value,
    }
    personal = {
        "from": inbound.sender,
        "text": inbound.text if handed_on else None,
        "language": inbound.language,
    }
    return Fact(INBOUND, inbound.id, inbound.version, data, personal)
