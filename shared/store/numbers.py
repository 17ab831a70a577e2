"""Numbers without doubles for codes that people read: one at a time when it is quiet, in blocks under load."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from pymongo import ReturnDocument
from pymongo.database import Database

from shared.store.change import StoreAway
from shared.store.clock import Clock, utc_now
from shared.store.connection import Document
from shared.store.faults import store_faults

COLLECTION = "numbers"
WINDOW_SECONDS = 1.0
# Below so many numbers a second a round trip for each costs nothing that anybody notices.
QUIET_PER_WINDOW = 5
LARGEST_BLOCK = 100
# A block is given out only this long; what is left of it then is never used, and recorded as void later.
BLOCK_SECONDS = 10.0


@dataclass(slots=True)
class _Run:
    """This process's rest of a block of one series, and how often it was asked lately."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    next: int = 1
    last: int = 0
    until: float = 0.0
    asked: deque[float] = field(default_factory=lambda: deque(maxlen=LARGEST_BLOCK))


class Numbers:
    """Series of numbers, each from 1. Safe for threads; make it after a fork.

    The counter of a series is the only truth: whatever lies below it and is not used in time is void, whether its taker
    crashed, failed or had no need of the rest of a block (``shared.store.void_numbers``).
    """

    def __init__(
        self,
        database: Database[Document],
        *,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._collection = database[COLLECTION]
        self._clock = clock
        self._monotonic = monotonic
        self._holder = f"{socket.gethostname()}:{os.getpid()}"
        self._runs: dict[str, _Run] = {}
        self._lock = threading.Lock()

    def take(self, series: str) -> int:
        """The next number: never given out twice by any process. Take it before the transaction. Raises StoreAway."""
        with self._lock:
            run = self._runs.setdefault(series, _Run())
        with run.lock:
            now = self._monotonic()
            run.asked.append(now)
            if run.next > run.last or now > run.until:
                self._refill(series, run, now)
            number = run.next
            run.next += 1
            return number

    def _refill(self, series: str, run: _Run, now: float) -> None:
        lately = sum(1 for at in run.asked if now - at <= WINDOW_SECONDS)
        size = 1 if lately <= QUIET_PER_WINDOW else lately
        with store_faults():
            last = self._advance(series, size)
            if size > 1:
                self._record(series, last - size + 1, last)
        run.next, run.last, run.until = last - size + 1, last, now + BLOCK_SECONDS

    def _advance(self, series: str, size: int) -> int:
        # Not in a transaction: all writers meet here, and one must not wait for another's commit.
        row = self._collection.find_one_and_update(
            {"_id": series},
            {"$inc": {"last": size}, "$setOnInsert": {"kind": "series", "settled": 0, "since": self._clock()}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        if row is None:
            raise StoreAway(f"the series {series} could not be read")
        return int(row["last"])

    def _record(self, series: str, first: int, last: int) -> None:
        block = {
            "_id": f"{series}#{first}",
            "kind": "block",
            "series": series,
            "first": first,
            "last": last,
            "holder": self._holder,
            "taken_at": self._clock(),
        }
        self._collection.insert_one(block)
