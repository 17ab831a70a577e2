"""What hearing people needs of store and gateways, as protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.notifications.domain.inbound.message import Heard, Inbound
from services.notifications.use_cases.ports import Place


class InboundReader(Protocol):
    """Reads what one provider tells of messages that came to it."""

    def read(self, headers: Mapping[str, str], body: bytes, now: datetime) -> Heard | None:
        """The message; None for one that no person wrote (an automatic reply). Raises BadReceipt."""
        ...


class InboundQuestions(Protocol):
    """What officers ask."""

    def latest(self, after: Place | None, limit: int) -> list[Inbound]:
        """The newest first. Raises StoreAway."""
        ...


class UnfinishedTexts(Protocol):
    """Texts of which parts are missing."""

    def unfinished(self, before: datetime, limit: int) -> Sequence[str]:
        """Those whose first part came before this. Raises StoreAway."""
        ...


class OldWords(Protocol):
    """Who wrote, and what, is kept for a time only."""

    def forget_words(self, before: datetime) -> int:
        """Empty what came before this; how many. Raises StoreAway."""
        ...


class Decoder(Protocol):
    """Reads the octets of a short message."""

    def __call__(self, coding: int, octets: bytes) -> str: ...
