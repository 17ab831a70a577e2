"""A day at the counters, played with a clock of its own: who came when, who waited how long, and what preference cost.

``python -m services.intake play-day`` needs no database. Tests play the same day through the use cases.
"""

from __future__ import annotations

import argparse
import heapq
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count
from typing import Protocol

from services.intake.domain.queue.calling import choose_next
from services.intake.domain.queue.estimate import waiting_places
from services.intake.domain.queue.figures import DayFigures, day_figures, figures_of
from services.intake.domain.queue.plan import HallPlan
from services.intake.domain.queue.ticket import Basis, Preference, State, Ticket, Via
from services.intake.gateways.order_rules_file import read_hall_plan, read_order_rules
from shared.ordering import OrderRules
from shared.settings import Settings
from shared.working_time import Calendar
from shared.working_time.calendar import at, local

USUAL_DAY = date(2026, 10, 5)  # a Monday of a normal week
# How many come in each hour, how each line takes part, and how long it takes there: invented, like a busy Monday.
ARRIVALS = {7: 64, 8: 84, 9: 70, 10: 44, 11: 10, 13: 40, 14: 48, 15: 32, 16: 8}
SHARES = {"A": 0.45, "B": 0.35, "C": 0.20}
MINUTES = {"A": 6.4, "B": 6.8, "C": 3.6}
RESULTS = "C"  # where people are sent on to
CALLED_FOR = timedelta(minutes=1)  # who has not come by then is skipped
FIRST_SHARE, ABSENT_SHARE, HANDED_SHARE = 0.22, 0.04, 0.03


@dataclass(frozen=True, slots=True)
class Arrival:
    """``service`` is what it will take at the counter; ``absent``: does not come when called."""

    at: datetime
    line: str
    first: bool
    service: timedelta
    absent: bool
    handed: bool


class PlayedHall(Protocol):
    """The hall that a day is played in: the domain alone here, the use cases in tests."""

    def take(self, one: Arrival) -> str:
        """The ticket's id."""
        ...

    def call_next(self, counter: int, now: datetime) -> str | None: ...

    def serve(self, counter: int, now: datetime) -> None: ...

    def skip(self, counter: int, now: datetime) -> None: ...

    def hand_over(self, counter: int, to: str, now: datetime) -> None: ...

    def finish(self, counter: int, now: datetime) -> None: ...

    def tickets(self) -> Sequence[Ticket]: ...


@dataclass(frozen=True, slots=True)
class Called:
    """One call: who was called at which counter, and who else waited for it then."""

    at: datetime
    counter: int
    ticket: Ticket
    passed: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True)
class Played:
    calls: tuple[Called, ...]
    tickets: tuple[Ticket, ...]

    @property
    def figures(self) -> DayFigures:
        return day_figures(self.tickets)

    def longest_passed(self) -> timedelta:
        """The longest wait after which somebody who came later and goes first was called before."""
        passed = (
            one.at - other.taken_at
            for one in self.calls
            for other in one.passed
            if one.ticket.first and not other.first and other.taken_at < one.ticket.taken_at
        )
        return max(passed, default=timedelta())


def arrivals(day: date, seed: int, tickets: int = 400) -> list[Arrival]:
    """So many people, more of them in the morning. The same seed is the same day."""
    dice = random.Random(seed)  # noqa: S311
    found = []
    for _ in range(tickets):
        hour = dice.choices(list(ARRIVALS), list(ARRIVALS.values()))[0]
        start = at(day, time(hour)) + timedelta(seconds=dice.randrange((30 if hour in (11, 16) else 60) * 60))
        line = dice.choices(list(SHARES), list(SHARES.values()))[0]
        minutes = min(30.0, max(1.0, dice.lognormvariate(0, 0.45) * MINUTES[line] * 0.9))
        found.append(
            Arrival(
                start,
                line,
                dice.random() < FIRST_SHARE,
                timedelta(seconds=round(minutes * 60)),
                dice.random() < ABSENT_SHARE,
                dice.random() < HANDED_SHARE,
            )
        )
    return sorted(found, key=lambda one: one.at)


def play(hall: PlayedHall, plan: HallPlan, calendar: Calendar, people: Sequence[Arrival]) -> Played:
    """Until everybody was called; nobody is called while the counters are closed, and the last ones may run late."""
    game = _Game(hall, plan, calendar.spans(people[0].at.date()))
    for one in people:
        game.later(one.at, partial(game.come, one))
    for counter in plan.counters:
        game.later(game.spans[0][0], partial(game.free, counter.number))
    while game.events:
        now, _, happen = heapq.heappop(game.events)
        happen(now)
    return Played(tuple(game.calls), tuple(hall.tickets()))


@dataclass
class _Game:
    """What is still to happen, which counters wait for somebody, and what was called."""

    hall: PlayedHall
    plan: HallPlan
    spans: Sequence[tuple[datetime, datetime]]
    events: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)
    idle: set[int] = field(default_factory=set)
    who: dict[str, Arrival] = field(default_factory=dict)
    calls: list[Called] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)

    def later(self, moment: datetime, happen: Callable[[datetime], None]) -> None:
        heapq.heappush(self.events, (moment, next(self.order), happen))

    def come(self, one: Arrival, now: datetime) -> None:
        self.who[self.hall.take(one)] = one
        self.wake(now)

    def wake(self, now: datetime) -> None:
        """Somebody waits whom an idle counter may call."""
        for number in sorted(self.idle):
            self.later(now, partial(self.free, number))
        self.idle.clear()

    def free(self, number: int, now: datetime) -> None:
        opens = next((max(start, now) for start, end in self.spans if now < end), now)
        if opens > now:
            self.later(opens, partial(self.free, number))
            return
        lines = next(one.lines for one in self.plan.counters if one.number == number)
        here = tuple(one for one in self.hall.tickets() if one.state is State.WAITING and one.lane in lines)
        id = self.hall.call_next(number, now)
        if id is None:
            self.idle.add(number)
            return
        ticket = next(one for one in here if one.id == id)
        self.calls.append(Called(now, number, ticket, tuple(one for one in here if one.id != id)))
        self.meet(number, ticket, self.who[id], now)

    def meet(self, number: int, ticket: Ticket, one: Arrival, now: datetime) -> None:
        if one.absent:
            self.later(now + CALLED_FOR, partial(self.end, number, self.hall.skip))
            return
        self.hall.serve(number, now)
        hands = one.handed and ticket.line != RESULTS
        self.later(now + one.service, partial(self.end, number, self.hand_on if hands else self.hall.finish))

    def hand_on(self, number: int, now: datetime) -> None:
        self.hall.hand_over(number, RESULTS, now)
        self.wake(now)

    def end(self, number: int, how: Callable[[int, datetime], None], now: datetime) -> None:
        how(number, now)
        self.free(number, now)


@dataclass
class DomainHall:
    """The rules alone, in memory."""

    plan: HallPlan
    rules: OrderRules
    day: date
    kept: dict[str, Ticket] = field(default_factory=dict)
    runs: dict[str, int] = field(default_factory=dict)
    at_counter: dict[int, str] = field(default_factory=dict)

    def take(self, one: Arrival) -> str:
        sequence = 1 + sum(ticket.series == one.line for ticket in self.kept.values())
        preference = Preference(Basis.AGE) if one.first else None
        id = f"{one.line}-{sequence}"
        self.kept[id] = Ticket(
            id, 1, "H99.11", self.day, one.line, sequence, one.line, one.at, Via.KIOSK, preference, digits=3
        )
        return id

    def call_next(self, counter: int, now: datetime) -> str | None:
        lines = next(one.lines for one in self.plan.counters if one.number == counter)
        places = waiting_places(self.kept.values())
        chosen = choose_next(places, lambda lane: lane in lines, self.runs, now, self.rules)
        if chosen is None:
            return None
        self.runs = dict(chosen.runs)
        id = chosen.place.ticket
        self.kept[id] = self.kept[id].call(counter, "", now)
        self.at_counter[counter] = id
        return id

    def serve(self, counter: int, now: datetime) -> None:
        id = self.at_counter[counter]
        self.kept[id] = self.kept[id].serve("", now)

    def skip(self, counter: int, now: datetime) -> None:
        id = self.at_counter.pop(counter)
        self.kept[id] = self.kept[id].skip("", now)

    def hand_over(self, counter: int, to: str, now: datetime) -> None:
        id = self.at_counter.pop(counter)
        self.kept[id] = self.kept[id].hand_over(to, None, "", "", now)

    def finish(self, counter: int, now: datetime) -> None:
        id = self.at_counter.pop(counter)
        self.kept[id] = self.kept[id].finish("", now)

    def tickets(self) -> Sequence[Ticket]:
        return list(self.kept.values())


def report(played: Played, rules: OrderRules) -> str:
    """The day as lines to print; waits in minutes."""
    whole = played.figures
    lines = [
        f"{whole.whole.taken} tickets, {whole.whole.served} served, {whole.whole.skipped} absent when called; "
        f"at most {rules.in_a_row} in a row, {_minutes(rules.longest_delay)} min",
        f"{'':14}{'tickets':>8}{'wait, half':>12}{'nine of ten':>13}{'longest':>9}{'service':>9}",
    ]
    groups: list[tuple[str, Sequence[Ticket]]] = [("all", played.tickets)]
    groups += [("go first", [one for one in played.tickets if one.first])]
    groups += [("others", [one for one in played.tickets if not one.first])]
    groups += [(f"line {code}", [one for one in played.tickets if one.series == code]) for code in SHARES]
    hours = sorted({local(one.taken_at).hour for one in played.tickets})
    groups += [(f"{hour}:00", [one for one in played.tickets if local(one.taken_at).hour == hour]) for hour in hours]
    for name, tickets in groups:
        figures = figures_of(tickets)
        longest = max((one.waited for one in tickets if one.waited is not None), default=None)
        lines.append(
            f"{name:14}{figures.taken:>8}{_minutes(figures.usual_wait):>12}{_minutes(figures.long_wait):>13}"
            f"{_minutes(longest):>9}{_minutes(figures.usual_service):>9}"
        )
    lines.append(f"longest wait after which somebody was passed: {_minutes(played.longest_passed())} min")
    return "\n".join(lines)


def _minutes(length: timedelta | None) -> str:
    return "–" if length is None else f"{length.total_seconds() / 60:.0f}"


def run_play_day(settings: Settings, arguments: Sequence[str]) -> int:
    """Play a day at the counters as the plan and the rules of this place have them, and print the waits."""
    parser = argparse.ArgumentParser(prog="python -m services.intake play-day", description=run_play_day.__doc__)
    parser.add_argument("--tickets", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1, help="the same number is the same day")
    wanted = parser.parse_args(arguments)
    plan, rules = read_hall_plan(settings.queue_file), read_order_rules(settings.order_rules_file, "tickets")
    in_force = rules.on(USUAL_DAY)
    people = arrivals(USUAL_DAY, wanted.seed, wanted.tickets)
    hall = DomainHall(plan, in_force, USUAL_DAY)
    sys.stdout.write(report(play(hall, plan, Calendar("usual"), people), in_force) + "\n")
    return 0
