"""Jobs that fall due: taken by one worker at a time, done once, visible when they fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from pymongo import ASCENDING
from pymongo.client_session import ClientSession

from shared.store.change import Change, Conflict, Context, Job, StoreAway
from shared.store.connection import Document
from shared.store.deciding import Gathered
from shared.store.faults import store_faults
from shared.store.messages import clean
from shared.store.pauses import job_pause_seconds
from shared.store.rows import job_id, job_row
from shared.store.work import MongoWork

COLLECTION = "jobs"
# Other workers may have taken what stood first: as many more are looked at before a worker goes away with nothing.
OTHERS = 10
LEASE = timedelta(minutes=1)

# Gets the job and the time; loads what it needs by itself and returns what is to change. May run again after a crash
# or a lost race, so it changes nothing by itself.
Handler = Callable[[Job, datetime], Change]


@dataclass(frozen=True, slots=True)
class DueJob:
    """A job on lease. ``revision`` tells this setting of it from a later one; ``tries`` counts failures so far."""

    job: Job
    revision: str
    tries: int
    correlation_id: str


@dataclass(frozen=True, slots=True)
class FailingJob:
    """A job whose last run failed; it is tried again at ``next_try_at``."""

    job: Job
    tries: int
    reason: str
    failed_at: datetime
    next_try_at: datetime


class Jobs:
    """The ``jobs`` collection of one service. Jobs are set, moved and cancelled by ``Change.jobs``."""

    def __init__(self, work: MongoWork, *, service: str) -> None:
        self._work = work
        self._collection = work.database[COLLECTION]
        self._actor = f"service:{service}"

    def take_due(self, now: datetime, limit: int) -> list[DueJob]:
        """Jobs that are due, the longest due first, on lease for a minute: no other worker gets them meanwhile.

        Raises StoreAway.
        """
        taken = []
        with store_faults():
            due = self._collection.find({"next_try_at": {"$lte": now}}, {"next_try_at": 1, "revision": 1})
            for candidate in due.sort("next_try_at", ASCENDING).limit(limit + OTHERS):
                if len(taken) == limit:
                    break
                # The next try in the filter lets one worker win where several saw the same job.
                row = self._collection.find_one_and_update(candidate, {"$set": {"next_try_at": now + LEASE}})
                if row is not None:
                    taken.append(DueJob(_job(row), row["revision"], row["tries"], row["correlation_id"]))
        return taken

    def finish(self, due: DueJob, change: Change, context: Context) -> None:
        """Write the change and remove the job in one transaction; a change that sets the same job again moves it.

        Raises Conflict where the job was moved, cancelled or done by another meanwhile (then nothing is written), and
        what ``MongoWork.commit`` raises.
        """
        gathered = Gathered()
        gathered.add(change, context)
        again = gathered.jobs.pop((due.job.kind, due.job.subject), None)
        row = job_row(*again, uuid4().hex) if again is not None and again[0].due_at is not None else None
        self._work.write(gathered, besides=lambda session: self._replace(session, due, row))

    def fail(self, due: DueJob, reason: str, now: datetime) -> None:
        """Try it again after a growing pause (1 s … 1 h); it stays in sight as failing. Raises StoreAway."""
        tries = due.tries + 1
        failure = {"reason": clean(reason), "at": now}
        next_try_at = now + timedelta(seconds=job_pause_seconds(tries))
        with store_faults():
            self._collection.update_one(
                {"_id": job_id(due.job.kind, due.job.subject), "revision": due.revision},
                {"$set": {"tries": tries, "failure": failure, "next_try_at": next_try_at}},
            )

    def run_due(
        self,
        handlers: Mapping[str, Handler],
        now: datetime,
        limit: int = 20,
        *,
        failed: Callable[[DueJob, Exception], None] | None = None,
    ) -> int:
        """Take what is due and run it; how many were taken. ``failed`` hears of each failure, for the log.

        Raises StoreAway; the jobs on lease come back after a minute.
        """
        taken = self.take_due(now, limit)
        for due in taken:
            try:
                self._run(handlers, due, now)
            except StoreAway:
                raise
            except Exception as fault:
                self.fail(due, type(fault).__name__, now)
                if failed is not None:
                    failed(due, fault)
        return len(taken)

    def failing(self, limit: int = 50) -> list[FailingJob]:
        """Jobs whose last run failed, the most often failed first. Raises StoreAway."""
        with store_faults():
            rows = self._collection.find({"tries": {"$gt": 0}}).sort("tries", -1).limit(limit)
            return [
                FailingJob(_job(row), row["tries"], row["failure"]["reason"], row["failure"]["at"], row["next_try_at"])
                for row in rows
            ]

    def _run(self, handlers: Mapping[str, Handler], due: DueJob, now: datetime) -> None:
        if due.job.kind not in handlers:
            raise LookupError(f"no handler for jobs of kind {due.job.kind}")
        change = handlers[due.job.kind](due.job, now)
        self.finish(due, change, Context(self._actor, now, due.correlation_id, why=f"job {due.job.kind}"))

    def _replace(self, session: ClientSession, due: DueJob, row: Document | None) -> None:
        this = {"_id": job_id(due.job.kind, due.job.subject), "revision": due.revision}
        if row is None:
            done = self._collection.delete_one(this, session=session).deleted_count
        else:
            done = self._collection.replace_one(this, row, session=session).matched_count
        if done != 1:
            raise Conflict(f"job {this['_id']}: moved, cancelled or done by another meanwhile")


def _job(row: Mapping[str, Any]) -> Job:
    return Job(row["kind"], row["subject"], row["due_at"], row["details"])
