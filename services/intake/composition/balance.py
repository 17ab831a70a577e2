"""Puts together what tells routing how many dossiers stand where; a part of the composition root."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from services.intake.domain.balance import ANSWERED, TOLD, Balance
from services.intake.jobs import Handler
from services.intake.store.balance_documents import ACCEPTED_DOSSIERS
from services.intake.use_cases.balance import LIST_JOB, list_balance, tell_balance, tell_days_again
from shared.bus.worker import Part, Periodic
from shared.store.change import Change, Context, Job, Key, Work
from shared.store.leases import Leases
from shared.store.on_the_way import on_the_way
from shared.store.tallies import MOST_MARKED, Tallies

if TYPE_CHECKING:
    from pymongo.database import Database

COUNT_EVERY = timedelta(seconds=2)
TELL_EVERY, TELL_AGAIN_EVERY = timedelta(seconds=5), timedelta(minutes=5)
LEASE_SECONDS = 30.0


def balance_tallies(database: Database[dict[str, Any]]) -> Tallies:
    """The kept counts of accepted dossiers."""
    return Tallies(database, ACCEPTED_DOSSIERS)


def balance_timers(
    work: Work,
    database: Database[dict[str, Any]],
    context: Callable[[str], Context],
    *,
    count_every: timedelta = COUNT_EVERY,
    tell_every: timedelta = TELL_EVERY,
) -> dict[str, Part]:
    """Counts, and tells what changed; one copy at a time."""
    tallies, leases, me = balance_tallies(database), Leases(database), secrets.token_hex(8)
    told_at: list[datetime] = []

    def round_() -> bool:
        if not leases.take("balance", me, LEASE_SECONDS):
            return False
        more = tallies.count()
        now = context("balance")
        if told_at and now.at - told_at[-1] < tell_every:
            return False
        told = tell_balance(work, tallies, now)
        if told or not told_at or now.at - told_at[-1] >= TELL_AGAIN_EVERY:
            told_at[:] = [now.at]
            if not told:
                tell_days_again(work, tallies, now)
        return more == MOST_MARKED

    return {"balance": Periodic(count_every.total_seconds(), round_)}


def balance_handlers(work: Work, database: Database[dict[str, Any]]) -> Mapping[str, Handler]:
    """What is done when routing asked for a list."""
    tallies = balance_tallies(database)

    def answer(job: Job, now: datetime) -> Change:
        loaded = work.load(Key(Balance, ANSWERED), Key(Balance, TOLD))
        return list_balance(tallies, lambda codes: on_the_way(database, codes), loaded, job, now)

    return {LIST_JOB: answer}
