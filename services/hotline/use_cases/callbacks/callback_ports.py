"""What the use cases of callbacks need of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.hotline.domain.callbacks.callback import Callback

# Where a page ends: what the list is ordered by, then the id.
Place = tuple[datetime, str]


class Callbacks(Protocol):
    """Questions over many callbacks. Everything raises StoreAway."""

    def page(self, is_open: bool, after: Place | None, limit: int) -> Sequence[Callback]:
        """Open ones by when to call, the others latest first; whom to call stays closed (None)."""
        ...

    def count_due(self, now: datetime) -> int:
        """How many are to be called now, counted no further than ports.MOST_COUNTED."""
        ...
