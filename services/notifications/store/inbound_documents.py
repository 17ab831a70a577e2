"""What people wrote to us as documents: who and what sealed in one field, which is emptied after a time."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel
from pymongo.database import Database

from services.notifications.domain.inbound.message import Done, Inbound
from services.notifications.domain.inbound.pieces import Pieces
from services.notifications.domain.inbound.words import Word
from services.notifications.domain.message import Channel
from services.notifications.use_cases.ports import Place
from shared.security.fields import FieldCipher
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

INBOUND, PIECES = "inbound", "inbound_pieces"
NEWEST_FIRST = (("received_at", DESCENDING), ("_id", DESCENDING))
INDEXES = (IndexModel(NEWEST_FIRST, name="newest"),)
# Whole texts live in ``inbound``; what is left of their parts goes by itself.
PIECE_INDEXES = (IndexModel([("first_at", ASCENDING)], name="forgotten", expireAfterSeconds=7 * 86_400),)


class InboundDocuments:
    """To a document and back."""

    def __init__(self, cipher: FieldCipher) -> None:
        self._cipher = cipher

    @property
    def mappings(self) -> tuple[Mapping, Mapping]:
        """For the unit of work."""
        return (
            Mapping(Inbound, INBOUND, self.to_document, self.from_document, INDEXES),
            Mapping(Pieces, PIECES, self._write_pieces, self._read_pieces, PIECE_INDEXES),
        )

    def to_document(self, one: Inbound) -> dict[str, Any]:
        """The document of a message."""
        personal = {"sender": one.sender, "text": one.text}
        kept = any(value is not None for value in personal.values())
        return {
            "_id": one.id, "version": one.version, "channel": one.channel.value, "provider": one.provider,
            "received_at": one.received_at, "word": one.word.value, "done": one.done.value,
            "from_masked": one.from_masked, "language": one.language, "code": one.code,
            "personal": self._seal(f"{INBOUND}/{one.id}", personal) if kept else None,
        }  # fmt: skip

    def from_document(self, document: dict[str, Any]) -> Inbound:
        """The message in a document. Raises Undecipherable."""
        id, sealed = document["_id"], document["personal"]
        personal = self._open(f"{INBOUND}/{id}", sealed) if sealed else {}
        return Inbound(
            id, document["version"], Channel(document["channel"]), document["provider"], document["received_at"],
            Word(document["word"]), Done(document["done"]), document["from_masked"], document["language"],
            personal.get("sender"), personal.get("text"), document["code"],
        )  # fmt: skip

    def _write_pieces(self, one: Pieces) -> dict[str, Any]:
        found = {str(number): base64.b64encode(octets).decode() for number, octets in one.found.items()}
        return {
            "_id": one.id, "version": one.version, "provider": one.provider, "of": one.of, "coding": one.coding,
            "first_at": one.first_at, "round": one.round, "done": one.done,
            "personal": self._seal(f"{PIECES}/{one.id}", {"sender": one.sender, "found": found}),
        }  # fmt: skip

    def _read_pieces(self, document: dict[str, Any]) -> Pieces:
        personal = self._open(f"{PIECES}/{document['_id']}", document["personal"])
        found = {int(number): base64.b64decode(text) for number, text in personal["found"].items()}
        return Pieces(
            document["_id"], document["version"], document["provider"], personal["sender"], document["of"],
            document["coding"], document["first_at"], document["round"], found, document["done"],
        )  # fmt: skip

    def _seal(self, place: str, content: dict[str, Any]) -> dict[str, Any]:
        return self._cipher.encrypt(f"{place}/personal", json.dumps(content, ensure_ascii=False))

    def _open(self, place: str, sealed: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._cipher.decrypt(f"{place}/personal", sealed))
        return found


class MongoInbound:
    """Implements ``InboundQuestions`` and ``UnfinishedTexts`` of the use cases."""

    def __init__(self, database: Database[dict[str, Any]], documents: InboundDocuments) -> None:
        self._inbound, self._pieces = database[INBOUND], database[PIECES]
        self._documents = documents

    def latest(self, after: Place | None, limit: int) -> list[Inbound]:
        """The newest first, after this place. Raises StoreAway."""
        wanted: dict[str, Any] = {}
        if after is not None:
            moment, id = after
            wanted["$or"] = [{"received_at": {"$lt": moment}}, {"received_at": moment, "_id": {"$lt": id}}]
        with store_faults():
            rows = list(self._inbound.find(wanted).sort(list(NEWEST_FIRST)).limit(limit))
        return [self._documents.from_document(row) for row in rows]

    def unfinished(self, before: datetime, limit: int) -> Sequence[str]:
        """Ids of texts whose first part came before this and that are not whole. Raises StoreAway."""
        with store_faults():
            found = self._pieces.find({"first_at": {"$lt": before}, "done": False}, {"_id": 1}).limit(limit)
            return [row["_id"] for row in found]

    def forget_words(self, before: datetime) -> int:
        """Empty what came before this of who wrote and what; how many. Raises StoreAway."""
        old = {"received_at": {"$lt": before}, "personal": {"$ne": None}}
        with store_faults():
            return self._inbound.update_many(old, {"$set": {"personal": None, "from_masked": "…"}}).modified_count
