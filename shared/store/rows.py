"""The rows that stand beside aggregates in a transaction: events to tell, jobs that fall due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pymongo import DeleteOne, ReplaceOne

from shared.store.change import Context, Fact, Job
from shared.store.connection import Document

Stamp = Callable[[Fact, Context], Mapping[str, Any]]

# A version is told once on the service's own exchange; messages to single receivers may share it, each in its own slot.
OWN_SLOT = "own"


def event_row(stamp: Stamp, fact: Fact, context: Context) -> Document:
    """The document of the ``events`` collection: history, audit and outbox at once."""
    document = dict(stamp(fact, context))
    document["pending"] = True
    document["slot"] = OWN_SLOT if fact.address is None else document["_id"]
    return document


def job_id(kind: str, subject: str) -> str:
    """One job a kind and subject."""
    return f"{kind}:{subject}"


def job_row(job: Job, context: Context, revision: str) -> Document:
    """``revision`` tells this setting of the job from an earlier one that a worker may just be running."""
    return {
        "_id": job_id(job.kind, job.subject),
        "kind": job.kind,
        "subject": job.subject,
        "due_at": job.due_at,
        "next_try_at": job.due_at,
        "details": dict(job.details),
        "tries": 0,
        "revision": revision,
        "correlation_id": context.correlation_id,
        "set_at": context.at,
    }


def job_operations(
    jobs: Iterable[tuple[Job, Context]], new_revision: Callable[[], str]
) -> tuple[ReplaceOne[Document] | DeleteOne, ...]:
    """Set, move and cancel jobs."""
    return tuple(
        DeleteOne({"_id": job_id(job.kind, job.subject)})
        if job.due_at is None
        else ReplaceOne({"_id": job_id(job.kind, job.subject)}, job_row(job, context, new_revision()), upsert=True)
        for job, context in jobs
    )
