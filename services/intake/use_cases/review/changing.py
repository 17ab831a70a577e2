"""Loads one review, lets a pure rule decide, commits; decides again where somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable

from services.intake.domain.errors import NotFound, Words
from services.intake.domain.review.plan import ReviewRound
from services.intake.domain.review.review import ProcedureReview
from services.intake.use_cases.deciding import TRIES
from services.intake.use_cases.ports import Ports
from shared.security.caller import Caller
from shared.store.change import Change, Conflict, Context, Fact, Job, Key, Work

VIEW, WORK, PLAN, DECIDE = "review.view", "review.work", "review.plan", "review.decide"
UNKNOWN_ROUND = Words("Chưa thấy đợt rà soát này", "No such round of the review")
UNKNOWN_REVIEW = Words("Thủ tục này không có trong đợt rà soát", "The round does not have this procedure")
Told = Callable[[ProcedureReview], Fact]


def load_round(ports: Ports, caller: Caller, action: str, id: str) -> ReviewRound:
    """Raises Forbidden, NotFound, StoreAway."""
    grant = ports.access.grant(caller, action)
    found = ports.work.load(Key(ReviewRound, id)).get(ReviewRound, id)
    if found is None:
        raise NotFound("unknown-round", UNKNOWN_ROUND)
    grant.require(unit=found.unit)
    return found


def load_review(work: Work, round: str, procedure: str) -> ProcedureReview:
    """Raises NotFound, StoreAway."""
    id = f"{round}:{procedure}"
    found = work.load(Key(ProcedureReview, id)).get(ProcedureReview, id)
    if found is None:
        raise NotFound("unknown-review", UNKNOWN_REVIEW)
    return found


def change_review(
    ports: Ports,
    caller: Caller,
    action: str,
    place: tuple[str, str],
    step: Callable[[ProcedureReview], ProcedureReview],
    context: Context,
    *,
    told: Told | None = None,
    job: Callable[[ProcedureReview], Job] | None = None,
    seen: int | None = None,
) -> ProcedureReview:
    """The review (of round and procedure) after the step. ``seen`` is the version that the caller read: on another one
    nobody decides. Raises Forbidden, NotFound, Conflict, StoreAway, and what the step raises."""
    grant = ports.access.grant(caller, action)
    for attempt in range(1, TRIES + 1):
        found = load_review(ports.work, *place)
        grant.require(unit=found.unit)
        if seen is not None and found.version != seen:
            raise Conflict(f"review {found.id} is at version {found.version}, not {seen}")
        changed = step(found)
        if changed is found:
            return found
        facts = (told(changed),) if told else ()
        try:
            ports.work.commit(Change((changed,), facts, (job(changed),) if job else ()), context)
        except Conflict:
            if attempt == TRIES or seen is not None:
                raise
            continue
        return changed
    raise AssertionError("unreachable")
