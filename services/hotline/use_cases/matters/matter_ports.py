"""What the use cases of matters need of the store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.hotline.domain.contact import Contact
from services.hotline.domain.matters.likeness import Kin
from services.hotline.domain.matters.matter import Matter
from services.hotline.domain.petition import Petition

# Where a page ends: when the matter was told of last, then its code.
Place = tuple[datetime, str]


class Matters(Protocol):
    """Questions over many matters and contacts. Everything raises StoreAway."""

    def page(self, after: Place | None, limit: int) -> Sequence[Matter]:
        """Matters that stand, the one that was told of last first."""
        ...

    def kin_of(self, petition: Petition, contact: Contact) -> Sequence[Kin]:
        """Petitions that may tell of the same: from the same number, address or name, about the same dossier, or told
        lately; with what is shared of who they are from, and nothing of it opened. Without the petition itself."""
        ...
