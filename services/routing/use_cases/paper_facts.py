"""What routing tells of papers: to intake, that an agency wants them; to the agency, what came and what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.routing.domain.case import Case
from services.routing.domain.papers import PaperReference
from services.routing.domain.task import Task
from services.routing.use_cases.paper_links import TaskLinks, reference
from shared.store.change import Address, Fact

PAPERS_REQUESTED = "routing.papers.requested.v1"
AGENCY_PAPERS_REQUESTED = "agency.papers.requested.v1"
AGENCY_PAPERS_SENT = "agency.papers.sent.v1"
AGENCY_RESULT_REFUSED = "agency.result.refused.v1"


def papers_requested(case: Case, task: Task, papers: Iterable[str], *, inline: bool) -> Fact:
    """An agency wants its links renewed, or small papers within the letter; intake knows what there is now."""
    data = {
        "task_id": task.id,
        "agency": task.agency,
        "agency_name": task.agency_name,
        "papers": list(papers),
        "inline": inline,
    }
    return Fact(PAPERS_REQUESTED, case.id, case.version, data)


def agency_papers_sent(
    case: Case,
    task: Task,
    papers: Iterable[PaperReference],
    contents: Mapping[str, str],
    not_sent: Iterable[Mapping[str, Any]],
    links: TaskLinks,
    address: Address,
) -> Fact:
    """The letter with new links; ``contents`` (id → base64) pass through it and are not kept."""
    until = links.until.isoformat()
    told = [{**reference(one), "link": links.paper(one.id)} for one in papers]
    data = {
        "task_id": task.id,
        "dossier": case.id,
        "papers": [{**one, "inline": contents[one["id"]]} if one["id"] in contents else one for one in told],
        "not_sent": [dict(one) for one in not_sent],
        "papers_list": {"link": links.papers, "until": until},
        "upload": {"link": links.upload, "until": until},
    }
    kept = {**data, "papers": told} if contents else None
    return Fact(AGENCY_PAPERS_SENT, case.id, case.version, data, address=address, kept=kept)


def agency_result_refused(case: Case, task: Task, reason: str, words: str, links: TaskLinks, address: Address) -> Fact:
    """The letter by which an agency learns that its result's file was not taken, and where another one is awaited."""
    data = {
        "task_id": task.id,
        "dossier": case.id,
        "reason": reason,
        "words": words,
        "upload": {"link": links.upload, "until": links.until.isoformat()},
    }
    return Fact(AGENCY_RESULT_REFUSED, case.id, case.version, data, address=address)
