"""Domain values as the JSON that the API gives; times in Viet Nam's offset."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from services.intake.api import shown_life as life
from services.intake.domain.dossier import Dossier
from services.intake.domain.due_change import DueChange, Receipt
from services.intake.domain.errors import Words
from services.intake.domain.personal import Applicant, Person
from services.intake.domain.procedure import Fee, Procedure, TimeLimit
from services.intake.domain.progress import Decision, Progress
from services.intake.domain.standing import Standing, dossier_standing
from services.intake.domain.supplement import Supplement
from services.intake.domain.timeline import timeline_of
from services.intake.use_cases.file_dossier import Filed
from services.intake.use_cases.ports import Counts, DossierRow, Ports
from services.intake.use_cases.preview_deadline import DeadlinePreview
from services.intake.use_cases.track_dossier import Tracking
from shared.working_time import Ledger
from shared.working_time.calendar import local

Json = dict[str, Any]
tour = life.tour


def moment(value: datetime | None) -> str | None:
    return local(value).isoformat() if value else None


def words(value: Words) -> Json:
    return {"vi": value.vi, "en": value.en}


def limit(value: TimeLimit | None) -> Json | None:
    return {"kind": value.kind.value, "amount": str(value.amount), "words": words(value.words)} if value else None


def fees(values: tuple[Fee, ...]) -> list[Json]:
    return [{"name": words(one.name), "amount": one.amount} for one in values]


def procedure_item(one: Procedure) -> Json:
    return {
        "code": one.code,
        "version": one.version,
        "name": words(one.name),
        "field": words(one.field),
        "level": one.level.value,
        "authority": words(one.authority),
        "limit": limit(one.limit),
        "sample": sorted(one.sample),
    }


def procedure(one: Procedure) -> Json:
    return {
        **procedure_item(one),
        "effective_from": one.effective_from,
        "statutory_limit": limit(one.statutory_limit),
        "result": words(one.result),
        "applicants": [kind.value for kind in one.applicants],
        "fees": fees(one.fees),
        "components": [
            {"id": part.id, "name": words(part.name), "original": part.original, "copies": part.copies}
            for part in one.components
        ],
        "variants": [
            {"id": case.id, "name": words(case.name), "limit": limit(case.limit), "fees": fees(case.fees)}
            for case in one.variants
        ],
        "cut_off": one.cut_off.isoformat("minutes") if one.cut_off else None,
    }


def ledger(value: Ledger) -> list[Json]:
    return [
        {
            "kind": one.kind.value,
            "start": one.start.isoformat(),
            "end": one.end.isoformat(),
            "counted_minutes": one.counted // timedelta(minutes=1),
            "reason": {"vi": one.reason.vi, "en": one.reason.en},
        }
        for one in value.entries
    ]


def deadline(preview: DeadlinePreview) -> Json:
    return {
        "procedure": preview.procedure.code,
        "start": moment(preview.start),
        "due_at": moment(preview.due_at),
        "limit": limit(preview.limit),
        "ledger": ledger(preview.ledger),
    }


def filed(result: Filed) -> Json:
    dossier = result.dossier
    return {
        **_head(dossier),
        "owner_token": result.owner_token,
        "procedure": dossier.procedure.code,
        "channel": dossier.channel.value,
        "filed_at": moment(dossier.filed_at),
    }


def stands(dossier: Dossier) -> Json:
    """What a step answers: where the dossier stands after it, nothing personal (it is kept for a repeated key)."""
    return {**_head(dossier), "due_at": moment(dossier.due_at), "version": dossier.version}


def standing(value: Standing) -> Json:
    left = None if value.left is None else int(value.left / timedelta(minutes=1))
    return {"lateness": value.lateness.value, "working_minutes_left": left, "met": value.met}


def dossier(one: Dossier, ports: Ports, language: str) -> Json:
    """The whole dossier, for its owner or an officer of its unit."""
    acceptance, returned = one.acceptance, one.returned
    return {
        **_head(one, language),
        "version": one.version,
        "unit": one.unit,
        "procedure": {
            "code": one.procedure.code,
            "version": one.procedure.version,
            "name": words(one.procedure.name),
            "variant": one.procedure.variant,
            "limit": limit(one.procedure.limit),
        },
        "channel": one.channel.value,
        "return_method": one.return_method.value,
        "language": one.language,
        "priority": one.priority,
        "applicant": applicant(one.applicant),
        "submitted_by": person(one.submitted_by),
        "form": dict(one.form),
        "filed_at": moment(one.filed_at),
        "accepted_at": moment(acceptance.accepted_at) if acceptance else None,
        "due_at": moment(one.due_at),
        "ledger": ledger(one.ledger) if one.ledger else [],
        "standing": standing(dossier_standing(one, ports.clock(), ports.calendars.current())),
        "due_changes": [due_change(each) for each in one.due_changes],
        "receipts": [receipt(each) for each in one.receipts],
        "progress": progress(one.progress),
        "decision": decision(one.decision),
        "returned_at": moment(returned.returned_at) if returned else None,
        **life.extras(one),
        "refusal": refusal(one),
        "supplements": [supplement(each) for each in one.supplements],
        "withdrawn_at": moment(one.withdrawal.withdrawn_at) if one.withdrawal else None,
        "timeline": [
            {
                "kind": line.kind,
                "text": line.words.in_language(language),
                "at": moment(line.at),
                "mark": line.mark.value,
                "who": line.who,
            }
            for line in timeline_of(one, ports.unit.name.in_language(language))
        ],
    }


def refusal(one: Dossier) -> Json | None:
    if one.refusal is None:
        return None
    return {"refused_at": moment(one.refusal.refused_at), "reason": one.refusal.reason}


def due_change(one: DueChange) -> Json:
    return {
        "kind": one.kind.value,
        "changed_at": moment(one.changed_at),
        "due_before": moment(one.due_before),
        "due_at": moment(one.due_at),
        "reason": {"vi": one.reason, "en": one.reason_en or None},
    }


def receipt(one: Receipt) -> Json:
    return {
        "number": one.number,
        "issued_at": moment(one.issued_at),
        "procedure": {"code": one.procedure, "name": words(one.name)},
        "accepted_at": moment(one.accepted_at),
        "due_at": moment(one.due_at),
        "why": one.why,
    }


def supplement(one: Supplement) -> Json:
    supplied = one.supplied
    return {
        "task_id": one.task_id,
        "asked_by": one.asked_by,
        "wanted": one.wanted,
        "reason": one.reason,
        "requested_at": moment(one.requested_at),
        "respond_by": moment(one.respond_by),
        "supplemented_at": moment(supplied.answered_at) if supplied else None,
        "text": supplied.text if supplied else None,
        "due_at": moment(supplied.due_at) if supplied else None,
    }


def applicant(one: Applicant) -> Json:
    return {
        "kind": one.kind.value,
        "name": one.name,
        "identity_number": one.identity_number,
        "tax_code": one.tax_code,
        "birth_date": one.birth_date.isoformat() if one.birth_date else None,
        "phone": one.phone,
        "email": one.email,
        "address": one.address,
        "representative": person(one.representative),
    }


def person(one: Person | None) -> Json | None:
    if one is None:
        return None
    return {
        "name": one.name,
        "identity_number": one.identity_number,
        "phone": one.phone,
        "email": one.email,
        "address": one.address,
        "paper": one.paper,
        "authority": life.authority(one.authority),
    }


def progress(one: Progress) -> Json:
    holder = one.holder
    return {
        "opened_at": moment(one.opened_at),
        "holder": {
            "agency": holder.agency,
            "agency_name": holder.agency_name,
            "officer": holder.officer,
            "due_at": moment(holder.current_due),
        }
        if holder
        else None,
        "steps": [
            {"id": step.id, "agency": step.agency, "agency_name": step.agency_name, "name": words(step.name)}
            for step in one.steps
        ],
        "tasks": [
            {
                "id": task.id,
                "step": task.step,
                "agency": task.agency,
                "agency_name": task.agency_name,
                "dispatched_at": moment(task.dispatched_at),
                "due_at": moment(task.current_due),
                "acknowledged_at": moment(task.acknowledged_at),
                "resumed_at": moment(task.resumed_at),
            }
            for task in one.tasks.values()
        ],
    }


def decision(one: Decision | None) -> Json | None:
    if one is None:
        return None
    return {
        "outcome": one.outcome.value,
        "decided_at": moment(one.decided_at),
        "agency": one.agency,
        "agency_name": one.agency_name,
        "note": one.note,
        "result": {"name": one.result_name, "number": one.result_number} if one.result_name else None,
    }


def row(one: DossierRow) -> Json:
    return {
        "code": one.code,
        "status": int(one.status),
        "status_text": one.status.words.vi,
        "procedure": {"code": one.procedure_code, "name": words(one.procedure_name)},
        "applicant": {"kind": one.applicant_kind.value, "name": one.applicant_name},
        "channel": one.channel.value,
        "filed_at": moment(one.filed_at),
        "due_at": moment(one.due_at),
        "finished_at": moment(one.finished_at),
        "priority": one.priority,
        "holder": one.holder,
        "parent": one.parent,
    }


def tracking(one: Tracking, ports: Ports, language: str) -> Json:
    """Code, how it stands, due date, unit; an owner gets the whole dossier beside them."""
    shown: Json = {
        "code": one.code,
        "status": int(one.status),
        "status_text": one.status.words.in_language(language),
        "due_at": moment(one.due_at),
        "unit": one.unit.name.in_language(language),
        "unit_code": one.unit.code,
        "standing": standing(one.standing),
    }
    if one.owner is not None:
        shown["dossier"] = dossier(one.owner, ports, language)
    return shown


def counts(one: Counts) -> Json:
    by_status = {str(int(status)): count for status, count in one.by_status.items()}
    return {
        "by_status": by_status,
        "late": one.late,
        "finished": one.finished,
        "finished_in_time": one.finished_in_time,
        "from_agencies": one.from_agencies,
        "counted_at": moment(one.counted_at),
    }


def _head(one: Dossier, language: str = "vi") -> Json:
    return {"code": one.code, "status": int(one.status), "status_text": one.status.words.in_language(language)}
