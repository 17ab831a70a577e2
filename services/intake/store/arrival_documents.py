"""How a dossier came, as part of its document: parcel, visit or the other agency's dossier."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.intake.domain.arrival import Arrival, Parcel, Parent, Visit
from services.intake.store.dossier_part import plain

Document = dict[str, Any]


def _write(arrival: Arrival) -> Document:
    if isinstance(arrival, Parcel):
        return {"parcel": arrival.tracking_number, "received_on": arrival.received_on.isoformat()}
    if isinstance(arrival, Visit):
        return {"tour": arrival.tour, "stop": arrival.stop}
    return {"parent": arrival.code, "agency": arrival.agency, "agency_name": arrival.agency_name}


def _read(data: Document) -> Arrival:
    if "parcel" in data:
        return Parcel(data["parcel"], date.fromisoformat(data["received_on"]))
    if "tour" in data:
        return Visit(data["tour"], data["stop"])
    return Parent(data["parent"], data["agency"], data["agency_name"])


ARRIVAL = plain("arrival", _write, _read)
