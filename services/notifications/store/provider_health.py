"""How providers stand, one document each, shared by all copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.notifications.domain.provider import Health
from shared.store.faults import store_faults

COLLECTION = "providers"


class MongoHealths:
    """Implements ``Healths``: of several that change the same version, one wins."""

    def __init__(self, database: Database[dict[str, Any]]) -> None:
        self._healths = database[COLLECTION]

    def of(self, names: Sequence[str]) -> Mapping[str, Health]:
        """Those that are known. Raises StoreAway."""
        with store_faults():
            rows = list(self._healths.find({"_id": {"$in": list(names)}}))
        return {row["_id"]: Health(row.pop("_id"), **row) for row in ({**row} for row in rows)}

    def save(self, health: Health) -> bool:
        """Where nobody was faster. Raises StoreAway."""
        fields = asdict(health)
        document = {"_id": fields.pop("id"), **fields}
        before = {"_id": health.id, "version": health.version - 1}
        with store_faults():
            try:
                done = self._healths.replace_one(before, document, upsert=health.version == 1)
            except DuplicateKeyError:
                return False
        return done.matched_count == 1 or done.upserted_id is not None
