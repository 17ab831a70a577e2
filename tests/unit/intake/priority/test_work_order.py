"""The officers' list of work, whatever stands in it and however its pages are cut: in turns, and nobody starves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.store.work_order import Behind, page_in_order
from shared.ordering import OrderRules

NOW = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
Document = dict[str, Any]
WORK = st.lists(st.tuples(st.integers(-3000, 3000), st.booleans()), max_size=30)
RULES = st.builds(OrderRules, st.integers(1, 5), st.integers(0, 2000).map(lambda minutes: timedelta(minutes=minutes)))


@dataclass
class Found:
    """A cursor of the database, as far as a list uses it; ``read`` counts what was fetched."""

    documents: list[Document]
    read: list[str]

    def sort(self, keys: list[tuple[str, int]]) -> Found:
        self.documents.sort(key=lambda one: tuple(one[name] for name, _ in keys))
        return self

    def limit(self, most: int) -> Found:
        self.documents = self.documents[:most]
        return self

    def hint(self, index: str) -> Found:
        assert index == "work"
        return self

    def __iter__(self) -> Any:
        for one in self.documents:
            self.read.append(one["_id"])
            yield one


@dataclass
class Collection:
    """Keeps documents in memory; knows the conditions that a list asks with."""

    documents: list[Document]
    read: list[str]

    def find(self, wanted: Document, _fields: Document) -> Found:
        parts = wanted.get("$and", [wanted])
        first = next(part["first"] for part in parts if "first" in part)
        kept = [one for one in self.documents if one["first"] is first]
        for part in parts:
            if "order_at" in part:
                moment, id = part["order_at"]["$gte"], part["$or"][1]["_id"]["$gt"]
                kept = [one for one in kept if (one["order_at"], one["_id"]) > (moment, id)]
        return Found(kept, self.read)


def listed(work: list[tuple[int, bool]], rules: OrderRules, limit: int) -> tuple[list[Document], int]:
    """The whole list, page by page; and the most that one page had to read."""
    documents = [
        {"_id": f"H99.11-261005-{number:04d}", "order_at": NOW + timedelta(minutes=minute), "first": first}
        for number, (minute, first) in enumerate(work, 1)
    ]
    behind, found, most = Behind(NOW), [], 0
    while True:
        collection = Collection(documents, [])
        page, cursor = page_in_order(collection, {}, {}, behind, rules, limit)  # type: ignore[arg-type]
        found += page
        most = max(most, len(collection.read))
        assert len(page) <= limit
        if cursor is None:
            return found, most
        behind = Behind.read(cursor)


@settings(max_examples=150, deadline=None)
@given(WORK, RULES, st.integers(1, 12))
def test_every_piece_of_work_stands_in_the_list_once_whatever_its_pages(
    work: list[tuple[int, bool]], rules: OrderRules, limit: int
) -> None:
    found, most = listed(work, rules, limit)
    assert len(found) == len({one["_id"] for one in found}) == len(work)
    assert found == listed(work, rules, 100)[0]
    assert most <= limit + 2


@settings(max_examples=150, deadline=None)
@given(WORK, RULES)
def test_within_a_class_what_is_due_first_is_done_first(work: list[tuple[int, bool]], rules: OrderRules) -> None:
    found, _ = listed(work, rules, 7)
    for first in (True, False):
        own = [(one["order_at"], one["_id"]) for one in found if one["first"] is first]
        assert own == sorted(own)


@settings(max_examples=150, deadline=None)
@given(WORK, RULES)
def test_the_preferred_go_first_and_the_bound_is_kept(work: list[tuple[int, bool]], rules: OrderRules) -> None:
    found, _ = listed(work, rules, 7)
    row = 0
    for place, one in enumerate(found):
        behind = found[place + 1 :]
        others = [other for other in behind if not other["first"]]
        passed = [other for other in behind if other["first"]]
        if one["first"]:
            row = row + 1 if others else 0
            assert row <= rules.in_a_row
            overdue = [other for other in others if NOW - other["order_at"] >= rules.longest_delay]
            assert all(other["order_at"] >= one["order_at"] for other in overdue)
        elif passed:
            overdue_itself = NOW - one["order_at"] >= rules.longest_delay and one["order_at"] < passed[0]["order_at"]
            assert row >= rules.in_a_row or overdue_itself
            row = 0


@pytest.mark.parametrize("cursor", ["", "x", "W10", "bnVsbA", "WzEsMiwzLDRd", "WzEsMSxbMSwieCJdLG51bGxd"])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(ValueError, match="cursor"):
        Behind.read(cursor)
