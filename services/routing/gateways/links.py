"""Makes the signed links of a task: routing signs with the centre's key, intake reads with its public half."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from services.routing.domain.papers import link_until
from services.routing.domain.task import Task
from services.routing.use_cases.paper_links import LinksOf, TaskLinks
from shared.security.signed_links import Link

# What a link opens, in intake's words too: its contract test holds them together.
PAPERS, RESULT = "task-papers", "task-result"


def links_by(public_url: str, sign: Callable[[Link], str]) -> LinksOf:
    """Links below ``public_url``; ``sign`` makes their tokens. The token stands in the query, which no log shows."""

    def links_of(task: Task, now: datetime) -> TaskLinks:
        until = link_until(task.due_at, now)
        papers, result = (sign(Link(use, task.id, task.agency_key, until)) for use in (PAPERS, RESULT))
        place = f"{public_url.rstrip('/')}/api/intake/v1/exchange/tasks/{quote(task.id)}"
        return TaskLinks(
            papers=f"{place}/papers?link={papers}",
            paper=lambda id: f"{place}/papers/{quote(id)}?link={papers}",
            upload=f"{place}/result?link={result}",
            until=until,
        )

    return links_of
