"""The facts that intake tells the others, as data: one function an event type, personal parts apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.intake.domain.dossier import Acceptance, Dossier, Returned
from services.intake.domain.progress import Decision
from shared.store.change import Fact
from shared.working_time import Calendar
from shared.working_time.calendar import local

FILED = "intake.dossier.filed.v1"
ACCEPTED = "intake.dossier.accepted.v1"
RESULT_READY = "intake.dossier.result_ready.v1"
RETURNED = "intake.dossier.returned.v1"
CALENDAR_CHANGED = "intake.calendar.changed.v1"


def _time(moment: datetime) -> str:
    return local(moment).isoformat()


def _contact(dossier: Dossier) -> dict[str, Any]:
    applicant = dossier.applicant
    return {"name": applicant.name, "phone": applicant.phone, "email": applicant.email, "language": dossier.language}


def filed(dossier: Dossier) -> Fact:
    data = {
        "procedure": {
            "code": dossier.procedure.code,
            "name": dossier.procedure.name.vi,
            "name_en": dossier.procedure.name.en,
        },
        "channel": dossier.channel.value,
        "applicant_kind": dossier.applicant.kind.value,
        "filed_at": _time(dossier.filed_at),
    }
    return Fact(FILED, dossier.code, dossier.version, data, _contact(dossier))


def accepted(dossier: Dossier, acceptance: Acceptance) -> Fact:
    procedure, applicant = dossier.procedure, dossier.applicant
    data = {
        "procedure": {"code": procedure.code, "name": procedure.name.vi, "name_en": procedure.name.en},
        "agency": dossier.unit,
        "accepted_at": _time(acceptance.accepted_at),
        "due_at": _time(acceptance.due_at),
        "working_hours": procedure.limit.working_hours,
        "priority": dossier.priority,
        "applicant_kind": applicant.kind.value,
        "components": [{"name": name, "original": original} for name, original in procedure.components],
    }
    personal = {"name": applicant.name, "phone": applicant.phone, "address": applicant.address}
    return Fact(ACCEPTED, dossier.code, dossier.version, data, personal)


def result_ready(dossier: Dossier, decision: Decision) -> Fact:
    data = {"decision": decision.outcome.value, "ready_at": _time(decision.decided_at)}
    return Fact(RESULT_READY, dossier.code, dossier.version, data, _contact(dossier))


def returned(dossier: Dossier, returned: Returned) -> Fact:
    data = {"returned_at": _time(returned.returned_at), "method": returned.method.value}
    return Fact(RETURNED, dossier.code, dossier.version, data)


def calendar_changed(calendar: Calendar, version: int) -> Fact:
    """``calendar`` is told whole: a reader keeps the latest and forgets the rest."""
    return Fact(CALENDAR_CHANGED, calendar.id, version, calendar.to_data())
