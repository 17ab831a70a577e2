"""Starts the examination of a procedure, and does it: a job that looks at every dossier of the round's period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from services.intake.domain.errors import IllegalStep
from services.intake.domain.review.findings import KeptEvidence
from services.intake.domain.review.plan import ReviewRound
from services.intake.domain.review.review import ProcedureReview
from services.intake.domain.review.review_state import ReviewState
from services.intake.domain.review.tally import Tally
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.review.changing import WORK, change_review, load_review, load_round
from services.intake.use_cases.review_ports import ReviewDesk
from shared.security.caller import Caller
from shared.store.change import Change, Context, Job, Key
from shared.working_time.calendar import ZONE, local

EXAMINE_JOB = "examine-procedure"
BATCH = 200


def start_examination(ports: Ports, caller: Caller, place: tuple[str, str], context: Context) -> ProcedureReview:
    """From now on a job computes the figures. Raises Forbidden, NotFound, IllegalStep, Conflict, StoreAway."""
    at = context.at.replace(microsecond=0)
    return change_review(
        ports,
        caller,
        WORK,
        place,
        lambda one: one.examine(at, context.actor),
        context,
        job=lambda one: _job(one, context),
    )


def examine_round(ports: Ports, desk: ReviewDesk, caller: Caller, round: str, context: Context) -> int:
    """The same for all of the round that nobody examined yet; how many. Raises Forbidden, NotFound, StoreAway."""
    found = load_round(ports, caller, WORK, round)
    started = 0
    for one in desk.reviews.of_round(found.id):
        if one.state is not ReviewState.PLANNED:
            continue
        try:
            start_examination(ports, caller, (one.round, one.procedure), context)
        except IllegalStep:  # somebody began it meanwhile
            continue
        started += 1
    return started


def examine(ports: Ports, desk: ReviewDesk, id: str, context: Context) -> ProcedureReview:
    """The figures, and the dossiers behind each line. An examination that broke off begins anew under a number of its
    own, so nothing is counted twice. Raises Conflict where another worker does the same, StoreAway."""
    round_id, _, procedure = id.rpartition(":")
    review = load_review(ports.work, round_id, procedure)
    round = ports.work.load(Key(ReviewRound, round_id)).get(ReviewRound, round_id)
    if review.state is not ReviewState.EXAMINING or round is None:
        return review
    review = _saved(ports, review.begin_run(), (), context)
    number = review.run.number if review.run else 0
    now = context.at
    tally = Tally(ports.calendars.current(), desk.rules.on(local(now).date()), now)
    places = 0
    after = None
    since, until = _range(round)
    while batch := desk.cases.page(round.unit, procedure, since, until, after, BATCH):
        found = [one for case in batch for one in tally.add(case)]
        kept = [KeptEvidence(id, number, places + place, one) for place, one in enumerate(found)]
        review = _saved(ports, review.advance(tally.looked_at), kept, context)
        places, after = places + len(kept), batch[-1]
    done = review.examined(tally.findings(number), tally.looked_at, context.at.replace(microsecond=0), context.actor)
    ports.work.commit(Change(saved=(done,)), context)
    desk.reviews.forget(id, number)
    return done


def _saved(ports: Ports, review: ProcedureReview, kept: Sequence[KeptEvidence], context: Context) -> ProcedureReview:
    ports.work.commit(Change(saved=(review, *kept)), context)
    return review


def _range(round: ReviewRound) -> tuple[datetime, datetime]:
    start, end = (datetime.combine(day, time(), ZONE) for day in (round.since, round.until + timedelta(days=1)))
    return start, end


def _job(review: ProcedureReview, context: Context) -> Job:
    return Job(EXAMINE_JOB, review.id, context.at, {"correlation_id": context.correlation_id})
