"""The fact that a form was given out: what its copies are checked against, without a word of what it says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.intake.domain.form_copy import IssuedForm
from shared.store.change import Fact
from shared.working_time.calendar import local

FORM_ISSUED = "intake.form.issued.v1"


def form_issued(copy: IssuedForm) -> Fact:
    """Its subject is the copy itself, which is told once."""
    return Fact(FORM_ISSUED, copy.id, copy.version, issued_data(copy))


def issued_data(copy: IssuedForm) -> dict[str, Any]:
    """What the event says of a copy."""
    return {
        "dossier": copy.dossier,
        "form": copy.form.value,
        "issue": copy.issue,
        "number": copy.number,
        "year": copy.year,
        "agency": copy.unit,
        "issued_at": _time(copy.issued_at),
        "due_at": _time(copy.due_at) if copy.due_at else None,
        "dossier_version": copy.dossier_version,
        "sha256": copy.sha256,
    }


def _time(moment: datetime) -> str:
    return local(moment).isoformat()
