"""The links to papers that a letter brings: they open one task's papers in intake, and take its result there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.routing.domain.papers import PaperReference
from services.routing.domain.task import Task


@dataclass(frozen=True, slots=True)
class TaskLinks:
    """Addresses for one task, good ``until`` then if the task lasts as long: of the list of its papers, of the paper
    with this id, and where its result is uploaded."""

    papers: str = field(repr=False)
    paper: Callable[[str], str] = field(repr=False)
    upload: str = field(repr=False)
    until: datetime


# (task, now) → its links.
LinksOf = Callable[[Task, datetime], TaskLinks]


def in_letter(papers: Iterable[PaperReference], links: TaskLinks | None) -> dict[str, Any]:
    """What a letter says of papers; nothing where nobody makes links."""
    if links is None:
        return {}
    until = links.until.isoformat()
    return {
        "papers": [{**reference(one), "link": links.paper(one.id)} for one in papers],
        "papers_list": {"link": links.papers, "until": until},
        "upload": {"link": links.upload, "until": until},
    }


def reference(one: PaperReference) -> dict[str, Any]:
    """A paper without its way."""
    return {"id": one.id, "name": one.name, "media_type": one.media_type, "size": one.size, "sha256": one.sha256}
