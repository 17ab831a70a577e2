"""What the use cases of the doors need of the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from services.hotline.domain.contact import Look
from services.hotline.domain.doors.chain import Head, Linker

# Where a page of looks ends: when, then the id.
Place = tuple[datetime, str]
# The codes of the petitions that whoever asks may not know of.
Hidden = Callable[[], frozenset[str]]


class Looks(Protocol):
    """The book of looks. Everything raises StoreAway."""

    def latest(self, after: Place | None, limit: int) -> Sequence[Look]:
        """The latest first, without what whoever asks may not know of."""
        ...

    def of(self, about: str, limit: int) -> Sequence[Look]:
        """Those at one petition or dossier, the latest first."""
        ...

    def in_order(self) -> Iterator[Look]:
        """The whole chain, from its first number on; nothing is left out for anybody."""
        ...

    def head(self) -> Head:
        """The last number that was given."""
        ...

    def count_unchained(self, before: datetime) -> int:
        """How many looks of before this moment have no number yet."""
        ...

    def why_digest(self, look: Look) -> str:
        """What must stand in the chain for its reason."""
        ...

    @property
    def linker(self) -> Linker:
        """Makes links."""
        ...
