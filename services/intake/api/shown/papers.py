"""Papers as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable

from services.intake.api.shown.values import Json
from services.intake.domain.dossier import Dossier
from services.intake.domain.paper import Paper, Source, completeness
from shared.working_time.calendar import local


def document(one: Paper, language: str, *, for_officer: bool) -> Json:
    """What is known of a paper; who added it is for officers to see."""
    found = one.findings
    shown: Json = {
        "id": one.id,
        "dossier": one.dossier,
        "name": one.file_name,
        "media_type": one.content.media_type,
        "size": one.content.size,
        "sha256": one.content.sha256,
        "component": one.component,
        "source": one.source.value,
        "digitised": one.source is Source.DIGITISED,
        "reused": one.source is Source.REUSED,
        "shown": one.shown.value if one.shown else None,
        "scan": one.scan.value,
        "scan_text": one.scan.words.in_language(language),
        "added_at": local(one.added_at).isoformat(),
        "pages": found.pages if found else None,
        "counted": one.counted,
        "miscounted": one.miscounted,
        "blank_pages": list(found.blank) if found else [],
        "readable": found.readable if found else None,
        "locked": found.locked if found else None,
        "thumbnail": bool(found and found.thumbnail),
        "set_aside_at": local(one.aside.at).isoformat() if one.aside else None,
    }
    return {**shown, "added_by": one.added_by} if for_officer else shown


def documents(dossier: Dossier, papers: Iterable[Paper], language: str, *, for_officer: bool) -> Json:
    """All papers, and the list of the procedure with what is there for each of its lines."""
    papers = tuple(papers)
    lines = completeness(dossier.procedure.papers, papers)
    return {
        "items": [document(one, language, for_officer=for_officer) for one in papers],
        "next": None,
        "components": [
            {
                "number": line.number,
                "name": line.name,
                "original": line.original,
                "digitise": line.digitise,
                "missing": line.is_missing,
                "documents": [one.id for one in line.papers],
            }
            for line in lines
        ],
        "complete": not any(line.is_missing for line in lines),
    }
