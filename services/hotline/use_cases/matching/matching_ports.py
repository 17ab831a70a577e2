"""What matching needs from outside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.hotline.domain.matching.weights import Weights

MOST_LOADED = 60


class Finder(Protocol):
    """Questions over the dossiers awaiting results. Everything raises StoreAway."""

    def codes(self, keys: Collection[str], limit: int) -> Sequence[str]:
        """Codes of open dossiers that share keys with these (``domain.matching.keys``), most of them first."""
        ...

    def procedures(self) -> Mapping[str, str]:
        """Code and Vietnamese name of the procedures that open dossiers are for."""
        ...


@dataclass(frozen=True, slots=True)
class MatchPorts:
    """``weights`` are all versions. ``reference(petition, dossier)`` names a match without telling the dossier: the
    same each time, and of no use with another petition."""

    finder: Finder
    weights: Sequence[Weights]
    reference: Callable[[str, str], str]
