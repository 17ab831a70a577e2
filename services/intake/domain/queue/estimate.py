"""How long until somebody is called: the rule of order played on with the day's own serving times, told as a span."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles

from services.intake.domain.queue.calling import Place, choose_next
from services.intake.domain.queue.hall import Counter, CounterState
from services.intake.domain.queue.ticket import State, Ticket
from shared.ordering import OrderRules
from shared.working_time import Calendar

ENOUGH = 5  # serving times from which one can say how long the next take
LATEST_SERVED = 30
STEP = timedelta(minutes=5)  # no estimate is told more precisely
LEAST = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long one ticket of each line takes: a quick one and a slow one of the day (the quartiles)."""

    quick: Mapping[str, timedelta]
    slow: Mapping[str, timedelta]


@dataclass(frozen=True, slots=True)
class Estimate:
    """``ahead``: tickets that will be called before. Without ``earliest`` nothing can be said yet, or no counter that
    serves it is open (``served``); ``today`` False: it may not come to it today."""

    ahead: int
    earliest: datetime | None = None
    latest: datetime | None = None
    served: bool = True
    today: bool = True


def pace_of(tickets: Iterable[Ticket], lines: Iterable[str]) -> Pace | None:
    """From the last served of the day; a line with too few borrows from the whole hall, None where that has too few."""
    done = sorted((one for one in tickets if one.state is State.SERVED), key=lambda one: one.steps[-1].at)
    everything = _quartiles(done)
    if everything is None:
        return None
    found = {line: _quartiles([one for one in done if one.line == line]) or everything for line in lines}
    return Pace({line: one[0] for line, one in found.items()}, {line: one[1] for line, one in found.items()})


def _quartiles(done: Sequence[Ticket]) -> tuple[timedelta, timedelta] | None:
    lengths = [one.served_for.total_seconds() for one in done[-LATEST_SERVED:] if one.served_for is not None]
    if len(lengths) < ENOUGH:
        return None
    low, _, high = quantiles(lengths, n=4, method="inclusive")
    return max(LEAST, timedelta(seconds=low)), max(LEAST, timedelta(seconds=high))


def expected_calls(
    waiting: Iterable[Place],
    counters: Iterable[Counter],
    busy: Mapping[int, Ticket],
    length: Mapping[str, timedelta],
    runs: Mapping[str, int],
    now: datetime,
    rules: OrderRules,
) -> dict[str, timedelta]:
    """From now until each is called, as the rule would call them if nobody came any more; in the order of the calls.

    ``busy``: who is at which counter. Who no open counter serves is not in it.
    """
    lanes: dict[tuple[str, bool], deque[Place]] = {}
    for one in sorted(waiting, key=lambda one: one.rank):
        lanes.setdefault((one.lane, one.first), deque()).append(one)
    usual = max(length.values(), default=LEAST)
    here = {one.number: one for one in counters if one.state is CounterState.OPEN}
    free = [(_until_free(busy.get(number), length, usual, now), number) for number in here]
    heapq.heapify(free)
    calls: dict[str, timedelta] = {}
    while free:
        moment, number = heapq.heappop(free)
        heads = [line[0] for line in lanes.values() if line]
        chosen = choose_next(heads, here[number].serves, runs, now + moment, rules)
        if chosen is None:
            continue
        runs = chosen.runs
        lanes[chosen.place.lane, chosen.place.first].popleft()
        calls[chosen.place.ticket] = moment
        heapq.heappush(free, (moment + length.get(chosen.place.lane, usual), number))
    return calls


def _until_free(ticket: Ticket | None, length: Mapping[str, timedelta], usual: timedelta, now: datetime) -> timedelta:
    if ticket is None:
        return timedelta()
    begun = ticket.last_at("serving") or ticket.last_at("called") or now
    return max(LEAST, length.get(ticket.line, usual) - (now - begun))


def share_of_first(tickets: Iterable[Ticket], rules: OrderRules) -> float:
    """Which part of the day's tickets go first, no more than the rule lets pass."""
    firsts = [one.first for one in tickets]
    share = sum(firsts) / len(firsts) if firsts else 0.0
    return min(share, rules.in_a_row / (rules.in_a_row + 1))


def estimate(
    place: Place,
    quick: Mapping[str, timedelta],
    slow: Mapping[str, timedelta],
    share: float,
    calendar: Calendar,
    now: datetime,
) -> Estimate:
    """The span of one who waits, in steps of five minutes, over breaks of the counters; ``share`` of those still to
    come will pass who does not go first."""
    order = sorted(slow, key=lambda one: slow[one])
    if place.ticket not in quick or place.ticket not in slow:
        return Estimate(len(order), served=False)
    ahead = order.index(place.ticket)
    late = slow[place.ticket] if place.first else slow[place.ticket] / (1 - share)
    low, high = quick[place.ticket] // STEP * STEP, -(-late // STEP) * STEP
    earliest, latest = worked(calendar, now, low), worked(calendar, now, max(high, low + STEP))
    if earliest is None:
        return Estimate(ahead, today=False)
    return Estimate(ahead, earliest, latest, today=latest is not None)


def worked(calendar: Calendar, start: datetime, length: timedelta) -> datetime | None:
    """The moment when so much time has been worked that day since ``start``; None where the day is over before."""
    left = length
    for begin, end in calendar.spans(start.date()):
        begin = max(begin, start)
        if begin >= end:
            continue
        if left <= end - begin:
            return begin + left
        left -= end - begin
    return None


def place_of(ticket: Ticket) -> Place:
    return Place(ticket.id, ticket.lane, ticket.taken_at, ticket.first, ticket.sequence)


def waiting_places(tickets: Iterable[Ticket]) -> list[Place]:
    return [place_of(one) for one in tickets if one.state is State.WAITING]
