"""The acceptance, as part of the dossier's document."""

from __future__ import annotations

from typing import Any

from services.intake.domain.acceptance import Acceptance
from services.intake.store.dossier_part import plain
from shared.working_time import Ledger

Document = dict[str, Any]


def _write(acceptance: Acceptance) -> Document:
    return {
        "accepted_at": acceptance.accepted_at,
        "accepted_by": acceptance.accepted_by,
        "due_at": acceptance.due_at,
        "ledger": acceptance.ledger.to_data(),
    }


def _read(data: Document) -> Acceptance:
    return Acceptance(data["accepted_at"], data["accepted_by"], data["due_at"], Ledger.from_data(data["ledger"]))


ACCEPTANCE = plain("acceptance", _write, _read)
