"""What staff decided of two contacts that look alike: that they are not the same matter, or that this was a mistake."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services.hotline.domain.petition_code import PetitionCode


@dataclass(frozen=True, slots=True)
class Pair:
    """``id`` names both contacts, the earlier one first; while ``apart`` they are not suggested to each other."""

    id: str
    version: int
    apart: bool
    at: datetime
    who: str

    def now(self, apart: bool, at: datetime, who: str) -> Pair:
        """Decided anew; itself where it was decided so before."""
        if self.apart == apart:
            return self
        return replace(self, version=self.version + 1, apart=apart, at=at, who=who)


def pair_id(one: str, other: str) -> str:
    """The same whichever is named first."""
    first, second = sorted((one, other), key=PetitionCode.read)
    return f"{first}+{second}"
