"""Openings of people's own stores as documents; nothing in them says who a person is but a key that nobody can read."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from services.intake.domain.store_look import StoreLook
from shared.store.mapping import Mapping

STORE_LOOKS = "store_looks"
Document = dict[str, Any]


def _write(one: StoreLook) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "person": one.person,
        "dossier": one.dossier,
        "who": one.who,
        "at": one.at,
        "offered": list(one.offered),
    }


def _read(data: Document) -> StoreLook:
    return StoreLook(
        data["_id"],
        data["person"],
        data["dossier"],
        data["who"],
        data["at"],
        tuple(data["offered"]),
        data["version"],
    )


STORE_LOOK_MAPPING = Mapping(
    StoreLook,
    STORE_LOOKS,
    _write,
    _read,
    (
        IndexModel([("person", ASCENDING), ("at", DESCENDING)], name="of_person"),
        IndexModel([("dossier", ASCENDING), ("at", DESCENDING)], name="of_dossier"),
    ),
)
