"""Contents that only pass through: once the broker has a message, what it carried is forgotten, its sum is kept."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

from shared.store.faults import store_faults
from shared.store.outbox import COLLECTION

EVERY_SECONDS = 5.0
INDEX = "passing"


def forget_passed(database: Database[dict[str, Any]]) -> int:
    """Shorten delivered events of which only a part is to be kept; how many. Raises StoreAway."""
    delivered = {"kept": {"$exists": True}, "pending": {"$exists": False}}
    with store_faults():
        done = database[COLLECTION].update_many(
            delivered, [{"$set": {"body": "$kept"}}, {"$unset": "kept"}], hint=INDEX
        )
    return done.modified_count
