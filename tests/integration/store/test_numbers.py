"""Numbers: never one twice, few round trips under load, every gap told as void."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from shared.store.numbers import LARGEST_BLOCK, QUIET_PER_WINDOW, Numbers
from shared.store.void_numbers import GRACE, Voiding
from tests.support.accounts import TestClock
from tests.support.stack import Mongo

TAKES_A_BLOCK_AND_DIES = """
import sys, os, signal
from shared.store.connection import connect
from shared.store.numbers import Numbers
numbers = Numbers(connect(sys.argv[1], "test"), monotonic=lambda: 0.0)
for _ in range(20):
    print(numbers.take("dossiers"), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


class Seconds:
    """A monotonic clock that moves when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def blocks(database: Database[dict[str, Any]]) -> list[dict[str, Any]]:
    return list(database["numbers"].find({"kind": "block"}))


def used_of(numbers: Sequence[int]) -> Any:
    used = set(numbers)
    return lambda series, asked: used & set(asked)


def test_fifty_threads_in_three_processes_worth_of_takers_never_get_one_twice(own: Database[dict[str, Any]]) -> None:
    takers = [Numbers(own) for _ in range(3)]
    with ThreadPoolExecutor(50) as threads:
        taken = list(threads.map(lambda turn: takers[turn % 3].take("dossiers"), range(3_000)))
    assert len(set(taken)) == 3_000
    assert min(taken) == 1
    assert blocks(own)


def test_when_it_is_quiet_numbers_have_no_gaps(own: Database[dict[str, Any]]) -> None:
    seconds = Seconds()
    takers = [Numbers(own, monotonic=seconds) for _ in range(2)]
    taken = []
    for turn in range(20):
        taken.append(takers[turn % 2].take("dossiers"))
        seconds.now += 0.5
    assert taken == list(range(1, 21))
    assert blocks(own) == []


def test_under_load_a_block_spares_round_trips_and_is_recorded_with_its_holder(own: Database[dict[str, Any]]) -> None:
    numbers = Numbers(own, monotonic=Seconds())
    assert [numbers.take("dossiers") for _ in range(300)] == list(range(1, 301))
    recorded = blocks(own)
    assert len(recorded) < 20
    assert max(block["last"] - block["first"] + 1 for block in recorded) <= LARGEST_BLOCK
    assert all(block["holder"] for block in recorded)


def test_series_do_not_touch_each_other(own: Database[dict[str, Any]]) -> None:
    numbers = Numbers(own)
    assert [numbers.take("one"), numbers.take("two"), numbers.take("one")] == [1, 1, 2]


def test_the_rest_of_an_old_block_is_never_given_out(own: Database[dict[str, Any]]) -> None:
    seconds = Seconds()
    numbers = Numbers(own, monotonic=seconds)
    last = [numbers.take("dossiers") for _ in range(QUIET_PER_WINDOW + 2)][-1]
    assert blocks(own)[-1]["last"] > last
    seconds.now += 3_600
    assert numbers.take("dossiers") == blocks(own)[-1]["last"] + 1


def test_what_was_not_used_is_void_after_the_grace_and_not_before(
    own: Database[dict[str, Any]], clock: TestClock
) -> None:
    numbers = Numbers(own, clock=clock, monotonic=Seconds())
    taken = [numbers.take("dossiers") for _ in range(8)]
    given_out_at_most = blocks(own)[-1]["last"]
    voiding = Voiding(own, used_of([one for one in taken if one != 3]), clock=clock)
    assert voiding.void_unused() == 0
    clock.now += GRACE - timedelta(seconds=1)
    assert voiding.void_unused() == 0
    clock.advance(seconds=1)
    assert voiding.void_unused() == 1 + given_out_at_most - 8
    assert [(one.first, one.last) for one in voiding.voids("dossiers")] == [(3, 3), (9, given_out_at_most)]
    assert voiding.voids("dossiers")[-1].holder is not None
    assert voiding.void_unused() == 0


def test_numbers_taken_after_the_mark_are_judged_in_the_next_round(
    own: Database[dict[str, Any]], clock: TestClock
) -> None:
    seconds = Seconds()
    numbers = Numbers(own, clock=clock, monotonic=seconds)
    voiding = Voiding(own, used_of([]), clock=clock)
    numbers.take("dossiers")
    voiding.void_unused()
    clock.now += GRACE
    seconds.now += 3_600
    assert numbers.take("dossiers") == 2
    assert voiding.void_unused() == 1
    assert voiding.void_unused() == 0
    clock.now += GRACE
    assert voiding.void_unused() == 1
    assert [(one.first, one.last) for one in voiding.voids("dossiers")] == [(1, 1), (2, 2)]


def test_the_rest_of_a_block_whose_holder_died_is_void(
    mongo: Mongo, own: Database[dict[str, Any]], clock: TestClock
) -> None:
    command = [sys.executable, "-c", TAKES_A_BLOCK_AND_DIES, mongo.url(own.name)]
    died = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    given_out = [int(line) for line in died.stdout.split()]
    assert given_out == list(range(1, 21)), died.stderr
    last = max(block["last"] for block in blocks(own))
    voiding = Voiding(own, used_of(given_out), clock=clock)
    voiding.void_unused()
    clock.now += GRACE
    assert voiding.void_unused() == last - 20
    assert [(one.first, one.last) for one in voiding.voids("dossiers")] == [(21, last)]


def test_a_hole_that_nobody_recorded_is_void_too(own: Database[dict[str, Any]], clock: TestClock) -> None:
    numbers = Numbers(own, clock=clock)
    numbers.take("dossiers")
    own["numbers"].update_one({"_id": "dossiers"}, {"$inc": {"last": 2_500}})  # died before it wrote the block down
    voiding = Voiding(own, used_of([1]), clock=clock)
    voiding.void_unused()
    clock.now += GRACE
    assert voiding.void_unused() == 2_500
    assert sum(one.last - one.first + 1 for one in voiding.voids("dossiers")) == 2_500


def test_two_timers_that_void_at_once_say_the_same(own: Database[dict[str, Any]], clock: TestClock) -> None:
    numbers = Numbers(own, clock=clock, monotonic=Seconds())
    for _ in range(30):
        numbers.take("dossiers")
    voiding = Voiding(own, used_of([]), clock=clock)
    voiding.void_unused()
    clock.now += GRACE
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: Voiding(own, used_of([]), clock=clock).void_unused(), range(4)))
    voids = voiding.voids("dossiers")
    assert [(one.first, one.last) for one in voids] == [(1, blocks(own)[-1]["last"])]


@pytest.mark.parametrize("series", ["", "dossier/H99.11/261121", "ký tự"])
def test_any_name_can_be_a_series(own: Database[dict[str, Any]], series: str) -> None:
    assert Numbers(own).take(series) == 1
