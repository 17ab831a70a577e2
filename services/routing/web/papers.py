"""Papers and results of a case in words; the files themselves lie in intake."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from services.routing.domain.case import Case
from shared.ui import display, words

KINDS = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line: what it is, and its kind and size."""

    name: str
    facts: str


def papers_of(case: Case) -> list[PaperLine]:
    """What the agencies are given links to."""
    return [PaperLine(one.name, _file(one.media_type, one.size)) for one in case.papers]


def results_of(case: Case) -> list[PaperLine]:
    """What agencies issued, with the file where one came."""
    found = []
    for task in case.tasks:
        result = task.decision.result if task.decision else None
        if result is None:
            continue
        file = result.get("file")
        told = _file(file["media_type"], file["size"]) if file else _("chưa có tệp")
        found.append(PaperLine(f"{result['name']}, {result['number']}", f"{task.agency_name}, {told}"))
    return found


def _file(media_type: str, size: int) -> str:
    kind = KINDS.get(media_type, "Word")
    if size < 1_000_000:
        return f"{kind}, {max(1, round(size / 1000))}{words.NBSP}kB"
    told = f"{size / 1_000_000:.1f}"
    return f"{kind}, {told.replace('.', ',') if display.language() == 'vi' else told}{words.NBSP}MB"
