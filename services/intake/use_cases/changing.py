"""Loads one aggregate, lets a pure rule decide, commits; decides again where somebody else was faster."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from services.intake.domain.errors import NotFound
from shared.store.change import Aggregate, Change, Conflict, Context, Key, Work

TRIES = 5
T = TypeVar("T", bound=Aggregate)


def load_one(work: Work, kind: type[T], id: str, unknown: Callable[[], NotFound]) -> T:
    """Raises what ``unknown`` makes where there is none, StoreAway."""
    found = work.load(Key(kind, id)).get(kind, id)
    if found is None:
        raise unknown()
    return found


def decide_again(work: Work, decide: Callable[[], Change], context: Context) -> Change:
    """The change that was written. ``decide`` reads and decides anew for each try.

    Raises Conflict where others were faster every time, and whatever ``decide`` raises.
    """
    for attempt in range(1, TRIES + 1):
        change = decide()
        try:
            work.commit(change, context)
        except Conflict:
            if attempt == TRIES:
                raise
            continue
        return change
    raise AssertionError("unreachable")


def change_one(
    work: Work, kind: type[T], id: str, rule: Callable[[T], T], context: Context, unknown: Callable[[], NotFound]
) -> T:
    """The aggregate after the rule's change; as it was, and nothing written, where the rule gives it back."""
    after: list[T] = []

    def decide() -> Change:
        before = load_one(work, kind, id, unknown)
        after[:] = [rule(before)]
        return Change(saved=() if after[0] is before else (after[0],))

    decide_again(work, decide, context)
    return after[0]
