"""The facts that intake tells the others, as data: one function an event type, personal parts apart."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.dossier import Dossier
from services.intake.domain.endings import Refusal, Withdrawal
from services.intake.domain.progress import Decision
from services.intake.domain.returning import Returned
from services.intake.domain.supplement import Supplement, Supplied
from shared.store.change import Fact
from shared.working_time import Calendar
from shared.working_time.calendar import local

FILED = "intake.dossier.filed.v1"
ACCEPTED = "intake.dossier.accepted.v1"
REFUSED = "intake.dossier.refused.v1"
SUPPLEMENT_REQUESTED = "intake.dossier.supplement_requested.v1"
SUPPLEMENTED = "intake.dossier.supplemented.v1"
WITHDRAWN = "intake.dossier.withdrawn.v1"
RESULT_READY = "intake.dossier.result_ready.v1"
RETURNED = "intake.dossier.returned.v1"
CALENDAR_CHANGED = "intake.calendar.changed.v1"


def _time(moment: datetime) -> str:
    return local(moment).isoformat()


def _procedure(dossier: Dossier) -> dict[str, str]:
    taken = dossier.procedure
    return {"code": taken.code, "name": taken.name.vi, "name_en": taken.name.en}


def _contact(dossier: Dossier) -> dict[str, Any]:
    applicant = dossier.applicant
    return {"name": applicant.name, "phone": applicant.phone, "email": applicant.email, "language": dossier.language}


def filed(dossier: Dossier) -> Fact:
    data = {
        "procedure": _procedure(dossier),
        "channel": dossier.channel.value,
        "applicant_kind": dossier.applicant.kind.value,
        "filed_at": _time(dossier.filed_at),
    }
    return Fact(FILED, dossier.code, dossier.version, data, _contact(dossier))


def accepted(dossier: Dossier, acceptance: Acceptance) -> Fact:
    procedure, applicant = dossier.procedure, dossier.applicant
    data = {
        "procedure": _procedure(dossier),
        "agency": dossier.unit,
        "accepted_at": _time(acceptance.accepted_at),
        "due_at": _time(acceptance.due_at),
        "working_hours": procedure.limit.working_hours,
        "priority": dossier.priority,
        "applicant_kind": applicant.kind.value,
        "components": [{"name": name, "original": original} for name, original in procedure.components],
    }
    personal = {**_contact(dossier), "address": applicant.address}
    return Fact(ACCEPTED, dossier.code, dossier.version, data, personal)


def refused(dossier: Dossier, refusal: Refusal) -> Fact:
    data = {
        "procedure": _procedure(dossier),
        "refused_at": _time(refusal.refused_at),
        "reason": refusal.reason,
    }
    return Fact(REFUSED, dossier.code, dossier.version, data, _contact(dossier))


def supplement_requested(dossier: Dossier, supplement: Supplement) -> Fact:
    data = {
        "procedure": _procedure(dossier),
        "requested_at": _time(supplement.requested_at),
        "asked_by": supplement.asked_by,
        "wanted": supplement.wanted,
        "reason": supplement.reason,
        "respond_by": _time(supplement.respond_by),
        "task_id": supplement.task_id,
    }
    return Fact(SUPPLEMENT_REQUESTED, dossier.code, dossier.version, data, _contact(dossier))


def supplemented(dossier: Dossier, supplement: Supplement, supplied: Supplied) -> Fact:
    """What the applicant wrote stays here: nobody but the desk reads it."""
    data = {
        "procedure": _procedure(dossier),
        "supplemented_at": _time(supplied.answered_at),
        "due_at": _time(supplied.due_at) if supplied.due_at else None,
        "task_id": supplement.task_id,
        "policy": dossier.procedure.supplement.policy.value,
    }
    return Fact(SUPPLEMENTED, dossier.code, dossier.version, data)


def withdrawn(dossier: Dossier, withdrawal: Withdrawal) -> Fact:
    """The applicant's reason stays here; ``accepted`` says whether a case was opened elsewhere."""
    data = {
        "procedure": _procedure(dossier),
        "withdrawn_at": _time(withdrawal.withdrawn_at),
        "accepted": dossier.acceptance is not None,
    }
    return Fact(WITHDRAWN, dossier.code, dossier.version, data, _contact(dossier))


def result_ready(dossier: Dossier, decision: Decision) -> Fact:
    data = {
        "procedure": _procedure(dossier),
        "decision": decision.outcome.value,
        "ready_at": _time(decision.decided_at),
    }
    return Fact(RESULT_READY, dossier.code, dossier.version, data, _contact(dossier))


def returned(dossier: Dossier, returned: Returned) -> Fact:
    data = {
        "procedure": _procedure(dossier),
        "returned_at": _time(returned.returned_at),
        "method": returned.method.value,
    }
    return Fact(RETURNED, dossier.code, dossier.version, data, _contact(dossier))


def calendar_changed(calendar: Calendar, version: int) -> Fact:
    """``calendar`` is told whole: a reader keeps the latest and forgets the rest."""
    return Fact(CALENDAR_CHANGED, calendar.id, version, calendar.to_data())
