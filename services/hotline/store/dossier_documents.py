"""What is known of dossiers as documents: who applies is sealed, beside digests by which a caller is verified."""

from __future__ import annotations

from typing import Any

from services.hotline.domain.calendar import Calendars
from services.hotline.domain.known_dossier import KnownDossier, Told
from services.hotline.store import collections
from services.hotline.store.matching_documents import match_parts
from services.hotline.store.sealing import Sealing, phone_digests
from shared.security.fields import BlindIndex
from shared.store.mapping import Mapping

Document = dict[str, Any]


def dossier_mapping(sealing: Sealing, index: BlindIndex) -> Mapping:
    """How the projection is kept; ``open``, ``blind`` and ``match`` are derived."""

    def write(one: KnownDossier) -> Document:
        return {
            "_id": one.id,
            "version": one.version,
            "open": one.stand.is_open,
            # A list instead of a map: task ids hold dots, which field names should not.
            "told": [
                {"place": place, "sequence": told.sequence, "data": dict(told.data)} for place, told in one.told.items()
            ],
            "personal": sealing.seal_json(one.id, "personal", {name: list(of) for name, of in one.personal.items()}),
            "blind": phone_digests(index, one.id, one.phone) if one.phone else [],
            "match": match_parts(one, index),
        }

    def read(document: Document) -> KnownDossier:
        id = document["_id"]
        personal = sealing.open_json(id, "personal", document["personal"]) or {}
        return KnownDossier(
            id,
            document["version"],
            {one["place"]: Told(one["sequence"], one["data"]) for one in document["told"]},
            {name: (sequence, value) for name, (sequence, value) in personal.items()},
        )

    return Mapping(KnownDossier, collections.DOSSIERS, write, read, collections.DOSSIER_INDEXES)


def _write_calendars(calendars: Calendars) -> Document:
    return {
        "_id": calendars.id,
        "version": calendars.version,
        "known": [{"id": id, **kept} for id, kept in sorted(calendars.known.items())],
    }


def _read_calendars(document: Document) -> Calendars:
    return Calendars(
        id=document["_id"],
        version=document["version"],
        known={one["id"]: {"version": one["version"], "contents": one["contents"]} for one in document["known"]},
    )


CALENDARS = Mapping(Calendars, collections.CALENDARS, _write_calendars, _read_calendars)
