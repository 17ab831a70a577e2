"""The messages of the contract: reads the task that was assigned, writes the acknowledgement and the decision."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

ASSIGNED = "agency.task.assigned.v1"
ACKNOWLEDGED = "agency.task.acknowledged.v1"
DECIDED = "agency.task.decided.v1"

VIET_NAM = timezone(timedelta(hours=7))
# Ids of replies follow from the task, so that an answer given twice is known as the same answer.
REPLIES = uuid.UUID("6f0f6f6e-6f73-5e0b-9d7c-3f4f6a7a5b11")


class Unreadable(Exception):
    """The message is not a task of the contract; the text says why."""


@dataclass(frozen=True, slots=True)
class Task:
    """What this agency needs of an assigned task."""

    id: str
    dossier: str
    procedure: str
    message_id: str
    correlation_id: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, ready to be signed and published."""

    id: str
    type: str
    correlation_id: str
    body: bytes


def read_task(body: bytes) -> Task:
    """The task in a CloudEvent. Raises Unreadable."""
    try:
        event = json.loads(body)
        if event["type"] != ASSIGNED:
            raise Unreadable(f"type {event['type']!r} is not {ASSIGNED}")
        data = event["data"]
        return Task(
            data["task_id"],
            data["dossier"],
            data["procedure"]["name"],
            event["id"],
            event.get("correlationid") or event["id"],
        )
    except (ValueError, TypeError, KeyError) as problem:
        raise Unreadable(f"not a task of the contract: {problem!r}") from problem


def acknowledgement(key: str, task: Task, unit: str) -> Reply:
    """We have it in hand."""
    return _reply(key, task, ACKNOWLEDGED, 1, {"task_id": task.id, "officer_unit": unit})


def decision(key: str, task: Task, denied: bool) -> Reply:
    """What we decided: granted with a paper's number, or denied with the reason."""
    if denied:
        outcome: dict[str, Any] = {
            "decision": "denied",
            "result": None,
            "note": "Hồ sơ không đủ điều kiện theo quy định",
        }
    else:
        number = int.from_bytes(hashlib.sha256(task.id.encode()).digest()[:3]) % 9000 + 1000
        today = datetime.now(VIET_NAM).date().isoformat()
        outcome = {
            "decision": "granted",
            "note": "Đủ điều kiện theo quy định",
            "result": {"name": task.procedure[:200], "number": f"{number}/QĐ-{key}", "issued_at": today},
        }
    return _reply(key, task, DECIDED, 2, {"task_id": task.id, **outcome})


def _reply(key: str, task: Task, type: str, sequence: int, data: dict[str, Any]) -> Reply:
    id = str(uuid.uuid5(REPLIES, f"{task.id} {type}"))
    event = {
        "specversion": "1.0",
        "id": id,
        "source": f"/agency/{key}",
        "type": type,
        "subject": task.dossier,
        "time": datetime.now(UTC).isoformat(),
        "datacontenttype": "application/json",
        "sequence": sequence,
        "correlationid": task.correlation_id,
        "causationid": task.message_id,
        "data": data,
    }
    return Reply(id, type, task.correlation_id, json.dumps(event, ensure_ascii=False).encode())
