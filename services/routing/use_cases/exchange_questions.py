"""Questions about the exchange, as pages, the API and its proof ask them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from services.routing.domain.exchange import ExchangeEntry


class Exchange(Protocol):
    """Reads only. Everything raises StoreAway. Entries for pages come without their bodies."""

    def of_agency(self, key: str, before: int | None, limit: int) -> Sequence[ExchangeEntry]:
        """The numbered entries of one agency, the latest first, below the number ``before``."""
        ...

    def of_dossier(self, dossier: str, limit: int) -> Sequence[ExchangeEntry]:
        """All that was written about one dossier, in order of time."""
        ...

    def troubles(self, since: datetime, limit: int) -> Sequence[ExchangeEntry]:
        """What operators should see, the latest first: refused, returned, not understood."""
        ...

    def heads(self) -> dict[str, tuple[int, str]]:
        """Agency key → the last number that was given, and its link."""
        ...

    def keys(self) -> Sequence[str]:
        """Every agency that has an exchange."""
        ...

    def link_before(self, key: str, number: int) -> str | None:
        """The link of the entry before this number; None where that is missing."""
        ...

    def in_order(self, key: str, since: datetime | None, until: datetime | None) -> Iterator[ExchangeEntry]:
        """The numbered entries of a period, each with its body where that is still there."""
        ...

    def unnumbered(self, key: str, before: datetime) -> int:
        """How many messages of before this moment still wait for their number."""
        ...

    def missing(self, key: str, since: datetime | None, until: datetime | None) -> Iterator[str]:
        """What went or came by other books than the exchange's and has no entry in it, in words."""
        ...
