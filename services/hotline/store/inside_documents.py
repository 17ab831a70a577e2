"""Notes of the desk as documents: sealed, for people write names into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import DESCENDING
from pymongo.database import Database

from services.hotline.domain.inside.note import Note
from services.hotline.domain.inside.step_place import StepPlace
from services.hotline.store import collections
from services.hotline.store.sealing import Sealing
from services.hotline.store.veil import Veil
from shared.security.fields import FieldCipher
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

Document = dict[str, Any]
STEP = ("procedure", "step_key", "step", "agency", "agency_name", "said_by")


def note_mapping(sealing: Sealing) -> Mapping:
    """How notes are kept."""

    def write(one: Note) -> Document:
        return {
            "_id": one.id, "version": one.version, "petition": one.petition, "at": one.at, "who": one.who,
            "text": sealing.seal(one.id, "text", one.text),
        }  # fmt: skip

    return Mapping(Note, collections.NOTES, write, lambda one: read_note(one, sealing), collections.NOTE_INDEXES)


def read_note(document: Document, sealing: Sealing) -> Note:
    """Raises Undecipherable where a key is missing or a value was moved."""
    text = sealing.open(document["_id"], "text", document["text"]) or ""
    return Note(document["_id"], document["version"], document["petition"], document["at"], document["who"], text)


class MongoNotes:
    """Implements ``use_cases.inside.inside_ports.Notes``."""

    def __init__(self, database: Database[Document], cipher: FieldCipher, veil: Veil) -> None:
        self._notes = database[collections.NOTES]
        self._sealing = Sealing(cipher, collections.NOTES)
        self._veil = veil

    def of(self, petition: str, limit: int) -> Sequence[Note]:
        wanted = {"$and": [{"petition": petition}, self._veil.without("petition")]}
        with store_faults():
            found = self._notes.find(wanted).sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(limit)
            return [read_note(one, self._sealing) for one in found]


def write_step(place: StepPlace | None) -> Document | None:
    """What a petition's document holds of it; names of steps and agencies, of nobody."""
    return {name: getattr(place, name) for name in STEP} if place else None


def read_step(document: Document | None) -> StepPlace | None:
    return StepPlace(**{name: document[name] for name in STEP}) if document else None
