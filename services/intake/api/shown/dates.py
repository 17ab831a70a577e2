"""Due dates as the JSON that the API gives: their ledgers, what moved them, the receipts that name them."""

from __future__ import annotations

from datetime import timedelta

from services.intake.api.shown.values import Json, limit, moment, words
from services.intake.domain.due_change import DueChange, Receipt
from services.intake.domain.standing import Standing
from services.intake.use_cases.preview_deadline import DeadlinePreview
from shared.working_time import Ledger


def deadline(preview: DeadlinePreview) -> Json:
    return {
        "procedure": preview.procedure.code,
        "start": moment(preview.start),
        "due_at": moment(preview.due_at),
        "limit": limit(preview.limit),
        "ledger": ledger(preview.ledger),
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


def standing(value: Standing) -> Json:
    left = None if value.left is None else int(value.left / timedelta(minutes=1))
    return {"lateness": value.lateness.value, "working_minutes_left": left, "met": value.met}


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
