"""Numbers that were taken and never used, told as void: nobody shall have to wonder about a gap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from pymongo import ASCENDING, ReplaceOne
from pymongo.database import Database

from shared.store.clock import Clock, utc_now
from shared.store.connection import Document
from shared.store.faults import store_faults
from shared.store.numbers import BLOCK_SECONDS, COLLECTION

# Far longer than a block is given out and a request may last: whatever is not used by then never will be.
GRACE = timedelta(minutes=15)
CHUNK = 1_000

# Gets a series and numbers of it; which of them are in use.
Used = Callable[[str, Sequence[int]], Iterable[int]]

if timedelta(seconds=BLOCK_SECONDS) * 2 > GRACE:
    raise AssertionError("a block must be out of use long before its rest is voided")


@dataclass(frozen=True, slots=True)
class VoidNumbers:
    """Numbers ``first`` to ``last`` of a series that will never be used. ``holder`` had them in a block, if known."""

    series: str
    first: int
    last: int
    voided_at: datetime
    holder: str | None = None


class Voiding:
    """What a timer runs every few minutes, in any number of copies."""

    def __init__(
        self, database: Database[Document], used: Used, *, clock: Clock = utc_now, grace: timedelta = GRACE
    ) -> None:
        self._collection = database[COLLECTION]
        self._used = used
        self._clock = clock
        self._grace = grace

    def void_unused(self) -> int:
        """Judge every number that was taken longer ago than the grace; how many were found void.

        The counter is marked with the time; once the mark is old enough, all below it was taken before, by whomever,
        crashed or not, and is either used or void. Raises StoreAway.
        """
        with store_faults():
            open_ones = self._collection.find({"kind": "series", "$expr": {"$lt": ["$settled", "$last"]}})
            return sum(self._settle(row) for row in list(open_ones))

    def voids(self, series: str) -> list[VoidNumbers]:
        """The void numbers of a series, in order. Raises StoreAway."""
        with store_faults():
            rows = self._collection.find({"series": series, "kind": "void"}).sort("first", ASCENDING)
            return [VoidNumbers(series, row["first"], row["last"], row["voided_at"], row["holder"]) for row in rows]

    def _settle(self, row: Mapping[str, Any]) -> int:
        series, now, mark = row["_id"], self._clock(), row.get("mark")
        if mark is None:
            self._mark(row, row["settled"], {"last": row["last"], "at": now})
            return 0
        if now - mark["at"] < self._grace:
            return 0
        found = 0
        for first in range(row["settled"] + 1, mark["last"] + 1, CHUNK):
            found += self._void(series, range(first, min(first + CHUNK, mark["last"] + 1)), now)
        self._mark(row, mark["last"], {"last": row["last"], "at": now} if row["last"] > mark["last"] else None)
        return found

    def _void(self, series: str, numbers: range, now: datetime) -> int:
        unused = sorted(set(numbers) - set(self._used(series, numbers)))
        holders = self._holders(series, numbers)
        runs = list(_runs_of(unused))
        rows = [
            {"_id": f"{series}#void{first}", "kind": "void", "series": series, "first": first, "last": last,
             "voided_at": now, "holder": holders.get(first)}
            for first, last in runs
        ]  # fmt: skip
        if rows:
            # By id: judged a second time, after a crash in between, they say the same.
            self._collection.bulk_write([ReplaceOne({"_id": one["_id"]}, one, upsert=True) for one in rows])
        return len(unused)

    def _holders(self, series: str, numbers: range) -> dict[int, str]:
        wanted = {"series": series, "kind": "block", "first": {"$lte": numbers[-1]}, "last": {"$gte": numbers[0]}}
        blocks = list(self._collection.find(wanted))
        return {number: block["holder"] for block in blocks for number in range(block["first"], block["last"] + 1)}

    def _mark(self, row: Mapping[str, Any], settled: int, mark: Document | None) -> None:
        # Only from the state that was read: another copy of the timer may have been faster.
        seen = {"_id": row["_id"], "settled": row["settled"], "mark": row.get("mark")}
        self._collection.update_one(seen, {"$set": {"settled": settled, "mark": mark}})


def _runs_of(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """1, 2, 3, 7 → (1, 3), (7, 7)."""
    breaks = [index + 1 for index, (one, two) in enumerate(pairwise(numbers)) if two != one + 1]
    for first, end in pairwise([0, *breaks, len(numbers)]) if numbers else ():
        yield numbers[first], numbers[end - 1]
