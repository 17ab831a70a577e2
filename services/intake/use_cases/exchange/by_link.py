"""An agency at our door with a signed link: it sees and fetches its task's papers, and leaves its result."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from typing import BinaryIO
from uuid import uuid4

from services.intake.domain.agency_result import AgencyResult, awaited
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import NotFound, Words
from services.intake.domain.paper import Content, Paper, RefusedFile, Source
from services.intake.domain.status import Status
from services.intake.domain.task_links import (
    PAPERS,
    RESULT,
    not_valid,
    of_another_task,
    of_another_use,
    require_lasting,
)
from services.intake.use_cases.exchange.jobs import TAKE_JOB
from services.intake.use_cases.exchange.ports import ExchangeDesk, TaskLink
from services.intake.use_cases.view_papers import UNKNOWN_PAPER, require_served
from shared.store.change import AlreadyExists, Change, Conflict, Context, Job, Key, StoreAway

TRIES = 3
GONE = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED})


def list_by_link(desk: ExchangeDesk, token: str, task: str, context: Context) -> tuple[Dossier, tuple[Paper, ...]]:
    """The dossier, and its papers that the task's agency may have now. Raises LinkRefused, LinkOver, StoreAway."""
    dossier = _opened(desk, token, task, PAPERS, context)
    return dossier, for_agency(desk.papers.papers.of_dossier(dossier.code))


def open_by_link(desk: ExchangeDesk, token: str, task: str, id: str, context: Context) -> tuple[Paper, BinaryIO]:
    """One with its content. Raises LinkRefused, LinkOver, NotFound, IllegalStep (not scanned yet), StoreAway."""
    _, papers = list_by_link(desk, token, task, context)
    paper = next((one for one in papers if one.id == id), None)
    if paper is None:
        raise NotFound("unknown-paper", UNKNOWN_PAPER)
    require_served(paper)
    return paper, desk.papers.files.open(paper.content.file)


def for_agency(papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """Those that count, but for results: what another agency issued beside it is no paper of the applicant's."""
    return tuple(one for one in papers if one.counts and one.source is not Source.RESULT)


def upload_by_link(
    desk: ExchangeDesk, token: str, task: str, content: bytes, sha256: bytes | None, context: Context
) -> AgencyResult:
    """The result's file, whole; the same again is the same upload. ``sha256`` is what the sender says of it.

    Raises LinkRefused, LinkOver, RefusedFile (also where the sum is missing or another one), IllegalStep (another file
    was uploaded before), StoreAway, Conflict.
    """
    for attempt in range(1, TRIES + 1):
        link = _read(desk, token, task, RESULT, context)
        loaded = desk.ports.work.load(Key(Dossier, _code(task)), Key(AgencyResult, task))
        known = loaded.get(AgencyResult, task)
        _require_wanted(loaded.get(Dossier, _code(task)), known, task)
        file = _judged(desk, content, sha256)
        result = (known or awaited(task, _code(task), link.agency)).uploaded(file, context.at)
        if result is known:
            return known
        try:
            _keep(desk, result, file, content, context)
        except (Conflict, AlreadyExists):
            if attempt == TRIES:
                raise
            continue
        return result
    raise AssertionError("unreachable")


def _keep(desk: ExchangeDesk, result: AgencyResult, file: Content, content: bytes, context: Context) -> None:
    """Its pieces lie there before anything speaks of them; a file that nobody speaks of is removed by a timer."""
    length = desk.papers.limits.piece_bytes
    for number, start in enumerate(range(0, len(content), length), start=1):
        desk.papers.files.put(file.file, number, content[start : start + length])
    context = Context(f"agency:{result.agency}", context.at, context.correlation_id, traceparent=context.traceparent)
    desk.ports.work.commit(Change(saved=(result,), jobs=(Job(TAKE_JOB, result.id, context.at),)), context)
    with suppress(StoreAway):
        desk.papers.files.keep(file.file)


def _judged(desk: ExchangeDesk, content: bytes, sha256: bytes | None) -> Content:
    """Raises RefusedFile."""
    if sha256 is None:
        raise RefusedFile(
            "digest-missing",
            Words("Cần tiêu đề Content-Digest: sha-256=:…:", "The header Content-Digest: sha-256=:…: is needed"),
        )
    if not content:
        raise RefusedFile("file-empty", Words("Tệp rỗng, chọn lại tệp", "The file is empty, choose it again"))
    total = hashlib.sha256(content)
    if total.digest() != sha256:
        raise RefusedFile(
            "result-hash-differs", Words("Tệp hỏng trên đường gửi, gửi lại", "Damaged on its way, send it again")
        )
    media_type = desk.papers.types.judge(BytesIO(content), len(content))
    return Content(uuid4().hex, media_type, len(content), total.hexdigest())


def _require_wanted(dossier: Dossier | None, known: AgencyResult | None, task: str) -> None:
    """While the task lasts, and afterwards as long as another file is awaited. Raises LinkRefused, LinkOver."""
    if dossier is None:
        raise not_valid()
    if known is not None and known.given is not None and known.awaits_another and dossier.status not in GONE:
        return
    require_lasting(dossier, task)


def _opened(desk: ExchangeDesk, token: str, task: str, use: str, context: Context) -> Dossier:
    _read(desk, token, task, use, context)
    dossier = desk.ports.work.load(Key(Dossier, _code(task))).get(Dossier, _code(task))
    if dossier is None:
        raise not_valid()
    require_lasting(dossier, task)
    return dossier


def _read(desk: ExchangeDesk, token: str, task: str, use: str, context: Context) -> TaskLink:
    link = desk.read_link(token, context.at)
    if link.task != task:
        raise of_another_task()
    if link.use != use:
        raise of_another_use()
    return link


def _code(task: str) -> str:
    """The dossier's code in a task's id."""
    return task.rpartition(":")[0]
