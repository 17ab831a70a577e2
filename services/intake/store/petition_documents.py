"""What is known of petitions as documents, one a petition, found by the dossier that they are about."""

from __future__ import annotations

from typing import Any

from pymongo import ASCENDING, IndexModel

from services.intake.domain.known_petition import KnownPetition, Topic
from shared.store.mapping import Mapping

Document = dict[str, Any]
PETITIONS = "known_petitions"


def write_petition(one: KnownPetition) -> Document:
    return {
        "_id": one.id,
        "version": one.version,
        "topic": one.topic.value,
        "dossier": one.dossier,
        "told": one.told,
        "received_at": one.received_at,
        "due_at": one.due_at,
        "answered_at": one.answered_at,
        "answer_due_at": one.answer_due_at,
    }


def read_petition(data: Document) -> KnownPetition:
    return KnownPetition(
        data["_id"],
        data["version"],
        Topic(data["topic"]),
        data["dossier"],
        data["told"],
        data["received_at"],
        data["due_at"],
        data["answered_at"],
        data.get("answer_due_at"),
    )


KNOWN_PETITIONS = Mapping(
    KnownPetition,
    PETITIONS,
    write_petition,
    read_petition,
    (
        IndexModel(
            [("dossier", ASCENDING)], name="of_dossier", partialFilterExpression={"dossier": {"$type": "string"}}
        ),
    ),
)
