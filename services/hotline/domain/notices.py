"""What was tried to tell a petitioner: a projection of what notifications says of its messages, in any order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from services.hotline.domain.errors import Words


class Reached(Enum):
    """How far a message got, as people need to know it."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "permanently_failed"
    EXPIRED = "expired"
    OTHER = "other"

    @property
    def words(self) -> Words:
        return _REACHED[self]


@dataclass(frozen=True, slots=True)
class Notice:
    """The latest telling of one message (``sequence``); ``to_masked`` shows the last digits or first letters only."""

    sequence: int
    event: str
    channel: str
    reached: Reached
    at: datetime
    to_masked: str


@dataclass(frozen=True, slots=True)
class Notices:
    """The messages about one petition (its code), by the message's id."""

    id: str
    version: int = 0
    messages: Mapping[str, Notice] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "messages", MappingProxyType(dict(sorted(self.messages.items()))))

    def hearing(self, message: str, notice: Notice) -> Notices:
        """With this telling; itself where one as new is known."""
        known = self.messages.get(message)
        if known is not None and known.sequence >= notice.sequence:
            return self
        return replace(self, version=self.version + 1, messages={**self.messages, message: notice})

    @property
    def in_order(self) -> list[Notice]:
        """The latest first."""
        return sorted(self.messages.values(), key=lambda one: (one.at, one.event, one.channel), reverse=True)


_REACHED = {
    Reached.ACCEPTED: Words("nhà mạng đã nhận", "taken by the provider"),
    Reached.DELIVERED: Words("đã tới nơi", "delivered"),
    Reached.FAILED: Words("không gửi được", "could not be sent"),
    Reached.EXPIRED: Words("quá hạn, không gửi", "not sent: its time was over"),
    Reached.OTHER: Words("chưa rõ đã tới chưa", "not known whether it arrived"),
}
