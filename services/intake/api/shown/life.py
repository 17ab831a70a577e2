"""How a dossier came, what was asked and paid, and how it ended, as the JSON that the API gives."""

from __future__ import annotations

from services.intake.api.shown.payments import refund
from services.intake.api.shown.values import Json, fees, moment
from services.intake.domain.arrival import Arrival, Parcel, Visit
from services.intake.domain.dossier import Dossier
from services.intake.domain.payment import PaymentDuty
from services.intake.domain.returning import Returned
from services.intake.domain.stop import Stop
from services.intake.domain.supplement import Supplement


def extras(one: Dossier) -> Json:
    """What stands beside the rest of a whole dossier."""
    return {
        "returned": returned(one.returned),
        "arrival": arrival(one.arrival),
        "payments": [payment(each) for each in one.payments],
        "refunds": [refund(each) for each in one.refunds],
        "stopped": stop(one.stopped),
        "may_stop_since": moment(one.may_stop_since),
        "losses": [{"recorded_at": moment(each.recorded_at), "what": each.what} for each in one.losses],
        "needs_receipt": one.needs_receipt,
    }


def returned(one: Returned | None) -> Json | None:
    if one is None:
        return None
    return {
        "returned_at": moment(one.returned_at),
        "method": one.method.value,
        "received_by": one.received_by.value,
        "signed": one.signed.value if one.signed else None,
        "tracking_number": one.tracking_number,
        "delivered_at": moment(one.delivered_at),
    }


def arrival(one: Arrival | None) -> Json | None:
    if one is None:
        return None
    if isinstance(one, Parcel):
        return {"tracking_number": one.tracking_number, "received_on": one.received_on.isoformat()}
    if isinstance(one, Visit):
        return {"tour": one.tour, "stop": one.stop}
    return {"code": one.code, "agency": one.agency, "agency_name": one.agency_name}


def payment(one: PaymentDuty) -> Json:
    return {
        "asked_at": moment(one.asked_at),
        "amount": one.amount,
        "fees": fees(one.fees),
        "pay_by": moment(one.pay_by),
        "paid_at": moment(one.paid.paid_at) if one.paid else None,
        "receipt_number": one.paid.receipt_number if one.paid else None,
        "means": one.paid.means.value if one.paid else None,
        "due_at": moment(one.paid.due_at) if one.paid else None,
    }


def stop(one: Stop | None) -> Json | None:
    if one is None:
        return None
    return {"stopped_at": moment(one.stopped_at), "ground": one.ground.value, "reason": one.reason}


def supplement(one: Supplement) -> Json:
    supplied = one.supplied
    return {
        "task_id": one.task_id,
        "asked_by": one.asked_by,
        "wanted": one.wanted,
        "reason": one.reason,
        "requested_at": moment(one.requested_at),
        "respond_by": moment(one.respond_by),
        "supplemented_at": moment(supplied.answered_at) if supplied else None,
        "text": supplied.text if supplied else None,
        "due_at": moment(supplied.due_at) if supplied else None,
    }


def refusal(one: Dossier) -> Json | None:
    if one.refusal is None:
        return None
    return {"refused_at": moment(one.refusal.refused_at), "reason": one.refusal.reason}
