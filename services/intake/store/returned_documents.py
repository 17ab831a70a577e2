"""The handing over of the result, as part of the dossier's document."""

from __future__ import annotations

from typing import Any

from services.intake.domain.returning import ReceivedBy, Returned, ReturnMethod, Signed
from services.intake.store.dossier_part import plain

Document = dict[str, Any]


def _write(returned: Returned) -> Document:
    return {
        "returned_at": returned.returned_at,
        "returned_by": returned.returned_by,
        "method": returned.method.value,
        "received_by": returned.received_by.value,
        "signed": returned.signed.value if returned.signed else None,
        "tracking_number": returned.tracking_number,
        "delivered_at": returned.delivered_at,
        "delivery_by": returned.delivery_by,
    }


def _read(data: Document) -> Returned:
    """The last four are not there in documents written before a return had its proof."""
    return Returned(
        returned_at=data["returned_at"],
        returned_by=data["returned_by"],
        method=ReturnMethod(data["method"]),
        received_by=ReceivedBy(data["received_by"]),
        signed=Signed(data["signed"]) if data.get("signed") else None,
        tracking_number=data.get("tracking_number"),
        delivered_at=data.get("delivered_at"),
        delivery_by=data.get("delivery_by"),
    )


RETURNED = plain("returned", _write, _read)
