"""Attachments as documents: names are sealed, as people call their files by their names; the files lie in GridFS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pymongo import ASCENDING
from pymongo.database import Database

from services.hotline.domain.attachments.attachment import Attachment, Content, Findings, Scan
from services.hotline.store import collections
from services.hotline.store.sealing import Sealing
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
PLAIN = ("version", "petition", "added_at", "added_by", "scanned_at")
BUCKET = "attachment_files"


def attachment_mapping(sealing: Sealing) -> Mapping:
    """How attachments are kept."""

    def write(one: Attachment) -> Document:
        return {
            "_id": one.id,
            **{name: getattr(one, name) for name in PLAIN},
            "name": sealing.seal(one.id, "name", one.name),
            "content": asdict(one.content),
            "scan": one.scan.value,
            "findings": asdict(one.findings) if one.findings else None,
        }

    return Mapping(
        Attachment,
        collections.ATTACHMENTS,
        write,
        lambda document: read_attachment(document, sealing),
        collections.ATTACHMENT_INDEXES,
    )


def read_attachment(document: Document, sealing: Sealing) -> Attachment:
    """Raises Undecipherable."""
    findings = document["findings"]
    return Attachment(
        id=document["_id"],
        **{name: document[name] for name in PLAIN},
        name=sealing.open(document["_id"], "name", document["name"]) or "",
        content=Content(**document["content"]),
        scan=Scan(document["scan"]),
        findings=Findings(**findings) if findings else None,
    )


class MongoAttachments:
    """Implements ``use_cases.attachments.attachment_ports.Attachments``."""

    def __init__(self, database: Database[Document], sealing: Sealing) -> None:
        self._collection = database[collections.ATTACHMENTS]
        self._sealing = sealing

    def of_petition(self, code: str) -> Sequence[Attachment]:
        with store_faults():
            found = self._collection.find({"petition": code}).sort([("added_at", ASCENDING), ("_id", ASCENDING)])
            return tuple(read_attachment(one, self._sealing) for one in found)

    def referring_to(self, files: Sequence[str]) -> frozenset[str]:
        wanted = {"$in": list(files)}
        with store_faults():
            contents = self._collection.distinct("content.file", {"content.file": wanted})
            thumbnails = self._collection.distinct("findings.thumbnail", {"findings.thumbnail": wanted})
        return frozenset((*contents, *thumbnails))

    def never_scanned(self, limit: int) -> Sequence[str]:
        with store_faults():
            found = self._collection.find({"scan": Scan.NOT_SCANNED.value}, {"_id": 1}).sort("_id").limit(limit)
            return [one["_id"] for one in found]
