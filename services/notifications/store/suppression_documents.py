"""Addresses that nothing is sent to, as documents: the address itself lies there as a digest only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from pymongo import DESCENDING, IndexModel
from pymongo.database import Database

from services.notifications.domain.message import Channel
from services.notifications.domain.suppression import Step, Suppression, Why
from services.notifications.use_cases.suppress import Place
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

COLLECTION = "suppressions"
LATEST = [("since", DESCENDING), ("_id", DESCENDING)]
INDEXES = (IndexModel(LATEST, name="latest", partialFilterExpression={"blocks": True}),)


def _write(one: Suppression) -> dict[str, Any]:
    return {
        "_id": one.id, "version": one.version, "channel": one.channel.value, "to_masked": one.to_masked,
        "changed_at": one.changed_at, "failed": list(one.failed), "why": one.why.value if one.why else None,
        "since": one.since, "steps": [asdict(step) for step in one.steps], "blocks": one.blocks,
    }  # fmt: skip


def _read(document: dict[str, Any]) -> Suppression:
    return Suppression(
        document["_id"], document["version"], Channel(document["channel"]), document["to_masked"],
        document["changed_at"], tuple(document["failed"]), Why(document["why"]) if document["why"] else None,
        document["since"], tuple(Step(**step) for step in document["steps"]),
    )  # fmt: skip


SUPPRESSIONS = Mapping(Suppression, COLLECTION, _write, _read, INDEXES)


class MongoSuppressions:
    """Implements ``Suppressions``; ``digest(kind, text)`` hides the addresses."""

    def __init__(self, database: Database[dict[str, Any]], digest: Callable[[str, str], str]) -> None:
        self._rows = database[COLLECTION]
        self._digest = digest

    def id_of(self, channel: Channel, recipient: str) -> str:
        """The same for one mailbox however its letters are written."""
        return self._digest(f"suppression/{channel.value}", recipient.strip().lower())

    def blocks(self, id: str) -> bool:
        with store_faults():
            return self._rows.find_one({"_id": id, "blocks": True}, {"_id": 1}) is not None

    def page(self, after: Place | None, limit: int) -> Sequence[Suppression]:
        wanted: dict[str, Any] = {"blocks": True}
        if after is not None:
            wanted["$or"] = [{"since": {"$lt": after[0]}}, {"since": after[0], "_id": {"$lt": after[1]}}]
        with store_faults():
            return [_read(row) for row in self._rows.find(wanted).sort(LATEST).limit(limit)]
