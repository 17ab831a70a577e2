"""What the use cases of the confidential register are given beside the ports of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.hotline.domain.legal.case import LegalCase
from services.hotline.domain.legal.law import Law

# Where a page ends: when it was received, then its code.
Place = tuple[datetime, str]


class Cases(Protocol):
    """Questions over many cases. Everything raises StoreAway."""

    def page(self, is_open: bool, after: Place | None, limit: int) -> Sequence[LegalCase]:
        """Open ones the oldest first, the others latest first; what people wrote stays closed."""
        ...


@dataclass(frozen=True, slots=True)
class LegalPorts:
    """``law`` are all versions of the time limits."""

    cases: Cases
    law: Sequence[Law]
