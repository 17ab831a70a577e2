"""Answers an agency that wants its task's papers: what there is now, and small ones with their content."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.intake.domain.dossier import Dossier
from services.intake.domain.paper import Paper, Scan
from services.intake.domain.task_links import LinkOver, require_lasting
from services.intake.use_cases.exchange import facts
from services.intake.use_cases.exchange.by_link import for_agency
from services.intake.use_cases.paper_ports import PaperDesk
from shared.store.change import NOTHING, Change, Job, Key, Work

INLINE_BYTES = 256 * 1024  # of one letter's papers together, before base64
OTHER_PAPER = "Giấy tờ khác"


def send_papers(work: Work, desk: PaperDesk, job: Job, now: datetime) -> Change:  # noqa: ARG001
    """Nothing for a task that has ended meanwhile."""
    asked = job.details
    dossier = work.load(Key(Dossier, asked["dossier"])).get(Dossier, asked["dossier"])
    if dossier is None:
        return NOTHING
    try:
        require_lasting(dossier, asked["task"])
    except LinkOver:
        return NOTHING
    there = for_agency(desk.papers.of_dossier(dossier.code))
    wanted = [one for one in there if one.id in asked["papers"]] if asked["papers"] else there
    known = {one.id for one in there}
    not_sent = [{"id": id, "reason": "unknown-paper"} for id in asked["papers"] if id not in known]
    not_sent += [{"id": one.id, "reason": _why_not(one)} for one in wanted if not one.is_served]
    contents = _contents(desk, wanted) if asked["inline"] else {}
    told = [reference(dossier, one) for one in wanted]
    fact = facts.papers_sent(job.subject, asked["task"], dossier.code, told, not_sent, contents)
    return Change(facts=(fact,))


def reference(dossier: Dossier, paper: Paper) -> dict[str, Any]:
    """A paper as agencies hear of it: by its place in the procedure's list, never by the name of the file."""
    listed = dossier.procedure.components
    named = paper.component is not None and 1 <= paper.component <= len(listed)
    return {
        "id": paper.id,
        "name": listed[(paper.component or 1) - 1][0] if named else OTHER_PAPER,
        "media_type": paper.content.media_type,
        "size": paper.content.size,
        "sha256": paper.content.sha256,
    }


def _why_not(paper: Paper) -> str:
    return "paper-infected" if paper.scan is Scan.INFECTED else "paper-not-scanned-yet"


def _contents(desk: PaperDesk, papers: Sequence[Paper]) -> dict[str, str]:
    """The first ones that have room in one letter together."""
    found, room = {}, INLINE_BYTES
    for one in papers:
        if one.is_served and one.content.size <= room:
            with desk.files.open(one.content.file) as content:
                found[one.id] = base64.b64encode(content.read()).decode()
            room -= one.content.size
    return found
