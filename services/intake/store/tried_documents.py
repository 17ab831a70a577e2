"""What was tried to tell an applicant as a document, one a dossier."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.intake.domain.tried import Message, Tried
from shared.store.mapping import Mapping

Document = dict[str, Any]


def write_tried(tried: Tried) -> Document:
    return {
        "_id": tried.id,
        "version": tried.version,
        "messages": [asdict(one) for one in tried.messages.values()],
    }


def read_tried(document: Document) -> Tried:
    messages = [Message(**one) for one in document["messages"]]
    return Tried(document["_id"], document["version"], {one.id: one for one in messages})


TRIED = Mapping(Tried, "tried", write_tried, read_tried)
