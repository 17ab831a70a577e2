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
        self._matters = database[collections.MATTERS]
        self._who = who

    def codes(self) -> frozenset[str]:
        """Of petitions that name whoever asks, and of all in one matter with them; mostly none. Raises StoreAway."""
        account = self._who()
        if not account:
            return frozenset()
        with store_faults():
            found = self._petitions.find({"named": account, "named.0": {"$exists": True}}, {"matter": 1})
            codes = {one["_id"]: one.get("matter") for one in found}
            wanted = {"_id": {"$in": sorted({one for one in codes.values() if one})}}
            fellows = self._matters.find(wanted, {"members.petition": 1}) if any(codes.values()) else ()
            return frozenset((*codes, *(each["petition"] for one in fellows for each in one["members"])))

    def without(self, field: str = "_id") -> Document:
        """The part of a question that leaves them out, by the field that holds the code (or codes). Raises
        StoreAway."""
        codes = self.codes()
        return {field: {"$nin": sorted(codes)}} if codes else {}


def nobody_asks() -> str:
    """For what the service does by itself."""
    return ""
