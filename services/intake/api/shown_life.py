"""How a dossier came, what was paid, how it ended, and tours, as the JSON that the API gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.intake.domain.arrival import Arrival, Parcel, Visit
from services.intake.domain.authority import Authority
from services.intake.domain.dossier import Dossier
from services.intake.domain.payment import PaymentDuty
from services.intake.domain.returning import Returned
from services.intake.domain.stop import Stop
from services.intake.domain.tour import Tour, TourStop
from shared.working_time.calendar import local

Json = dict[str, Any]


def extras(one: Dossier) -> Json:
    """What stands beside the rest of a whole dossier."""
    return {
        "returned": returned(one.returned),
        "arrival": arrival(one.arrival),
        "payments": [payment(each) for each in one.payments],
        "stopped": stop(one.stopped),
        "may_stop_since": _moment(one.may_stop_since),
        "losses": [{"recorded_at": _moment(each.recorded_at), "what": each.what} for each in one.losses],
        "needs_receipt": one.needs_receipt,
    }


def returned(one: Returned | None) -> Json | None:
    if one is None:
        return None
    return {
        "returned_at": _moment(one.returned_at),
        "method": one.method.value,
        "received_by": one.received_by.value,
        "signed": one.signed.value if one.signed else None,
        "tracking_number": one.tracking_number,
        "delivered_at": _moment(one.delivered_at),
    }


def arrival(one: Arrival | None) -> Json | None:
    if one is None:
        return None
    if isinstance(one, Parcel):
        return {"tracking_number": one.tracking_number, "received_on": one.received_on.isoformat()}
    if isinstance(one, Visit):
        return {"tour": one.tour, "stop": one.stop}
    return {"code": one.code, "agency": one.agency, "agency_name": one.agency_name}


def authority(one: Authority | None) -> Json | None:
    if one is None:
        return None
    issued_on = one.issued_on.isoformat() if one.issued_on else None
    return {"kind": one.kind.value, "number": one.number, "issued_on": issued_on, "document": one.document}


def payment(one: PaymentDuty) -> Json:
    return {
        "asked_at": _moment(one.asked_at),
        "amount": one.amount,
        "fees": [{"name": {"vi": fee.name.vi, "en": fee.name.en}, "amount": fee.amount} for fee in one.fees],
        "pay_by": _moment(one.pay_by),
        "paid_at": _moment(one.paid.paid_at) if one.paid else None,
        "receipt_number": one.paid.receipt_number if one.paid else None,
        "due_at": _moment(one.paid.due_at) if one.paid else None,
    }


def stop(one: Stop | None) -> Json | None:
    if one is None:
        return None
    return {"stopped_at": _moment(one.stopped_at), "ground": one.ground.value, "reason": one.reason}


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
        "ended_at": _moment(one.ended_at),
        "dossiers": list(one.dossiers),
    }


def _moment(value: datetime | None) -> str | None:
    return local(value).isoformat() if value else None
