"""A day with 400 tickets and six counters under a clock of the test's own; ``pytest -s`` prints the waits."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import time, timedelta
from functools import partial

import pytest

from services.intake.domain.queue.ticket import State
from services.intake.gateways.order_rules_file import read_hall_plan, read_order_rules
from services.intake.play_day import USUAL_DAY, DomainHall, Played, arrivals, play, report
from services.intake.settings import DATA
from shared.working_time import Calendar
from shared.working_time.calendar import at
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import FakeClock, make_ports
from tests.unit.intake.hall import fake_hall
from tests.unit.intake.played_hall import UseCaseHall

TICKETS = 400
PLAN = read_hall_plan(DATA / "queue.json")
RULES = read_order_rules(DATA / "order_rules.json", "tickets").on(USUAL_DAY)
CALENDAR = Calendar("usual")


@pytest.fixture(scope="module")
def hall() -> UseCaseHall:
    work, clock = FakeWork(), FakeClock()
    return UseCaseHall(make_ports(work, clock=clock), fake_hall(work), partial(setattr, clock, "now"))


@pytest.fixture(scope="module")
def day(hall: UseCaseHall) -> Played:
    """Played through the use cases, with officers at six counters."""
    hall.open(at(USUAL_DAY, time(7)))
    return play(hall, PLAN, CALENDAR, arrivals(USUAL_DAY, 1, TICKETS))


def test_the_waits_of_the_day_are_printed_and_everybody_was_called(day: Played) -> None:
    print("\n" + report(day, RULES))  # noqa: T201 - this is what it is played for
    assert len(day.tickets) == TICKETS
    assert {one.state for one in day.tickets} == {State.SERVED, State.SKIPPED}
    assert len({one.number for one in day.tickets}) == TICKETS
    assert len(PLAN.counters) == 6


def test_nobody_was_passed_after_the_longest_delay(day: Played) -> None:
    assert day.longest_passed() < RULES.longest_delay


def test_those_who_go_first_wait_less_than_the_others(day: Played) -> None:
    first, others = day.figures.first.usual_wait, day.figures.others.usual_wait
    assert first is not None
    assert others is not None
    assert first < others


def test_use_cases_call_in_the_order_that_the_rules_alone_would(day: Played) -> None:
    alone = play(DomainHall(PLAN, RULES, USUAL_DAY), PLAN, CALENDAR, arrivals(USUAL_DAY, 1, TICKETS))
    assert [(one.at, one.counter, one.ticket.number) for one in alone.calls] == [
        (one.at, one.counter, one.ticket.number) for one in day.calls
    ]


def test_what_people_were_told_came_true_for_most(day: Played, hall: UseCaseHall) -> None:
    """A span of the day's own serving times: four of five are called within it, and it stays a span."""
    right = told = 0
    for ticket in day.tickets:
        span, called = hall.told[ticket.id], ticket.first_at("called")
        if span.earliest is None or span.latest is None or called is None:
            continue
        told += 1
        right += span.earliest <= called <= span.latest
        assert span.latest - span.earliest >= timedelta(minutes=5)
    assert told > TICKETS * 0.9
    assert right / told > 0.8


def test_without_preference_nobody_of_the_others_waits_longer(day: Played) -> None:
    """What preference costs the others: less than the longest delay, each."""
    people = arrivals(USUAL_DAY, 1, TICKETS)
    plain = [replace(one, first=False) for one in people]
    fair = play(DomainHall(PLAN, RULES, USUAL_DAY), PLAN, CALENDAR, plain)
    before = {one.number: one.waited for one in fair.tickets if one.waited is not None}
    worst = max(one.waited - before[one.number] for one in day.tickets if not one.first and one.waited is not None)
    lunch = timedelta(hours=2)  # who would have been the last before lunch may be the first after it
    assert worst < RULES.longest_delay + lunch


def test_the_command_plays_a_day_without_any_server_or_secret() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "services.intake", "play-day"], env={}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("400 tickets, ")
