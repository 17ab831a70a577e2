"""Looks as documents; their reasons are sealed, for people write names into them."""

from __future__ import annotations

import hashlib
from typing import Any

from services.hotline.domain.contact import Look, Seen
from services.hotline.store import collections
from services.hotline.store.sealing import Sealing
from shared.security.fields import BlindIndex
from shared.store.mapping import Mapping

Document = dict[str, Any]


def look_mapping(sealing: Sealing, index: BlindIndex) -> Mapping:
    """How looks are kept; ``unchained`` says that one has no number in the chain yet."""

    def write(one: Look) -> Document:
        return {
            "_id": one.id,
            "version": one.version,
            "what": one.what.value,
            "about": one.about,
            "who": one.who,
            "at": one.at,
            "why": sealing.seal(one.id, "why", one.why or None),
            "why_digest": why_digest(index, one.id, one.why),
            "unchained": True,
        }

    return Mapping(Look, collections.LOOKS, write, lambda one: read_look(one, sealing), collections.LOOK_INDEXES)


def read_look(document: Document, sealing: Sealing) -> Look:
    """Raises Undecipherable where a key is missing or a value was moved."""
    return Look(
        document["_id"],
        document["version"],
        Seen(document["what"]),
        document["about"],
        document["who"],
        document["at"],
        sealing.open(document["_id"], "why", document["why"]) or "",
        document.get("why_digest", ""),
        document.get("number", 0),
        document.get("link", ""),
    )


def why_digest(index: BlindIndex, id: str, why: str) -> str:
    """What stands for a reason in the chain; the same words of two looks have two digests."""
    return index.digest("look-why", hashlib.sha256(f"{id}/{why}".encode()).hexdigest()) if why else ""
