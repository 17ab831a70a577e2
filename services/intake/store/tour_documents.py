"""Tours and drawn signatures as documents; who is visited, where, and what was written is sealed."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from pymongo import ASCENDING, IndexModel
from pymongo.database import Database

from services.intake.domain.signature import Signature
from services.intake.domain.tour import StopStatus, Tour, TourKind, TourStop
from services.intake.store.personal_fields import PersonalFields
from shared.store.faults import store_faults
from shared.store.mapping import Mapping

TOURS = "tours"
SIGNATURES = "signatures"
Document = dict[str, Any]
INDEXES = (IndexModel([("unit", ASCENDING), ("day", ASCENDING), ("_id", ASCENDING)], name="days"),)
SEALED = ("who", "where", "phone", "bring", "note")


def tour_mapping(fields: PersonalFields) -> Mapping:
    """How tours are kept in the collection ``tours``."""
    return Mapping(
        Tour, TOURS, lambda tour: write_tour(tour, fields), lambda document: read_tour(document, fields), INDEXES
    )


def write_tour(tour: Tour, fields: PersonalFields) -> Document:
    return {
        "_id": tour.id,
        "version": tour.version,
        "unit": tour.unit,
        "day": tour.day.isoformat(),
        "kind": tour.kind.value,
        "team": fields.seal_json(tour.id, "team", list(tour.team)),
        "area": tour.area,
        "planned_by": tour.planned_by,
        "stops": [_write_stop(one, tour.id, fields) for one in tour.stops],
    }


def _write_stop(stop: TourStop, tour: str, fields: PersonalFields) -> Document:
    return {
        "id": stop.id,
        **{name: fields.seal(tour, f"stops.{stop.id}.{name}", getattr(stop, name)) for name in SEALED},
        "at": stop.at.isoformat("minutes") if stop.at else None,
        "procedure": stop.procedure,
        "status": stop.status.value,
        "ended_at": stop.ended_at,
        "dossiers": list(stop.dossiers),
    }


def read_tour(document: Document, fields: PersonalFields) -> Tour:
    """Raises Undecipherable where a key is missing or a value was moved."""
    id = document["_id"]
    return Tour(
        id=id,
        version=document["version"],
        unit=document["unit"],
        day=date.fromisoformat(document["day"]),
        kind=TourKind(document["kind"]),
        team=tuple(fields.open_json(id, "team", document["team"]) or ()),
        area=document["area"],
        planned_by=document["planned_by"],
        stops=tuple(_read_stop(one, id, fields) for one in document["stops"]),
    )


def _read_stop(data: Document, tour: str, fields: PersonalFields) -> TourStop:
    opened = {name: fields.open(tour, f"stops.{data['id']}.{name}", data[name]) for name in SEALED}
    return TourStop(
        id=data["id"],
        who=opened["who"] or "",
        where=opened["where"] or "",
        at=time.fromisoformat(data["at"]) if data["at"] else None,
        phone=opened["phone"],
        bring=opened["bring"] or "",
        procedure=data["procedure"],
        status=StopStatus(data["status"]),
        note=opened["note"] or "",
        ended_at=data["ended_at"],
        dossiers=tuple(data["dossiers"]),
    )


class TourQueries:
    """Implements ``use_cases.ports.Tours``."""

    def __init__(self, database: Database[Document], fields: PersonalFields) -> None:
        self._collection = database[TOURS]
        self._fields = fields

    def of_unit(self, unit: str, since: date, limit: int) -> Sequence[Tour]:
        wanted = {"unit": unit, "day": {"$gte": since.isoformat()}}
        with store_faults():
            found = list(self._collection.find(wanted).sort([("day", ASCENDING), ("_id", ASCENDING)]).limit(limit))
        return [read_tour(one, self._fields) for one in found]


def signature_mapping(fields: PersonalFields) -> Mapping:
    """How drawn signatures are kept in the collection ``signatures``, each under its dossier's code."""
    return Mapping(
        Signature,
        SIGNATURES,
        lambda one: {
            "_id": one.id,
            "version": one.version,
            "signed_at": one.signed_at,
            "image": fields.seal(one.id, "image", base64.b64encode(one.image).decode("ascii")),
        },
        lambda document: Signature(
            document["_id"],
            document["version"],
            document["signed_at"],
            base64.b64decode(fields.open(document["_id"], "image", document["image"]) or ""),
        ),
    )
