"""The relay is woken soon after a commit, whatever happens to the stream that wakes it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

from shared.store.arrivals import arrivals

# Far longer than a wake may take: who waits that long was not woken.
UNWOKEN_SECONDS = 8.0


class Reader:
    """Follows the arrivals in a thread; ``woken`` counts."""

    def __init__(self, database: Database[dict[str, Any]], timeout: float) -> None:
        self.turn = threading.Semaphore(0)
        self.woken = threading.Semaphore(0)
        self._arrivals = arrivals(database, "events", timeout)
        self._stop = False
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def next_wake(self, within: float) -> bool:
        """Let it wait for the next wake; whether that came in time."""
        self.turn.release()
        return self.woken.acquire(timeout=within)

    def start_waiting(self) -> None:
        self.turn.release()

    def was_woken(self, within: float) -> bool:
        return self.woken.acquire(timeout=within)

    def stop(self) -> None:
        self._stop = True
        self.turn.release()
        self._thread.join()

    def _follow(self) -> None:
        while True:
            self.turn.acquire()
            if self._stop:
                return
            next(self._arrivals)
            self.woken.release()


@pytest.fixture
def reader(own: Database[dict[str, Any]]) -> Iterator[Reader]:
    made = Reader(own, UNWOKEN_SECONDS)
    assert made.next_wake(within=2)  # the stream is open
    yield made
    made.stop()
    own["events"].insert_one({"_id": "end", "subject": "end"})


def insert(database: Database[dict[str, Any]], *ids: str) -> None:
    database["events"].insert_many([{"_id": id, "subject": id, "sequence": 1, "slot": "own"} for id in ids])


def test_a_commit_wakes_the_reader(own: Database[dict[str, Any]], reader: Reader) -> None:
    reader.start_waiting()
    insert(own, "one")
    assert reader.was_woken(within=UNWOKEN_SECONDS / 2)


def test_a_commit_while_the_reader_is_busy_wakes_it_afterwards(own: Database[dict[str, Any]], reader: Reader) -> None:
    insert(own, "one")
    assert reader.next_wake(within=UNWOKEN_SECONDS / 2)


def test_many_commits_while_the_reader_is_busy_wake_it_a_few_times_only(own: Database[dict[str, Any]]) -> None:
    insert(own, "first")
    wakes = arrivals(own, "events", 0.3)
    next(wakes)
    for number in range(300):
        insert(own, f"row {number}")
    began, quick = time.monotonic(), 0
    while True:
        next(wakes)
        if time.monotonic() - began > 0.25:
            break
        quick, began = quick + 1, time.monotonic()
    assert 1 <= quick <= 10


def test_without_news_it_comes_back_after_the_timeout(own: Database[dict[str, Any]]) -> None:
    wakes = arrivals(own, "events", 0.2)
    next(wakes)
    began = time.monotonic()
    next(wakes)
    assert time.monotonic() - began >= 0.15


def test_a_dropped_collection_ends_the_stream_and_a_fresh_one_is_opened(
    own: Database[dict[str, Any]], reader: Reader
) -> None:
    reader.start_waiting()
    own["events"].drop()
    assert reader.was_woken(within=UNWOKEN_SECONDS / 2)
    assert reader.next_wake(within=2)  # opened afresh: the reader looks for what it missed meanwhile
    reader.start_waiting()
    insert(own, "after")
    assert reader.was_woken(within=UNWOKEN_SECONDS / 2)
