"""Seals and opens values bound to their collection, document and field; makes the digests that callers are found by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shared.security.fields import BlindIndex, FieldCipher


class Sealing:
    """Values of one collection: moved to another place they cannot be read."""

    def __init__(self, cipher: FieldCipher, collection: str) -> None:
        self._cipher = cipher
        self._collection = collection

    def seal(self, id: str, field: str, text: str | None) -> dict[str, Any] | None:
        return None if text is None else self._cipher.encrypt(f"{self._collection}/{id}/{field}", text)

    def open(self, id: str, field: str, value: Mapping[str, Any] | None) -> str | None:
        return None if value is None else self._cipher.decrypt(f"{self._collection}/{id}/{field}", value)

    def seal_json(self, id: str, field: str, value: Any) -> dict[str, Any] | None:
        return self.seal(id, field, json.dumps(value, ensure_ascii=False, sort_keys=True)) if value else None

    def open_json(self, id: str, field: str, value: Mapping[str, Any] | None) -> Any:
        text = self.open(id, field, value)
        return None if text is None else json.loads(text)


def phone_digests(index: BlindIndex, dossier: str, phone: str) -> list[str]:
    """What a dossier's owner is known by: the whole number, and its last four digits within this dossier alone."""
    return sorted({index.digest("phone", phone), last_digits_digest(index, dossier, phone[-4:])})


def last_digits_digest(index: BlindIndex, dossier: str, last4: str) -> str:
    """Four digits say nothing by themselves, so the dossier is part of their digest."""
    return index.digest("phone-last4", f"{dossier}/{last4}")
