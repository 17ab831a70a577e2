"""What holds of every line, whoever comes when: first come, first served within a class, and nobody starves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.ordering import OrderRules, Turn, Waiting, choose, in_order, row_after

OPENS = datetime(2026, 10, 5, tzinfo=UTC)
RULES = st.builds(OrderRules, st.integers(1, 5), st.integers(0, 60).map(lambda minutes: timedelta(minutes=minutes)))
PERSONS = st.lists(st.tuples(st.integers(0, 240), st.booleans()), max_size=40)
TURNS = st.lists(st.integers(0, 30), min_size=40, max_size=40)  # minutes from one call to the next
Person = Waiting[int]


def waiting(persons: list[tuple[int, bool]]) -> list[Person]:
    """By time of coming; who comes in the same minute keeps the order of the list."""
    made = [Waiting(key, OPENS + timedelta(minutes=minute), first) for key, (minute, first) in enumerate(persons)]
    return sorted(made, key=lambda one: (one.since, one.key))


def played(persons: list[Person], pauses: list[int], rules: OrderRules) -> list[tuple[datetime, Person, list[Person]]]:
    """A day at one counter: when who was called, and who else was waiting then."""
    calls = []
    now, row, left = OPENS, 0, list(persons)
    for pause in pauses:
        now += timedelta(minutes=pause)
        here = [one for one in left if one.since <= now]
        if not here and left:
            now = left[0].since
            here = [one for one in left if one.since <= now]
        preferred = next((one for one in here if one.first), None)
        other = next((one for one in here if not one.first), None)
        chosen = choose(preferred, other, row, now, rules)
        if chosen is None:
            break
        row = row_after(row, chosen, another_waits=other is not None)
        left.remove(chosen)
        calls.append((now, chosen, [one for one in here if one is not chosen]))
    return calls


@settings(max_examples=200, deadline=None)
@given(PERSONS, TURNS, RULES)
def test_everybody_has_one_turn(persons: list[tuple[int, bool]], pauses: list[int], rules: OrderRules) -> None:
    line = waiting(persons)
    assert sorted(one.key for _, one, _ in played(line, pauses, rules)) == sorted(one.key for one in line)


@settings(max_examples=200, deadline=None)
@given(PERSONS, TURNS, RULES)
def test_within_a_class_who_comes_first_goes_first(
    persons: list[tuple[int, bool]], pauses: list[int], rules: OrderRules
) -> None:
    calls = played(waiting(persons), pauses, rules)
    for first in (True, False):
        own = [(one.since, one.key) for _, one, _ in calls if one.first is first]
        assert own == sorted(own)


@settings(max_examples=200, deadline=None)
@given(PERSONS, TURNS, RULES)
def test_a_preferred_one_goes_before_the_others_unless_the_bound_speaks(
    persons: list[tuple[int, bool]], pauses: list[int], rules: OrderRules
) -> None:
    row = 0
    for now, chosen, others in played(waiting(persons), pauses, rules):
        passed = [one for one in others if one.first]
        if passed and not chosen.first:
            waited_enough = now - chosen.since >= rules.longest_delay and chosen.since < passed[0].since
            assert row >= rules.in_a_row or waited_enough
        row = row + 1 if chosen.first and any(not one.first for one in others) else 0


@settings(max_examples=200, deadline=None)
@given(PERSONS, TURNS, RULES)
def test_no_more_preferred_turns_follow_each_other_than_allowed_while_another_waits(
    persons: list[tuple[int, bool]], pauses: list[int], rules: OrderRules
) -> None:
    row = 0
    for _, chosen, others in played(waiting(persons), pauses, rules):
        held_up = any(not one.first for one in others)
        row = row + 1 if chosen.first and held_up else 0
        assert row <= rules.in_a_row


@settings(max_examples=200, deadline=None)
@given(PERSONS, TURNS, RULES)
def test_who_has_waited_the_longest_delay_is_passed_by_no_later_one(
    persons: list[tuple[int, bool]], pauses: list[int], rules: OrderRules
) -> None:
    for now, chosen, others in played(waiting(persons), pauses, rules):
        for one in others:
            if chosen.first and not one.first and chosen.since > one.since:
                assert now - one.since < rules.longest_delay


@settings(max_examples=200, deadline=None)
@given(PERSONS, RULES, st.integers(0, 300))
def test_the_list_is_the_order_in_which_all_would_be_called_now(
    persons: list[tuple[int, bool]], rules: OrderRules, minute: int
) -> None:
    line, now = waiting(persons), OPENS + timedelta(minutes=240 + minute)
    listed = [turn.waiting for turn in _list(line, now, rules)]
    called, row, left = [], 0, list(line)
    while left:
        other = next((one for one in left if not one.first), None)
        chosen = choose(next((one for one in left if one.first), None), other, row, now, rules)
        assert chosen is not None
        row = row_after(row, chosen, another_waits=other is not None)
        left.remove(chosen)
        called.append(chosen)
    assert listed == called


@settings(max_examples=100, deadline=None)
@given(PERSONS, RULES, st.integers(1, 7))
def test_pages_joined_are_the_whole_list(persons: list[tuple[int, bool]], rules: OrderRules, size: int) -> None:
    line, now = waiting(persons), OPENS + timedelta(minutes=300)
    whole = list(_list(line, now, rules))
    paged: list[Turn[int]] = []
    while True:
        read = {turn.waiting.key for turn in paged}
        rest = [one for one in line if one.key not in read]
        page = list(islice(_list(rest, now, rules, paged[-1].in_a_row if paged else 0), size))
        if not page:
            break
        paged += page
    assert paged == whole


def test_a_page_reads_no_more_than_one_ahead_of_each_line() -> None:
    read = {True: 0, False: 0}

    def endless(first: bool) -> Iterator[Person]:
        while True:
            read[first] += 1
            yield Waiting(read[first], OPENS + timedelta(minutes=read[first]), first)

    page = list(islice(in_order(endless(True), endless(False), OPENS, OrderRules(3, timedelta(days=1))), 20))
    assert [turn.waiting.first for turn in page] == [True, True, True, False] * 5
    assert sum(read.values()) <= len(page) + 2


def test_without_preferred_ones_the_order_is_that_of_coming() -> None:
    line = waiting([(minute, False) for minute in (3, 1, 2)])
    order = [turn.waiting.since for turn in _list(line, OPENS, OrderRules(1, timedelta()))]
    assert all(one < two for one, two in pairwise(order))


def _list(line: list[Person], now: datetime, rules: OrderRules, in_a_row: int = 0) -> Iterator[Turn[int]]:
    preferred = (one for one in line if one.first)
    return in_order(preferred, (one for one in line if not one.first), now, rules, in_a_row)
