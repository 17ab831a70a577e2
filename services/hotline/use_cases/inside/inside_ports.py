"""What the use cases of the inside need of the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.hotline.domain.inside.agency_task import AgencyTask
from services.hotline.domain.inside.note import Note


class Notes(Protocol):
    """Notes of the desk. Everything raises StoreAway."""

    def of(self, petition: str, limit: int) -> Sequence[Note]:
        """Those about one petition, the latest first."""
        ...


class AgencyTasks(Protocol):
    """Questions to agencies. Everything raises StoreAway."""

    def of(self, petition: str, limit: int) -> Sequence[AgencyTask]:
        """Those about one petition, the latest first."""
        ...
