"""The messages of the contract: reads the centre's letters, writes acknowledgement, request for papers and decision."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from deploy.simulators.agency.papers import inline_file, issued_paper

ASSIGNED = "agency.task.assigned.v1"
ACKNOWLEDGED = "agency.task.acknowledged.v1"
RESUMED = "agency.task.resumed.v1"
RECALLED = "agency.task.recalled.v1"
DUE_CHANGED = "agency.task.due_changed.v1"
REMINDED = "agency.task.reminded.v1"
SUPPLEMENT_REQUESTED = "agency.supplement.requested.v1"
DECIDED = "agency.task.decided.v1"
# Letters that this agency only writes down.
NOTED = ("agency.papers.sent.v1", "agency.result.refused.v1")

VIET_NAM = timezone(timedelta(hours=7))
# Ids of replies follow from the task, so that an answer given twice is known as the same answer.
REPLIES = uuid.UUID("6f0f6f6e-6f73-5e0b-9d7c-3f4f6a7a5b11")


class Unreadable(Exception):
    """The message is no letter of the contract; the text says why."""


@dataclass(frozen=True, slots=True)
class Task:
    """What this agency needs of a task, from the letter that assigned it or the one by which it goes on.

    ``decides``: this step says granted or denied; else it says that it is done. ``resumed``: the papers came.
    ``papers`` are those that came as files, each with the link at which it is fetched.
    """

    id: str
    dossier: str
    procedure: str
    message_id: str
    correlation_id: str
    procedure_code: str = ""
    decides: bool = True
    resumed: bool = False
    papers: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Recall:
    """The applicant took the dossier back: the task is to be dropped."""

    task_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class NewDate:
    """The task is due at another time; nothing is answered."""

    task_id: str
    due_at: str


@dataclass(frozen=True, slots=True)
class Note:
    """News of a task that asks for nothing: papers that were sent again, a result's file that was not taken."""

    task_id: str
    words: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """A task that we have is late, or will be; nothing is answered but the task."""

    task_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, ready to be signed and published."""

    id: str
    type: str
    correlation_id: str
    body: bytes


def read_letter(body: bytes) -> Task | Recall | NewDate | Reminder | Note:
    """The task, the recall of one, its new date, a reminder or news of it, in a CloudEvent. Raises Unreadable."""
    try:
        event = json.loads(body)
        if event["type"] == RECALLED:
            return Recall(event["data"]["task_id"], event["data"].get("reason", ""))
        if event["type"] == DUE_CHANGED:
            return NewDate(event["data"]["task_id"], event["data"]["due_at"])
        if event["type"] in NOTED:
            return Note(event["data"]["task_id"], event["data"].get("words") or event["type"])
        if event["type"] == REMINDED:
            return Reminder(event["data"]["task_id"], event["data"]["reason"])
        if event["type"] not in (ASSIGNED, RESUMED):
            raise Unreadable(f"type {event['type']!r} is no letter to an agency")
        data = event["data"]
        return Task(
            id=data["task_id"],
            dossier=data["dossier"],
            procedure=data["procedure"]["name"],
            message_id=event["id"],
            correlation_id=event.get("correlationid") or event["id"],
            procedure_code=data["procedure"].get("code", ""),
            decides=data.get("step", {}).get("decides", True),
            resumed=event["type"] == RESUMED,
            papers=tuple(dict(one) for one in data.get("papers", ())),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise Unreadable(f"not a letter of the contract: {problem!r}") from problem


def read_task(body: bytes) -> Task:
    """The task in a letter. Raises Unreadable, also for the recall of one or its new date."""
    letter = read_letter(body)
    if not isinstance(letter, Task):
        raise Unreadable(f"task {letter.task_id} is not assigned by this letter")
    return letter


def acknowledgement(key: str, task: Task, unit: str) -> Reply:
    """We have it in hand."""
    return _reply(key, task, ACKNOWLEDGED, 1, {"task_id": task.id, "officer_unit": unit})


def supplement_request(key: str, task: Task) -> Reply:
    """The applicant's papers are not complete: what is missing, and why."""
    data = {
        "task_id": task.id,
        "wanted": "Bản sao chứng chỉ hoặc văn bằng chuyên môn còn hiệu lực (có chứng thực)",
        "reason": "Bản trong hồ sơ mờ, không đọc được số và ngày cấp",
    }
    return _reply(key, task, SUPPLEMENT_REQUESTED, 2, data)


def decision(key: str, task: Task, denied: bool) -> Reply:
    """What we decided: granted with a paper's number, denied with the reason, or done where another agency decides."""
    outcome: dict[str, Any] = {"decision": "done", "note": "Đã thẩm định, đủ điều kiện chuyển bước sau", "result": None}
    if denied:
        outcome = {"decision": "denied", "note": "Hồ sơ không đủ điều kiện theo quy định", "result": None}
    elif task.decides:
        number = int.from_bytes(hashlib.sha256(task.id.encode()).digest()[:3]) % 9000 + 1000
        today = datetime.now(VIET_NAM).date().isoformat()
        paper: dict[str, Any] = {"name": task.procedure[:200], "number": f"{number}/QĐ-{key}", "issued_at": today}
        lines = (paper["name"], f"So: {paper['number']}", f"Ho so: {task.dossier}", f"Ngay: {today}", f"Co quan: {key}")
        paper["file"] = inline_file(issued_paper(lines))
        outcome = {"decision": "granted", "note": "Đủ điều kiện theo quy định", "result": paper}
    return _reply(key, task, DECIDED, 3 if task.resumed else 2, {"task_id": task.id, **outcome})


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
