"""What was tried to reach an applicant, as notifications tells it: shown to the owner, never a full address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Message:
    """One message by one channel.

    ``event`` names what it tells of (``accepted``), ``to_masked`` shows the last characters of where to, ``told`` is
    the highest sequence heard of it.
    """

    id: str
    event: str
    channel: str
    status: str
    at: datetime
    to_masked: str
    told: int


@dataclass(frozen=True, slots=True)
class Tried:
    """All messages about one dossier; ``id`` is its code."""

    id: str
    version: int = 0
    messages: Mapping[str, Message] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "messages", MappingProxyType(dict(sorted(self.messages.items()))))

    def with_message(self, message: Message) -> Tried:
        """With this news of a message; itself where later news of it was heard before."""
        known = self.messages.get(message.id)
        if known is not None and known.told >= message.told:
            return self
        return replace(self, version=self.version + 1, messages={**self.messages, message.id: message})
