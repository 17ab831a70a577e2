"""The facts that intake tells the others, as data: one function an event type, personal parts apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from services.intake.domain.acceptance import Acceptance
from services.intake.domain.addressing import form_of_address
from services.intake.domain.catalogue import is_handed_over
from services.intake.domain.dossier import Dossier
from services.intake.domain.due_change import DueChange
from services.intake.domain.endings import Refusal, Withdrawal
from services.intake.domain.handover import Handover
from services.intake.domain.loss import Loss
from services.intake.domain.paper import Paper, Source
from services.intake.domain.payment import Paid, PaymentDuty
from services.intake.domain.procedure import Procedure
from services.intake.domain.progress import Decision
from services.intake.domain.returning import Returned
from services.intake.domain.status import PAUSED
from services.intake.domain.stop import Stop
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
HANDED_OVER = "intake.dossier.handed_over.v1"
DUE_CHANGED = "intake.dossier.due_changed.v1"
CORRECTED = "intake.dossier.corrected.v1"
PAYMENT_REQUESTED = "intake.dossier.payment_requested.v1"
PAID = "intake.dossier.paid.v1"
STOPPED = "intake.dossier.stopped.v1"
LOST = "intake.dossier.lost.v1"
CALENDAR_CHANGED = "intake.calendar.changed.v1"
PROCEDURE_CHANGED = "intake.procedure.changed.v1"


def _time(moment: datetime) -> str:
    return local(moment).isoformat()


def _procedure(dossier: Dossier) -> dict[str, str]:
    taken = dossier.procedure
    return {"code": taken.code, "name": taken.name.vi, "name_en": taken.name.en}


def _contact(dossier: Dossier) -> dict[str, Any]:
    """Where the applicant is reached, in which language and how addressed, as far as that is known."""
    applicant = dossier.applicant
    form = form_of_address(applicant, local(dossier.filed_at).date())
    reach = {"name": applicant.name, "phone": applicant.phone, "email": applicant.email, "language": dossier.language}
    return {**reach, "address_form": form} if form else reach


def _known_by(dossier: Dossier) -> dict[str, Any]:
    """What else the applicant can be told by: the hotline matches petitions with dossiers by it."""
    applicant = dossier.applicant
    return {"address": applicant.address, "identity": applicant.identity_number or applicant.tax_code}


def _parent(dossier: Dossier) -> dict[str, str] | None:
    """Whoever counts dossiers leaves out those that have one: they are counted where they began."""
    parent = dossier.parent
    return {"code": parent.code, "agency": parent.agency} if parent else None


def about(type: str, dossier: Dossier, data: dict[str, Any]) -> Fact:
    """A fact about the dossier as it stands now, with its procedure and, sealed, whom to tell."""
    return Fact(type, dossier.code, dossier.version, {"procedure": _procedure(dossier), **data}, _contact(dossier))


def filed(dossier: Dossier) -> Fact:
    data = {
        "procedure": _procedure(dossier),
        "channel": dossier.channel.value,
        "applicant_kind": dossier.applicant.kind.value,
        "filed_at": _time(dossier.filed_at),
        "parent": _parent(dossier),
    }
    return Fact(FILED, dossier.code, dossier.version, data, _contact(dossier) | _known_by(dossier))


def accepted(dossier: Dossier, acceptance: Acceptance, papers: Sequence[Paper] = ()) -> Fact:
    """``documents`` are the papers that came as files: never their names, which people make of names."""
    procedure, applicant = dossier.procedure, dossier.applicant
    data = {
        "procedure": _procedure(dossier),
        "agency": dossier.unit,
        "accepted_at": _time(acceptance.accepted_at),
        "due_at": _time(acceptance.due_at),
        "working_hours": procedure.limit.working_hours,
        "priority": dossier.priority is not None,
        "applicant_kind": applicant.kind.value,
        "components": [{"name": name, "original": original} for name, original in procedure.components],
        "documents": documents(dossier, papers),
        "parent": _parent(dossier),
    }
    if dossier.route:
        data["route"] = dossier.route
    return Fact(ACCEPTED, dossier.code, dossier.version, data, _contact(dossier) | _known_by(dossier))


def documents(dossier: Dossier, papers: Iterable[Paper]) -> list[dict[str, Any]]:
    """The papers that count, but for results, as others hear of them."""
    listed = dossier.procedure.components
    return [_document(one, listed) for one in papers if one.counts and one.source is not Source.RESULT]


def _document(paper: Paper, components: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    named = paper.component is not None and paper.component <= len(components)
    return {
        "id": paper.id,
        "component": components[(paper.component or 0) - 1][0] if named else None,
        "media_type": paper.content.media_type,
        "size": paper.content.size,
        "sha256": paper.content.sha256,
        "pages": paper.findings.pages if paper.findings else None,
        "source": paper.source.value,
    }


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


def supplemented(
    dossier: Dossier,
    supplement: Supplement,
    supplied: Supplied,
    also: Sequence[str] = (),
    papers: Sequence[Paper] = (),
) -> Fact:
    """What the applicant wrote stays here: nobody but the desk reads it. ``also`` are the tasks answered with it,
    ``papers`` all that there are now."""
    data = {
        "procedure": _procedure(dossier),
        "supplemented_at": _time(supplied.answered_at),
        "due_at": _time(supplied.due_at) if supplied.due_at else None,
        "task_id": supplement.task_id,
        "also": list(also),
        "policy": dossier.procedure.supplement.policy.value,
        "due_revision": dossier.due_revision,
        "documents": documents(dossier, papers),
    }
    return Fact(SUPPLEMENTED, dossier.code, dossier.version, data, _contact(dossier))


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
        "early": dossier.due_at is not None and local(decision.decided_at).date() < local(dossier.due_at).date(),
        "owed": dossier.owed.amount if dossier.owed else None,
    }
    return Fact(RESULT_READY, dossier.code, dossier.version, data, _contact(dossier))


def returned(dossier: Dossier, returned: Returned) -> Fact:
    data = {
        "procedure": _procedure(dossier),
        "returned_at": _time(returned.returned_at),
        "method": returned.method.value,
        "tracking_number": returned.tracking_number,
    }
    return Fact(RETURNED, dossier.code, dossier.version, data, _contact(dossier))


def handed_over(dossier: Dossier, handover: Handover) -> Fact:
    data = {
        "procedure": _procedure(dossier),
        "procedure_version": handover.procedure_version,
        "level": handover.level.value,
        "authority": handover.authority.vi,
        "authority_en": handover.authority.en,
        "handed_over_at": _time(handover.moved_at),
        "handed_over_by": handover.moved_by,
        "reason": handover.reason,
    }
    return Fact(HANDED_OVER, dossier.code, dossier.version, data)


def due_changed(dossier: Dossier) -> Fact:
    """The last move of the date, but for an answer's. Raises ValueError where nothing but an answer moved it."""
    change = _last_change(dossier)
    data = {
        "procedure": _procedure(dossier),
        "kind": change.kind.value,
        "changed_at": _time(change.changed_at),
        "due_before": _time(change.due_before),
        "due_at": _time(change.due_at),
        "reason": change.reason,
        "reason_en": change.reason_en or None,
        "paused": dossier.status in PAUSED,
        "due_revision": dossier.due_revision,
    }
    return Fact(DUE_CHANGED, dossier.code, dossier.version, data, _contact(dossier))


def corrected(dossier: Dossier, before: Dossier) -> Fact:
    """The procedure was another one: all that a case is opened by, once more."""
    change, procedure, acceptance = _last_change(dossier), dossier.procedure, dossier.acceptance
    if acceptance is None:
        raise ValueError(f"{dossier.code} was never accepted")
    data = {
        "procedure": _procedure(dossier),
        "procedure_before": _procedure(before),
        "correction": dossier.reroutings,
        "corrected_at": _time(change.changed_at),
        "agency": dossier.unit,
        "accepted_at": _time(acceptance.accepted_at),
        "due_before": _time(change.due_before),
        "due_at": _time(change.due_at),
        "due_revision": dossier.due_revision,
        "working_hours": procedure.limit.working_hours,
        "priority": dossier.priority is not None,
        "applicant_kind": dossier.applicant.kind.value,
        "components": [{"name": name, "original": original} for name, original in procedure.components],
        "reason": change.reason,
        **({"route": dossier.route} if dossier.route else {}),
    }
    return Fact(CORRECTED, dossier.code, dossier.version, data, _contact(dossier))


def _last_change(dossier: Dossier) -> DueChange:
    if not dossier.due_changes:
        raise ValueError(f"nothing changed the date of {dossier.code}")
    return dossier.due_changes[-1]


def payment_requested(dossier: Dossier, duty: PaymentDuty) -> Fact:
    data = {
        "procedure": _procedure(dossier),
        "requested_at": _time(duty.asked_at),
        "amount": duty.amount,
        "fees": [{"name": one.name.vi, "name_en": one.name.en, "amount": one.amount} for one in duty.fees],
        "pay_by": _time(duty.pay_by),
    }
    return Fact(PAYMENT_REQUESTED, dossier.code, dossier.version, data, _contact(dossier))


def paid(dossier: Dossier, duty: PaymentDuty, paid: Paid) -> Fact:
    """``due_at`` is the new date; None where no clock runs."""
    data = {
        "procedure": _procedure(dossier),
        "requested_at": _time(duty.asked_at),
        "paid_at": _time(paid.paid_at),
        "amount": duty.amount,
        "receipt_number": paid.receipt_number,
        "means": paid.means.value,
        "due_at": _time(paid.due_at) if paid.due_at else None,
        "due_revision": dossier.due_revision,
    }
    return Fact(PAID, dossier.code, dossier.version, data, _contact(dossier))


def stopped(dossier: Dossier, stop: Stop) -> Fact:
    """``accepted`` says whether a case was opened elsewhere: its tasks are recalled."""
    data = {
        "procedure": _procedure(dossier),
        "stopped_at": _time(stop.stopped_at),
        "ground": stop.ground.value,
        "reason": stop.reason,
        "accepted": dossier.acceptance is not None,
    }
    return Fact(STOPPED, dossier.code, dossier.version, data, _contact(dossier))


def lost(dossier: Dossier, loss: Loss) -> Fact:
    data = {"procedure": _procedure(dossier), "recorded_at": _time(loss.recorded_at), "what": loss.what}
    return Fact(LOST, dossier.code, dossier.version, data, _contact(dossier))


def calendar_changed(calendar: Calendar, version: int) -> Fact:
    """``calendar`` is told whole: a reader keeps the latest and forgets the rest."""
    return Fact(CALENDAR_CHANGED, calendar.id, version, calendar.to_data())


def procedure_changed(new: Procedure, old: Procedure | None, by: str, why: str) -> Fact:
    """Which version, what differs from the one before, who published it and why."""
    data = {
        "code": new.code,
        "version": new.version,
        "name": new.name.vi,
        "name_en": new.name.en,
        "effective_from": new.effective_from.isoformat(),
        "changed": list(new.differences(old)) if old else [],
        "handed_over": old is not None and is_handed_over(old, new),
        "open_dossiers": new.open_dossiers.value,
        "changed_by": by,
        "why": why,
    }
    return Fact(PROCEDURE_CHANGED, new.code, new.version, data)
