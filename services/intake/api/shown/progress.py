"""The way of a dossier behind the front door as the JSON that the API gives."""

from __future__ import annotations

from services.intake.api.shown.values import Json, moment, words
from services.intake.domain.handover import Handover
from services.intake.domain.progress import Decision, Progress


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


def handover(one: Handover | None) -> Json | None:
    if one is None:
        return None
    return {
        "level": one.level.value,
        "authority": words(one.authority),
        "procedure_version": one.procedure_version,
        "moved_at": moment(one.moved_at),
        "reason": one.reason,
    }
