"""How dossiers stand as documents: what is told of them as it is, the applicant's number and address sealed."""

from __future__ import annotations

import json
from typing import Any

from services.notifications.domain.standing import Standing, Told
from shared.security.fields import FieldCipher
from shared.store.mapping import Mapping

COLLECTION = "standings"


def standing_mapping(cipher: FieldCipher) -> Mapping:
    """How the projection is kept."""

    def write(one: Standing) -> dict[str, Any]:
        reached = {name: list(told) for name, told in one.reached.items()}
        return {
            "_id": one.id,
            "version": one.version,
            "told": [
                {"slot": slot, "sequence": told.sequence, "data": dict(told.data)} for slot, told in one.told.items()
            ],
            "reached": cipher.encrypt(_place(one.id), json.dumps(reached)) if reached else None,
        }

    def read(document: dict[str, Any]) -> Standing:
        id, sealed = document["_id"], document["reached"]
        reached = json.loads(cipher.decrypt(_place(id), sealed)) if sealed else {}
        return Standing(
            id,
            document["version"],
            {one["slot"]: Told(one["sequence"], one["data"]) for one in document["told"]},
            {name: (sequence, address) for name, (sequence, address) in reached.items()},
        )

    return Mapping(Standing, COLLECTION, write, read)


def _place(id: str) -> str:
    return f"{COLLECTION}/{id}/reached"
