"""Answers kept for a repeated Idempotency-Key; their bodies are sealed, for an answer may name a person."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from pymongo.database import Database

from shared.store.change import Answer, Context
from shared.store.connection import Document
from shared.store.faults import store_faults

COLLECTION = "answers"
KEPT_FOR = timedelta(days=7)
# What AlreadyExists names where the same key was just used by another request: look the answer up again.
KEY_FIELDS = ("idempotency_key",)

Seal = Callable[[str, str], Mapping[str, Any]]
Open = Callable[[str, Mapping[str, Any]], str]


class Answers:
    """Look up by key; written by the unit of work, in the transaction of the effect.

    ``seal(place, text)`` and ``open(place, value)`` are a pair such as ``FieldCipher.encrypt`` and ``decrypt``.
    """

    def __init__(self, database: Database[Document], seal: Seal, open: Open) -> None:
        self._collection = database[COLLECTION]
        self._seal = seal
        self._open = open

    def find(self, key: str) -> Answer | None:
        """The answer that this key got, for as long as it is kept. Raises StoreAway."""
        with store_faults():
            row = self._collection.find_one({"_id": key})
        if row is None:
            return None
        told = json.loads(self._open(_place(key), row["sealed"]))
        return Answer(key, row["fingerprint"], row["status"], told["body"], told["headers"])

    def row(self, answer: Answer, context: Context) -> Document:
        """The document to write."""
        told = json.dumps({"body": dict(answer.body), "headers": dict(answer.headers)}, ensure_ascii=False)
        return {
            "_id": answer.key,
            "fingerprint": answer.fingerprint,
            "status": answer.status,
            "sealed": dict(self._seal(_place(answer.key), told)),
            "at": context.at,
        }


def _place(key: str) -> str:
    return f"{COLLECTION}/{key}/sealed"
