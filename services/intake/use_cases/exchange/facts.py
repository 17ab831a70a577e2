"""What intake tells of the papers that agencies get and give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.intake.domain.agency_result import AgencyResult
from shared.store.change import Fact

PAPERS_SENT = "intake.papers.sent.v1"
RESULT_REFUSED = "intake.result.refused.v1"


def papers_sent(
    request: str,
    task: str,
    dossier: str,
    papers: Iterable[Mapping[str, Any]],
    not_sent: Iterable[Mapping[str, str]],
    contents: Mapping[str, str],
) -> Fact:
    """What an agency wanted of its task's papers; ``contents`` (id → base64) pass through and are not kept here twice.

    Its subject is the request, which is answered once.
    """
    data = {"task_id": task, "dossier": dossier, "papers": list(papers), "not_sent": list(not_sent)}
    if not contents:
        return Fact(PAPERS_SENT, request, 1, data)
    return Fact(PAPERS_SENT, request, 1, data, {"contents": dict(contents)}, kept=data)


def result_refused(result: AgencyResult) -> Fact:
    """The file of a result was not taken; its subject is the task. Raises ValueError for one that was not refused."""
    if result.refused is None or result.why is None:
        raise ValueError(f"the result of {result.id} is not refused")
    data = {"task_id": result.id, "dossier": result.dossier, "reason": result.refused, "words": result.why.vi}
    return Fact(RESULT_REFUSED, result.id, result.version, data)
