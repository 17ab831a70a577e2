"""Whom counters call, whatever lines they serve: nobody starves, in no lane, at however many counters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.domain.queue.calling import Chosen, Place, choose_next
from shared.ordering import OrderRules

OPENS = datetime(2026, 10, 5, tzinfo=UTC)
LINES = "ABC"
RULES = st.builds(OrderRules, st.integers(1, 4), st.integers(0, 60).map(lambda minutes: timedelta(minutes=minutes)))
PEOPLE = st.lists(st.tuples(st.integers(0, 90), st.sampled_from(LINES), st.booleans()), max_size=25)
COUNTERS = st.lists(st.frozensets(st.sampled_from(LINES), min_size=1), min_size=1, max_size=4)
CALLS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 8)), min_size=30, max_size=30)
Call = tuple[datetime, Chosen, list[Place]]


def played(
    people: list[tuple[int, str, bool]],
    counters: list[frozenset[str]],
    calls: list[tuple[int, int]],
    rules: OrderRules,
) -> list[Call]:
    """Who was called when, and who else waited then for that counter."""
    left = [
        Place(f"t{key}", line, OPENS + timedelta(minutes=minute), first, key)
        for key, (minute, line, first) in enumerate(people)
    ]
    runs: dict[str, int] = {}
    now, done = OPENS, []
    for counter, pause in calls:
        now += timedelta(minutes=pause)
        serves = counters[counter % len(counters)]
        here = [one for one in left if one.since <= now and one.lane in serves]
        chosen = choose_next(here, lambda lane, serves=serves: lane in serves, runs, now, rules)  # type: ignore[misc]
        if chosen is None:
            assert here == []
            continue
        runs = dict(chosen.runs)
        left.remove(chosen.place)
        done.append((now, chosen, [one for one in here if one is not chosen.place]))
    return done


@settings(max_examples=60, deadline=None)
@given(PEOPLE, COUNTERS, CALLS, RULES)
def test_in_a_line_and_class_who_comes_first_is_called_first(
    people: list[tuple[int, str, bool]],
    counters: list[frozenset[str]],
    calls: list[tuple[int, int]],
    rules: OrderRules,
) -> None:
    for _, chosen, others in played(people, counters, calls, rules):
        one = chosen.place
        assert all(one.rank < other.rank for other in others if (other.lane, other.first) == (one.lane, one.first))


@settings(max_examples=60, deadline=None)
@given(PEOPLE, COUNTERS, CALLS, RULES)
def test_no_line_sees_more_preferred_ones_in_a_row_pass_than_allowed(
    people: list[tuple[int, str, bool]],
    counters: list[frozenset[str]],
    calls: list[tuple[int, int]],
    rules: OrderRules,
) -> None:
    passed = dict.fromkeys(LINES, 0)
    for _, chosen, others in played(people, counters, calls, rules):
        one = chosen.place
        held_up = {other.lane for other in others if not other.first}
        if not one.first:
            passed[one.lane] = 0
        for lane in held_up if one.first else ():
            passed[lane] += 1
            assert passed[lane] <= rules.in_a_row
        for lane in passed:
            if one.first and lane not in held_up and any(other.lane == lane for other in [*others, one]):
                passed[lane] = 0


@settings(max_examples=60, deadline=None)
@given(PEOPLE, COUNTERS, CALLS, RULES)
def test_who_has_waited_the_longest_delay_is_passed_by_no_later_preferred_one(
    people: list[tuple[int, str, bool]],
    counters: list[frozenset[str]],
    calls: list[tuple[int, int]],
    rules: OrderRules,
) -> None:
    for now, chosen, others in played(people, counters, calls, rules):
        for other in others:
            if chosen.place.first and not other.first and chosen.place.since > other.since:
                assert now - other.since < rules.longest_delay


@settings(max_examples=60, deadline=None)
@given(PEOPLE, COUNTERS, CALLS, RULES)
def test_a_preferred_one_waits_only_where_the_bound_speaks(
    people: list[tuple[int, str, bool]],
    counters: list[frozenset[str]],
    calls: list[tuple[int, int]],
    rules: OrderRules,
) -> None:
    runs: dict[str, int] = {}
    for now, chosen, others in played(people, counters, calls, rules):
        one = chosen.place
        firsts = [other for other in others if other.first]
        if firsts and not one.first:
            full = runs.get(one.lane, 0) >= rules.in_a_row
            waited = now - one.since >= rules.longest_delay and one.since < min(firsts, key=lambda o: o.rank).since
            assert full or waited
        runs = dict(chosen.runs)


def test_what_was_handed_to_one_counter_is_called_there_alone() -> None:
    handed = Place("t1", "#3", OPENS, first=False)
    rules = OrderRules(3, timedelta(hours=1))
    assert choose_next([handed], lambda lane: lane in {"A", "#2"}, {}, OPENS, rules) is None
    found = choose_next([handed], lambda lane: lane in {"A", "#3"}, {}, OPENS, rules)
    assert found is not None
    assert found.place is handed
