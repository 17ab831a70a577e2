"""What somebody overruled when a filing looked like an open dossier, as part of the dossier's document."""

from __future__ import annotations

from typing import Any

from services.intake.domain.likeness import Overruled
from services.intake.store.dossier_part import plain

Document = dict[str, Any]


def _write(one: Overruled) -> Document:
    return {"codes": list(one.codes), "at": one.at, "by": one.by}


def _read(data: Document) -> Overruled:
    return Overruled(tuple(data["codes"]), data["at"], data["by"])


OVERRULED = plain("overruled", _write, _read)
