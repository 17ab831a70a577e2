"""Stop and losses, as parts of the dossier's document; what was written for the applicant is sealed."""

from __future__ import annotations

from typing import Any

from services.intake.domain.loss import Loss
from services.intake.domain.stop import Stop, StopGround
from services.intake.store.dossier_part import Part, plain
from services.intake.store.personal_fields import PersonalFields

Document = dict[str, Any]


def _write_stop(stop: Stop | None, code: str, fields: PersonalFields) -> Document | None:
    if stop is None:
        return None
    return {
        "stopped_at": stop.stopped_at,
        "stopped_by": stop.stopped_by,
        "ground": stop.ground.value,
        "reason": fields.seal(code, "stopped.reason", stop.reason),
    }


def _read_stop(data: Document | None, code: str, fields: PersonalFields) -> Stop | None:
    if data is None:
        return None
    reason = fields.open(code, "stopped.reason", data["reason"]) or ""
    return Stop(data["stopped_at"], data["stopped_by"], StopGround(data["ground"]), reason)


def _write_losses(losses: tuple[Loss, ...], code: str, fields: PersonalFields) -> list[Document]:
    return [
        {
            "recorded_at": one.recorded_at,
            "recorded_by": one.recorded_by,
            "what": fields.seal(code, f"losses.{place}.what", one.what),
        }
        for place, one in enumerate(losses)
    ]


def _read_losses(data: list[Document] | None, code: str, fields: PersonalFields) -> tuple[Loss, ...]:
    return tuple(
        Loss(one["recorded_at"], one["recorded_by"], fields.open(code, f"losses.{place}.what", one["what"]) or "")
        for place, one in enumerate(data or ())
    )


STOPPED = Part("stopped", _write_stop, _read_stop)
LOSSES = Part("losses", _write_losses, _read_losses)
MAY_STOP_SINCE = plain("may_stop_since", lambda since: since, lambda since: since)
