"""The job that looks at a petition's clocks; whoever changes a petition sets it anew."""

from __future__ import annotations

from datetime import datetime

from services.hotline.domain.petition import Petition
from shared.store.change import Job

WATCH_JOB = "watch petition"


def watch_job(petition: Petition, at: datetime) -> tuple[Job, ...]:
    """Look at it then; none for what is not answered here."""
    return (Job(WATCH_JOB, petition.id, at),) if petition.due_at else ()
