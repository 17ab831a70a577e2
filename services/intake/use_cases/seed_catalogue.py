"""Brings the catalogue's file into the store: what is new there is published, what was published is never touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.errors import InvalidRequest
from services.intake.domain.procedure import Procedure
from services.intake.use_cases.procedure_reader import read_procedure
from services.intake.use_cases.publish_procedure import publication
from shared.store.change import Aggregate, AlreadyExists, Change, Conflict, Context, Fact, Key, Work

WHY = "the catalogue that the system is delivered with"


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many entries the file has, how many versions are new, how many stand here in other words."""

    entries: int
    new: int
    different: int


def seed_catalogue(work: Work, entries: Sequence[Mapping[str, Any]], context: Context) -> Seeded:
    """An entry counts by code and version. Raises ValueError for a file with a wrong entry, StoreAway."""
    wanted = [_read(one) for one in entries]
    try:
        return _seed(work, wanted, context)
    except (AlreadyExists, Conflict):  # another copy was a moment faster and did the same
        return _seed(work, wanted, context)


def _seed(work: Work, wanted: Sequence[Procedure], context: Context) -> Seeded:
    loaded = work.load(*(Key(ProcedureHistory, one.code) for one in wanted))
    saved: list[Aggregate] = []
    facts: list[Fact] = []
    different = 0
    for one in sorted(wanted, key=lambda one: (one.code, one.version)):
        history = loaded.get(ProcedureHistory, one.code)
        kept = history.numbered(one.version) if history else None
        if kept is not None:
            different += not kept.says_the_same_as(one)
            continue
        if history and history.knows(one):
            continue
        change = publication(history, one, context.actor, WHY, context.at)
        loaded = loaded.with_saved(change.saved)
        saved += change.saved
        facts += change.facts
    work.commit(Change(saved=tuple(saved), facts=tuple(facts)), context)
    return Seeded(len(wanted), len(facts), different)


def _read(entry: Mapping[str, Any]) -> Procedure:
    try:
        return read_procedure(entry)
    except InvalidRequest as wrong:
        raise ValueError(f"catalogue: {entry.get('code', '?')}: {wrong}") from wrong
