"""What is told of priority: nothing of the groups, which say much about a person."""

from __future__ import annotations

from services.intake.domain.dossier import Dossier
from services.intake.domain.priority.given import Priority
from shared.store.change import Fact
from shared.working_time.calendar import local

PRIORITISED = "intake.dossier.prioritised.v1"


def prioritised(dossier: Dossier, priority: Priority) -> Fact:
    """An accepted dossier goes first from now on."""
    taken = dossier.procedure
    data = {
        "procedure": {"code": taken.code, "name": taken.name.vi, "name_en": taken.name.en},
        "prioritised_at": local(priority.grounds[-1].at).isoformat(),
    }
    return Fact(PRIORITISED, dossier.code, dossier.version, data)
