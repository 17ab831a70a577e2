"""Counts the open dates anew after a calendar changed: in batches, told one by one, from where it stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.intake.domain.dossier import Dossier
from services.intake.domain.recounting import Recounting, why_moved
from services.intake.domain.redating import Act, recount
from services.intake.use_cases import facts
from services.intake.use_cases.ports import Dossiers
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key, Work
from shared.working_time import Calendar

BATCH = 100
TRIES = 3


@dataclass(frozen=True, slots=True)
class Round:
    """What one call did: dossiers looked at and moved, and whether there is more to do at once."""

    looked_at: int = 0
    moved: int = 0
    more: bool = False


def recount_dates(
    work: Work, dossiers: Dossiers, unit: str, calendar: Calendar, context: Callable[[], Context], batch: int = BATCH
) -> Round:
    """One batch of the open dossiers of a unit, by its calendar as it is now.

    It may be stopped anywhere and run by several at once: what was counted before is found counted, and nobody is told
    twice. Raises StoreAway.
    """
    now = context().at
    state = work.load(Key(Recounting, unit)).get(Recounting, unit)
    if state is None or not state.is_for(calendar):
        state = Recounting.beginning(unit, calendar, now, state)
        if not _saved(work, state, context()):
            return Round(more=True)
    if state.waits(now):
        return Round()
    waiting = [code for code in dossiers.open_codes(unit) if code > state.cursor]
    some = waiting[:batch]
    moved = sum(_recounted(work, code, state, context) for code in some)
    last = len(waiting) <= batch
    after = state.after_batch(some[-1] if some else state.cursor, moved, last=last, now=now)
    _saved(work, after, context())
    return Round(len(some), moved, not last)


def _recounted(work: Work, code: str, state: Recounting, context: Callable[[], Context]) -> bool:
    """Whether the dossier got another date; told in the same transaction."""
    for attempt in range(1, TRIES + 1):
        dossier = work.load(Key(Dossier, code)).get(Dossier, code)
        if dossier is None or dossier.acceptance is None or dossier.due_at is None:
            return False
        now = context()
        plain = recount(dossier, state.target, Act(now.at, now.actor, ""))
        if plain is dossier or plain.due_at is None:
            return False
        why = why_moved(
            state.counted_by, state.target, dossier.acceptance.accepted_at, max(dossier.due_at, plain.due_at)
        )
        moved = recount(dossier, state.target, Act(now.at, now.actor, why.vi, why.en))
        try:
            work.commit(Change(saved=(moved,), facts=(facts.due_changed(moved),)), now)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return True
    return False


def _saved(work: Work, state: Recounting, context: Context) -> bool:
    """False where another copy went on in the meantime: it has done the same."""
    try:
        work.commit(Change(saved=(state,)), context)
    except (AlreadyExists, Conflict):
        return False
    return True
