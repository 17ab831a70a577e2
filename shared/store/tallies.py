"""Counts of a large collection that are kept, page by page and day by day, so that no answer needs a scan.

See ``tally`` for what a page and a day are. What was saved bears a mark (``MARK``) and its page is counted soon; a
slow round goes over everything, for what was changed or lost without a save.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne
from pymongo.database import Database

from shared.store.connection import Document
from shared.store.faults import store_faults
from shared.store.tally import Label, Tally, day_of, digest_of, page_of

MARK = "uncounted"
# In the collection that is counted: small, for it forgets what was counted.
MARK_INDEX = IndexModel([(MARK, ASCENDING)], name="uncounted", partialFilterExpression={MARK: True})
PAGES, DAYS = "tally_pages", "tally_days"
INDEXES: Mapping[str, tuple[IndexModel, ...]] = {
    PAGES: (
        IndexModel([("day", ASCENDING)], name="pages_of_a_day"),
        IndexModel([("untold", ASCENDING)], name="untold", partialFilterExpression={"untold": True}),
    ),
    DAYS: (IndexModel([("told_at", ASCENDING)], name="longest_untold"),),
}
MOST_MARKED, MOST_SWEPT, PAGES_AT_ONCE = 1_000, 1_000, 200

# Rows as they were read → what each stands as; a row that is left out is not counted.
Labels = Callable[[Sequence[Document]], Mapping[str, Label]]


@dataclass(frozen=True, slots=True)
class Counted:
    """Which collection is counted, and the fields that labels are made from."""

    collection: str
    fields: tuple[str, ...]
    labels: Labels


class Tallies:
    """The counts of one collection. One copy counts at a time (a lease of the caller's); two would only do it twice."""

    def __init__(self, database: Database[Document], counted: Counted) -> None:
        self._rows = database[counted.collection]
        self._pages = database[PAGES]
        self._days = database[DAYS]
        self._counted = counted
        self._fields = dict.fromkeys((*counted.fields, "version", MARK), 1)
        self._swept = ""

    def ensure(self) -> None:
        """Collections and indexes; safe to run again. Raises StoreAway."""
        with store_faults():
            for name, indexes in INDEXES.items():
                self._rows.database[name].create_indexes(list(indexes))

    def count(self) -> int:
        """Count what was saved since, and go on with the slow round; how many rows were marked. Raises StoreAway."""
        with store_faults():
            marked = [one["_id"] for one in self._rows.find({MARK: True}, {"_id": 1}).limit(MOST_MARKED)]
        self.recount({page_of(id) for id in marked} | self._next_pages())
        return len(marked)

    def recount(self, pages: Collection[str]) -> None:
        """Count these pages anew, and their days. Raises StoreAway."""
        wanted = sorted(pages)
        with store_faults():
            for start in range(0, len(wanted), PAGES_AT_ONCE):
                some = wanted[start : start + PAGES_AT_ONCE]
                rows = self._read(some)
                self._save_days(self._save_pages(some, rows))
                self._unmark(rows)

    def rows(self, page: str) -> dict[str, Label]:
        """What every counted row of a page stands as, read now. Raises StoreAway."""
        with store_faults():
            return dict(self._counted.labels(self._read([page])))

    def days(self) -> dict[str, Tally]:
        """All days by name. Raises StoreAway."""
        with store_faults():
            return {one["_id"]: _tally(one, one["_id"]) for one in self._days.find()}

    def pages(self, days: Collection[str]) -> list[Tally]:
        """The pages of these days. Raises StoreAway."""
        with store_faults():
            found = self._pages.find({"day": {"$in": list(days)}}).sort("_id", ASCENDING)
            return [_tally(one, one["day"]) for one in found]

    def untold(self, limit: int) -> list[Tally]:
        """Pages that changed since they were told (``note_told``). Raises StoreAway."""
        with store_faults():
            return [_tally(one, one["day"]) for one in self._pages.find({"untold": True}).limit(limit)]

    def longest_untold(self, limit: int) -> list[str]:
        """The days that were told longest ago. Raises StoreAway."""
        with store_faults():
            return [one["_id"] for one in self._days.find({}, {"_id": 1}).sort("told_at", ASCENDING).limit(limit)]

    def note_told(self, pages: Iterable[Tally], days: Iterable[str], at: Any) -> None:
        """These were told as they stand here. Raises StoreAway."""
        told = [UpdateOne({"_id": one.id, "revision": one.revision}, {"$unset": {"untold": 1}}) for one in pages]
        with store_faults():
            if told:
                self._pages.bulk_write(told, ordered=False)
            self._days.update_many({"_id": {"$in": list(days)}}, {"$set": {"told_at": at}})

    def _next_pages(self) -> set[str]:
        """The pages that the slow round has come to: those of the next rows, and those counted whose rows are gone."""
        with store_faults():
            beyond = self._rows.find({"_id": {"$gt": self._swept}}, {"_id": 1}).sort("_id", ASCENDING)
            ids = [one["_id"] for one in beyond.limit(MOST_SWEPT)]
            until = page_of(ids[-1]) if len(ids) == MOST_SWEPT else "\uffff"
            between = {"$gte": page_of(self._swept), "$lte": until}
            counted = [one["_id"] for one in self._pages.find({"_id": between, "count": {"$gt": 0}}, {"_id": 1})]
        self._swept = ids[-1] if len(ids) == MOST_SWEPT else ""
        return {page_of(id) for id in ids} | set(counted)

    def _read(self, pages: Sequence[str]) -> list[Document]:
        """The rows of the pages. An id that is no member of a run is a page of its own."""
        runs: list[Document] = [{"_id": {"$gte": f"{page}00", "$lte": f"{page}99"}} for page in pages]
        wanted = {"$or": [{"_id": {"$in": list(pages)}}, *runs]}
        within = set(pages)
        return [one for one in self._rows.find(wanted, self._fields) if page_of(one["_id"]) in within]

    def _save_pages(self, pages: Sequence[str], rows: Sequence[Document]) -> set[str]:
        """Write the pages that changed; the days that they are of."""
        labels = self._counted.labels(rows)
        by_page: dict[str, dict[str, Label]] = {page: {} for page in pages}
        for id, label in labels.items():
            by_page[page_of(id)][id] = label
        before = {one["_id"]: _tally(one, one["day"]) for one in self._pages.find({"_id": {"$in": list(pages)}})}
        writes, days = [], set()
        for page, found in by_page.items():
            fresh, old = _counts(found), before.get(page)
            if (fresh["count"] == 0) if old is None else (fresh["digest"], fresh["places"]) == (old.digest, old.places):
                continue
            day = day_of(page)
            days.add(day)
            change = {"$set": {**fresh, "day": day, "untold": True}, "$inc": {"revision": 1}}
            writes.append(UpdateOne({"_id": page}, change, upsert=True))
        if writes:
            self._pages.bulk_write(writes, ordered=False)
        return days

    def _save_days(self, days: set[str]) -> None:
        for day in days:
            pages = [_tally(one, day) for one in self._pages.find({"day": day, "count": {"$gt": 0}})]
            places: Counter[str] = Counter()
            for one in pages:
                places.update(one.places)
            fresh = {
                "count": sum(one.count for one in pages),
                "digest": digest_of({one.id: one.digest for one in pages}),
                "places": dict(places),
            }
            self._days.update_one({"_id": day}, {"$set": fresh, "$inc": {"revision": 1}}, upsert=True)

    def _unmark(self, rows: Sequence[Document]) -> None:
        """Only as they were read: one that was saved since is counted again."""
        done = [
            UpdateOne({"_id": one["_id"], "version": one["version"], MARK: True}, {"$unset": {MARK: 1}})
            for one in rows
            if one.get(MARK)
        ]
        if done:
            self._rows.bulk_write(done, ordered=False)


def _counts(found: Mapping[str, Label]) -> Document:
    return {
        "count": len(found),
        "digest": digest_of({id: label.told for id, label in found.items()}),
        "places": dict(Counter(label.place for label in found.values())),
    }


def _tally(row: Document, day: str) -> Tally:
    return Tally(row["_id"], day, row["count"], row["digest"], row["places"], row["revision"])
