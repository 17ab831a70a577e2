"""What the use cases need of store and gateways, as protocols."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.notifications.domain.lane import Lane
from services.notifications.domain.message import Channel, Message, Receipt, Reply
from services.notifications.domain.pace import Rate
from services.notifications.domain.provider import Health

Clock = Callable[[], datetime]
# Where a page of messages ends: when its last one was asked for, and its id.
Place = tuple[datetime, str]


class Gateway(Protocol):
    """One provider of one channel."""

    @property
    def name(self) -> str: ...

    def send(self, message: Message) -> Reply:
        """Hand the message over under its own id, so that a repetition is known as such; never raises for a provider.

        Returns within the lease of a claim.
        """
        ...


class MessageQueue(Protocol):
    """The messages that wait for an attempt."""

    def due(self, channel: Channel, lane: Lane, now: datetime, limit: int) -> list[Message]:
        """Those whose attempt may begin, the longest due first. Raises StoreAway."""
        ...

    def is_replaced(self, message: Message) -> bool:
        """Whether there is another one that ``replaces`` it. Raises StoreAway."""
        ...

    def take(self, claimed: Message) -> bool:
        """Store a claim, committed to a majority; False where somebody else changed the message. Raises StoreAway."""
        ...

    def news(self, timeout: float) -> Iterator[None]:
        """Yields when messages were written, and at the latest after ``timeout`` seconds, for ever."""
        ...


class Healths(Protocol):
    """What all copies know of the providers."""

    def of(self, names: Sequence[str]) -> Mapping[str, Health]:
        """Those that are known. Raises StoreAway."""
        ...

    def save(self, health: Health) -> bool:
        """The next version; False where somebody else was faster. Raises StoreAway."""
        ...


class SendCounts(Protocol):
    """Counts what was sent, over all copies."""

    def take(self, kind: str, key: str, rate: Rate, now: datetime) -> bool:
        """Count one more for this key; False, and nothing is counted, where its window is full. Raises StoreAway."""
        ...


class MessageQuestions(Protocol):
    """What those ask who look on."""

    def messages(self, about: str | None, after: Place | None, limit: int) -> list[Message]:
        """Messages about one dossier or petition, or about any, the newest first. Raises StoreAway."""
        ...


class BadReceipt(Exception):
    """A callback that is not believed or not understood; ``reason`` is a slug that tells no secret."""

    def __init__(self, reason: str, *, trusted: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.trusted = trusted  # it came from the provider, but makes no sense


class ReceiptReader(Protocol):
    """Reads one provider's callbacks."""

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Receipt | None:
        """What the callback tells; None where that is nothing final. Raises BadReceipt."""
        ...
