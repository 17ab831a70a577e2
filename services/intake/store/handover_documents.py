"""The handovers of a dossier as part of its document."""

from __future__ import annotations

from typing import Any

from services.intake.domain.handover import Handover
from services.intake.domain.procedure import Level
from services.intake.domain.procedure_data import words_from_data, words_to_data
from services.intake.store.dossier_part import Part

Document = dict[str, Any]


def _write(one: Handover) -> Document:
    return {
        "procedure": one.procedure,
        "procedure_version": one.procedure_version,
        "level": one.level.value,
        "authority": words_to_data(one.authority),
        "route": one.route,
        "moved_at": one.moved_at,
        "moved_by": one.moved_by,
        "reason": one.reason,
    }


def _read(data: Document) -> Handover:
    return Handover(
        data["procedure"],
        data["procedure_version"],
        Level(data["level"]),
        words_from_data(data["authority"]),
        data["route"],
        data["moved_at"],
        data["moved_by"],
        data["reason"],
    )


HANDOVERS = Part(
    "handovers",
    lambda value, _code, _fields: [_write(one) for one in value],
    lambda data, _code, _fields: tuple(_read(one) for one in data or ()),
)
