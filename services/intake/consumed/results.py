"""What intake reads of results and papers: the file that an agency issued with its decision, and papers that it wants.

What comes is only noted here, with a job: files are stored, scanned and read by a timer, never by a handler.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from marshmallow import Schema, fields

from services.intake.domain.agency_result import AgencyResult, Given, awaited
from services.intake.domain.dossier import Dossier
from services.intake.use_cases.exchange.jobs import SEND_JOB, TAKE_JOB
from shared.bus.reading import NotYet, Order, Reading, Received
from shared.store.change import Change, Job, Key, Loaded

PAPERS_REQUESTED = "routing.papers.requested.v1"
Apply = Callable[[Received, Loaded], Change]


class ResultFileRead(Schema):
    upload_id = fields.String(load_default="", allow_none=True)
    sha256 = fields.String(required=True)
    size = fields.Integer(required=True)
    media_type = fields.String(required=True)


class ResultRead(Schema):
    name = fields.String(load_default=None, allow_none=True)
    number = fields.String(load_default=None, allow_none=True)
    file = fields.Nested(ResultFileRead, load_default=None, allow_none=True)


class PapersRequestedRead(Schema):
    """``papers`` is empty for all that there are."""

    task_id = fields.String(required=True)
    agency = fields.String(required=True)
    papers = fields.List(fields.String(), load_default=list)
    inline = fields.Boolean(load_default=False)


def needs_result(received: Received) -> tuple[Key, ...]:
    """The dossier, and what has come of the task's result."""
    task = received.data["task_id"]
    result = (Key(AgencyResult, task),) if task else ()
    return (Key(Dossier, received.subject), *result)


def with_result(apply: Apply) -> Apply:
    """The same change, with the file of the result noted once where there is one."""

    def applied(received: Received, loaded: Loaded) -> Change:
        change = apply(received, loaded)
        result = received.data["result"] or {}
        if not result.get("file") or not received.data["task_id"]:
            return change
        noted = _noted(received, loaded, result)
        if noted is None:
            return change
        job = Job(TAKE_JOB, noted.id, received.time)
        return replace(change, saved=(*change.saved, noted), jobs=(*change.jobs, job))

    return applied


def _noted(received: Received, loaded: Loaded, result: Mapping[str, Any]) -> AgencyResult | None:
    task, file = received.data["task_id"], result["file"]
    known = loaded.get(AgencyResult, task) or awaited(task, received.subject, received.data["agency"])
    given = Given(
        name=result["name"] or "",
        number=result["number"] or "",
        sha256=file["sha256"],
        size=file["size"],
        media_type=file["media_type"],
        upload=file["upload_id"] or "",
        given_at=received.time,
        told=received.sequence,
    )
    noted = known.given_with(given, _content(received))
    return None if noted is known else noted


def _content(received: Received) -> bytes | None:
    """None where none came with it; a damaged one is found out by its sum."""
    text = received.personal.get("content")
    try:
        return base64.b64decode(str(text), validate=True) if text else None
    except (binascii.Error, ValueError):
        return b""


def _papers_requested(received: Received, loaded: Loaded) -> Change:
    if loaded.get(Dossier, received.subject) is None:
        raise NotYet("there is no such dossier here")
    data = received.data
    details = {
        "task": data["task_id"],
        "dossier": received.subject,
        "papers": list(data["papers"]),
        "inline": data["inline"],
    }
    return Change(jobs=(Job(SEND_JOB, f"{data['task_id']}@{received.sequence}", received.time, details),))


PAPERS = Reading(
    PAPERS_REQUESTED,
    PapersRequestedRead,
    lambda received: (Key(Dossier, received.subject),),
    _papers_requested,
    Order.COMMUTES,
)
