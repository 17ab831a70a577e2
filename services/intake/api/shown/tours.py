"""Tours as the JSON that the API gives."""

from __future__ import annotations

from services.intake.api.shown.values import Json, moment
from services.intake.domain.tour import Tour, TourStop


def tour(one: Tour) -> Json:
    return {
        "id": one.id,
        "version": one.version,
        "unit": one.unit,
        "day": one.day.isoformat(),
        "kind": one.kind.value,
        "team": list(one.team),
        "area": one.area,
        "stops": [tour_stop(each) for each in one.stops],
    }


def tour_stop(one: TourStop) -> Json:
    return {
        "id": one.id,
        "who": one.who,
        "where": one.where,
        "at": one.at.isoformat("minutes") if one.at else None,
        "phone": one.phone,
        "bring": one.bring,
        "procedure": one.procedure,
        "status": one.status.value,
        "note": one.note,
        "ended_at": moment(one.ended_at),
        "dossiers": list(one.dossiers),
    }
