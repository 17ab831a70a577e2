"""The handing over of the result, as part of the dossier's document."""

from __future__ import annotations

from typing import Any

from services.intake.domain.returning import ReceivedBy, Returned, ReturnMethod
from services.intake.store.dossier_part import plain

Document = dict[str, Any]


def _write(returned: Returned) -> Document:
    return {
        "returned_at": returned.returned_at,
        "returned_by": returned.returned_by,
        "method": returned.method.value,
        "received_by": returned.received_by.value,
    }


def _read(data: Document) -> Returned:
    return Returned(
        data["returned_at"], data["returned_by"], ReturnMethod(data["method"]), ReceivedBy(data["received_by"])
    )


RETURNED = plain("returned", _write, _read)
