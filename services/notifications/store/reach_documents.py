"""A reach as a document: whom to call and what to say are sealed in one field, and gone once it is settled."""

from __future__ import annotations

import json
from collections.abc import Mapping as Fields
from dataclasses import asdict
from typing import Any

from services.notifications.domain.reach import Person, Reach, Standing
from shared.security.fields import FieldCipher
from shared.store.mapping import Mapping

COLLECTION = "reaches"
PLAIN = ("version", "about", "event", "opened_at", "changed_at", "sequence", "weight")


def reach_mapping(cipher: FieldCipher) -> Mapping:
    """How reaches are kept."""

    def write(reach: Reach) -> dict[str, Any]:
        person = json.dumps(asdict(reach.person), ensure_ascii=False) if reach.person else None
        return {
            "_id": reach.id,
            **{name: getattr(reach, name) for name in PLAIN},
            "standing": reach.standing.value,
            "personal": cipher.encrypt(_place(reach.id), person) if person else None,
        }

    def read(document: Fields[str, Any]) -> Reach:
        id, sealed = document["_id"], document["personal"]
        return Reach(
            id=id,
            **{name: document[name] for name in PLAIN},
            standing=Standing(document["standing"]),
            person=Person(**json.loads(cipher.decrypt(_place(id), sealed))) if sealed else None,
        )

    return Mapping(Reach, COLLECTION, write, read)


def _place(id: str) -> str:
    return f"{COLLECTION}/{id}/personal"
