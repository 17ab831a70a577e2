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
        "holders": [
            {
                "task_id": part.task_id,
                "step": part.step,
                "name": words(part.name),
                "agency": part.agency,
                "agency_name": part.agency_name,
                "since": moment(part.since),
                "due_at": moment(part.due_at),
                "opinion_for": part.opinion_for or None,
            }
            for part in one.holding
        ],
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
                "done_at": moment(task.done_at),
                "opinion_for": task.opinion_for or None,
                "refused": {"at": moment(task.refused.at), "reason": task.refused.reason} if task.refused else None,
                "left": {"at": moment(task.left.at), "reason": task.left.reason, "to": task.left.to_agency_name or None}
                if task.left
                else None,
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
