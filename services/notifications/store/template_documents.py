"""A template's line as one document with all its versions, and the questions that are asked of them."""

from __future__ import annotations

from collections.abc import Mapping as Fields
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from pymongo import DESCENDING, IndexModel
from pymongo.database import Database

from services.notifications.domain.template import Place
from services.notifications.domain.words.line import State, TemplateLine, Version
from services.notifications.store.message_documents import COLLECTION as MESSAGES
from services.notifications.store.message_documents import MessageDocuments
from services.notifications.use_cases.templates.desk import Example
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

COLLECTION = "templates"
# What was told last of an event, for previews with real values; a handful is looked through for one that has them.
NEWEST_OF_EVENT = [("event", 1), ("language", 1), ("asked_at", DESCENDING)]
LOOKED_THROUGH = 10
MESSAGE_INDEX = IndexModel(NEWEST_OF_EVENT, name="newest_of_event")


def to_document(line: TemplateLine) -> dict[str, Any]:
    """The document of a line."""
    versions = [{**asdict(one), "state": one.state.value} for one in line.versions]
    return {"_id": line.id, "version": line.version, "in_force": line.in_force, "versions": versions}


def from_document(document: Fields[str, Any]) -> TemplateLine:
    """The line in a document. Raises ValueError for the line of an event that is told no more."""
    versions = tuple(Version(**{**one, "state": State(one["state"])}) for one in document["versions"])
    place = Place.of(document["_id"])
    return TemplateLine(document["_id"], document["version"], place, versions, document["in_force"])


MAPPING = Mapping(TemplateLine, COLLECTION, to_document, from_document)


class MongoTemplates:
    """Implements ``TemplateLines``."""

    def __init__(self, database: Database[dict[str, Any]], documents: MessageDocuments) -> None:
        self._database = database
        self._documents = documents

    def all(self) -> Sequence[TemplateLine]:
        """Those of events that are still told."""
        with store_faults():
            rows = list(self._database[COLLECTION].find())
        return [from_document(row) for row in rows if _is_told(row["_id"])]

    def example(self, event: str, language: str) -> Example | None:
        """From the newest messages; one whose words are erased, or were tests, tells nothing."""
        wanted = {"event": event, "language": language}
        newest = [("asked_at", DESCENDING)]
        with store_faults():
            rows = list(self._database[MESSAGES].find(wanted).sort(newest).limit(LOOKED_THROUGH))
        for one in map(self._documents.from_document, rows):
            if one.writing and one.writing.values:
                return Example(one.writing.values, one.asked_at)
        return None

    def ensure(self) -> None:
        """The index of examples. Raises StoreAway."""
        with store_faults():
            self._database[MESSAGES].create_indexes([MESSAGE_INDEX])


def _is_told(key: str) -> bool:
    try:
        Place.of(key)
    except ValueError:
        return False
    return True
