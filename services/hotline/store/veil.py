"""Leaves out of every question what whoever asks may not know of: petitions that name them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pymongo.database import Database

from services.hotline.store import collections
from shared.store.faults import store_faults

Document = dict[str, Any]


class Veil:
    """``who`` is the account that asks, empty for the public and for what the service does by itself. Lists of
    petitions, and of anything that names a petition, put ``without`` into their questions."""

    def __init__(self, database: Database[Document], who: Callable[[], str]) -> None:
        self._petitions = database[collections.PETITIONS]
        self._who = who

    def codes(self) -> frozenset[str]:
        """Of the petitions that name whoever asks; mostly none. Raises StoreAway."""
        account = self._who()
        if not account:
            return frozenset()
        with store_faults():
            found = self._petitions.find({"named": account, "named.0": {"$exists": True}}, {"_id": 1})
            return frozenset(one["_id"] for one in found)

    def without(self, field: str = "_id") -> Document:
        """The part of a question that leaves them out, by the field that holds the code (or codes). Raises
        StoreAway."""
        codes = self.codes()
        return {field: {"$nin": sorted(codes)}} if codes else {}


def nobody_asks() -> str:
    """For what the service does by itself."""
    return ""
