"""Takes the open dossiers of a procedure along to the level that it was handed to: in batches, taken up where left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.dossier import Dossier
from services.intake.domain.handover import Handover
from services.intake.use_cases import facts
from services.intake.use_cases.ports import Movable
from shared.store.change import Change, Context, Key, Work

BATCH = 100


def move_dossiers(work: Work, movable: Movable, code: str, number: int, why: str, context: Context) -> int:
    """Every open dossier filed under an older version goes over to version ``number``; how many went.

    Each batch is one transaction, and whoever went is no longer found: run again, it goes on with the rest. Raises
    Conflict where a dossier changed meanwhile, StoreAway.
    """
    moved = 0
    history = work.load(Key(ProcedureHistory, code)).get(ProcedureHistory, code)
    if history is None or history.numbered(number) is None:
        return 0
    while codes := movable.to_move(code, number, BATCH):
        change = _batch(work, history, number, codes, why, context)
        work.commit(change, replace(context, why=why[:1000]))
        moved += len(change.saved)
        if not change.saved:  # they went or were closed a moment ago
            break
    return moved


def _batch(
    work: Work, history: ProcedureHistory, number: int, codes: Sequence[str], why: str, context: Context
) -> Change:
    version = history.versions[number - 1]
    loaded = work.load(*(Key(Dossier, code) for code in codes))
    moment = context.at.replace(microsecond=0)
    handover = Handover(
        history.code, number, version.level, version.authority, version.route, moment, context.actor, why
    )
    found = (loaded.get(Dossier, code) for code in codes)
    moved = [after for before in found if before and (after := before.hand_over(handover)) is not before]
    return Change(saved=tuple(moved), facts=tuple(facts.handed_over(one, handover) for one in moved))
