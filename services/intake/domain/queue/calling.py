"""Whom a counter calls next: the rule of order over all the lanes that it serves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.ordering import OrderRules, Waiting, choose, row_after


@dataclass(frozen=True, slots=True)
class Place:
    """One who waits: enough to choose by. ``lane`` is ``Ticket.lane``."""

    ticket: str
    lane: str
    since: datetime
    first: bool
    sequence: int = 0

    @property
    def rank(self) -> tuple[datetime, int, str]:
        """Who comes first; two of the same moment by their numbers."""
        return self.since, self.sequence, self.ticket


@dataclass(frozen=True, slots=True)
class Chosen:
    """``runs`` is what the hall has to remember after this call."""

    place: Place
    runs: Mapping[str, int]


def choose_next(
    waiting: Iterable[Place],
    serves: Callable[[str], bool],
    runs: Mapping[str, int],
    now: datetime,
    rules: OrderRules,
) -> Chosen | None:
    """Whom a counter that serves these lanes calls now; None where nobody waits for it.

    The bound holds for each lane by itself: whoever counters call from several lanes, no more preferred ones than the
    rules allow are called in a row past somebody who waits in one of them.
    """
    heads = heads_of(one for one in waiting if serves(one.lane))
    preferred = _earliest(one for (_, first), one in heads.items() if first)
    passed_enough = [one for (lane, first), one in heads.items() if not first and runs.get(lane, 0) >= rules.in_a_row]
    other = _earliest(passed_enough) or _earliest(one for (_, first), one in heads.items() if not first)
    row = rules.in_a_row if passed_enough else 0
    chosen = choose(_waiting(preferred), _waiting(other), row, now, rules)
    if chosen is None:
        return None
    return Chosen(chosen.key, _runs_after(chosen, heads, runs))


def heads_of(waiting: Iterable[Place]) -> dict[tuple[str, bool], Place]:
    """Who stands first in each lane, of the preferred and of the others."""
    heads: dict[tuple[str, bool], Place] = {}
    for one in waiting:
        key = one.lane, one.first
        if key not in heads or one.rank < heads[key].rank:
            heads[key] = one
    return heads


def _runs_after(
    chosen: Waiting[Place], heads: Mapping[tuple[str, bool], Place], runs: Mapping[str, int]
) -> Mapping[str, int]:
    after = dict(runs)
    if not chosen.first:
        after[chosen.key.lane] = 0
        return after
    for lane in {lane for lane, _ in heads}:
        after[lane] = row_after(runs.get(lane, 0), chosen, another_waits=(lane, False) in heads)
    return after


def _earliest(places: Iterable[Place]) -> Place | None:
    return min(places, key=lambda one: one.rank, default=None)


def _waiting(place: Place | None) -> Waiting[Place] | None:
    return None if place is None else Waiting(place, place.since, place.first)
