"""Preferences as documents; whose they are is a digest only."""

from __future__ import annotations

from collections.abc import Mapping as Fields
from dataclasses import asdict
from typing import Any

from services.notifications.domain.preferences import Preferences
from shared.store.mapping import Mapping

COLLECTION = "preferences"


def to_document(one: Preferences) -> dict[str, Any]:
    """The document."""
    fields = asdict(one)
    return {"_id": fields.pop("id"), **fields}


def from_document(document: Fields[str, Any]) -> Preferences:
    """What is in it."""
    return Preferences(document["_id"], document["version"], document["optional"], document["changed_at"])


MAPPING = Mapping(Preferences, COLLECTION, to_document, from_document)
