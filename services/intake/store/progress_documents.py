"""The progress of a case as part of its dossier's document; officers' names are sealed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.intake.domain.errors import Words
from services.intake.domain.progress import Decision, Holder, Left, Outcome, Progress, Step, Task
from services.intake.store.dossier_part import Part
from services.intake.store.personal_fields import PersonalFields

Document = dict[str, Any]


def _write(progress: Progress, code: str, fields: PersonalFields) -> Document | None:
    """None where nothing was heard yet."""
    if progress == Progress():
        return None
    return {
        "opened_at": progress.opened_at,
        "due_at": progress.due_at,
        "opened_told": progress.opened_told,
        "rerouted": progress.rerouted,
        "steps": [
            {
                "id": one.id,
                "agency": one.agency,
                "agency_name": one.agency_name,
                "vi": one.name.vi,
                "en": one.name.en,
                "due_at": one.due_at,
                "after": list(one.after),
            }
            for one in progress.steps
        ],
        "tasks": [_write_task(one, code, fields) for one in progress.tasks.values()],
        "decision": _write_decision(progress.decision),
        "taken_back": sorted(progress.taken_back),
        "holders": [_write_holder(one) for one in progress.holders],
        "holders_told": progress.holders_told,
    }


def _read(data: Document | None, code: str, fields: PersonalFields) -> Progress:
    if data is None:
        return Progress()
    tasks = [_read_task(one, code, fields) for one in data["tasks"]]
    return Progress(
        opened_at=data["opened_at"],
        due_at=data["due_at"],
        steps=tuple(
            Step(
                one["id"],
                one["agency"],
                one["agency_name"],
                Words(one["vi"], one["en"]),
                one.get("due_at"),
                tuple(one.get("after", ())),
            )
            for one in data["steps"]
        ),
        tasks={one.id: one for one in tasks},
        decision=_read_decision(data["decision"]),
        opened_told=data["opened_told"],
        rerouted=data.get("rerouted", 0),
        taken_back=frozenset(data.get("taken_back", ())),
        holders=tuple(_read_holder(one) for one in data.get("holders", ())),
        holders_told=data.get("holders_told", 0),
    )


def _write_task(task: Task, code: str, fields: PersonalFields) -> Document:
    return {
        "id": task.id,
        "step": task.step,
        "agency": task.agency,
        "agency_name": task.agency_name,
        "dispatched_at": task.dispatched_at,
        "due_at": task.due_at,
        "acknowledged_at": task.acknowledged_at,
        "officer": fields.seal(code, f"progress.tasks.{task.id}.officer", task.officer),
        "resumed_at": task.resumed_at,
        "resumed_due": task.resumed_due,
        "moved_due": task.moved_due,
        "done_at": task.done_at,
        "opinion_for": task.opinion_for,
        "refused": asdict(task.refused) if task.refused else None,
        "left": asdict(task.left) if task.left else None,
        "told": [task.dispatch_told, task.acknowledgement_told, task.resumption_told, task.move_told],
    }


def _read_task(data: Document, code: str, fields: PersonalFields) -> Task:
    return Task(
        id=data["id"],
        step=data["step"],
        agency=data["agency"],
        agency_name=data["agency_name"],
        dispatched_at=data["dispatched_at"],
        due_at=data["due_at"],
        acknowledged_at=data["acknowledged_at"],
        officer=fields.open(code, f"progress.tasks.{data['id']}.officer", data["officer"]),
        dispatch_told=data["told"][0],
        acknowledgement_told=data["told"][1],
        resumed_at=data.get("resumed_at"),
        resumed_due=data.get("resumed_due"),
        resumption_told=data["told"][2] if len(data["told"]) > 2 else 0,  # written before tasks could wait
        moved_due=data.get("moved_due"),
        move_told=data["told"][3] if len(data["told"]) > 3 else 0,
        done_at=data.get("done_at"),
        opinion_for=data.get("opinion_for", ""),
        refused=Left(**refused) if (refused := data.get("refused")) else None,
        left=Left(**left) if (left := data.get("left")) else None,
    )


def _write_holder(holder: Holder) -> Document:
    return {**asdict(holder), "name": {"vi": holder.name.vi, "en": holder.name.en}}


def _read_holder(data: Document) -> Holder:
    return Holder(**{**data, "name": Words(**data["name"])})


def _write_decision(decision: Decision | None) -> Document | None:
    if decision is None:
        return None
    return {
        "outcome": decision.outcome.value,
        "decided_at": decision.decided_at,
        "agency": decision.agency,
        "agency_name": decision.agency_name,
        "note": decision.note,
        "result_name": decision.result_name,
        "result_number": decision.result_number,
        "told": decision.told,
    }


def _read_decision(data: Document | None) -> Decision | None:
    return Decision(**{**data, "outcome": Outcome(data["outcome"])}) if data else None


PROGRESS = Part("progress", _write, _read)
