"""Dossiers as the JSON that the API gives: whole, after a step, in a list, tracked, counted."""

from __future__ import annotations

from services.intake.api.shown import life
from services.intake.api.shown.applicants import applicant, person
from services.intake.api.shown.catalogue import components
from services.intake.api.shown.dates import due_change, ledger, receipt, standing
from services.intake.api.shown.progress import decision, handover, progress
from services.intake.api.shown.values import Json, fees, limit, moment, words
from services.intake.domain.dossier import Dossier
from services.intake.domain.standing import dossier_standing
from services.intake.domain.timeline import timeline_of
from services.intake.use_cases.file_dossier import Filed
from services.intake.use_cases.ports import Counts, DossierRow, Ports
from services.intake.use_cases.track_dossier import Tracking


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
            "fees": fees(one.procedure.fees),
            "components": components(one.procedure.papers),
        },
        "handed_over": handover(one.handed_over),
        "channel": one.channel.value,
        "return_method": one.return_method.value,
        "language": one.language,
        "priority": one.priority is not None,
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
        "refusal": life.refusal(one),
        "supplements": [life.supplement(each) for each in one.supplements],
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
