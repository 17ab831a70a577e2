"""Rules of the order in which an agency is given its tasks: who comes first does, within the bounds, nobody is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.routing.domain.task import TaskStatus
from services.routing.store.case_documents import NORMAL, URGENT, place
from services.routing.store.collections import CASES
from services.routing.store.waiting_work import MongoWaitingWork
from shared.ordering import OrderRules

NOW = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
KEY = "H99-11-01"
WAITING = place(KEY, TaskStatus.WAITING)
Work = list[tuple[int, bool]]
WORK = st.lists(st.tuples(st.integers(-600, 600), st.booleans()), max_size=24)
RULES = st.builds(OrderRules, st.integers(1, 4), st.integers(0, 500).map(lambda minutes: timedelta(minutes=minutes)))


@dataclass
class Cases:
    """The waiting cases in memory; knows the one question that the dispatcher asks."""

    documents: list[dict[str, Any]]

    def find(self, wanted: dict[str, Any], _: Any) -> Cases:
        assert wanted["places"] == WAITING
        return Cases([one for one in self.documents if one["rank"] == wanted["rank"]])

    def sort(self, keys: list[tuple[str, int]]) -> Cases:
        return Cases(sorted(self.documents, key=lambda one: tuple(one[name] for name, _ in keys)))

    def limit(self, most: int) -> Any:
        return iter(self.documents[:most])


@dataclass
class Always:
    """The same bounds on every day."""

    rules: OrderRules

    def on(self, _: date) -> OrderRules:
        return self.rules


def dispatched(work: Work, rules: OrderRules, room: int) -> list[dict[str, Any]]:
    """All of it, as it is chosen with so much room in the agency's queue each time."""
    cases = Cases(
        [
            {"_id": f"H99.11-261005-{number:04d}", "queue_due": NOW + timedelta(minutes=due), "rank": rank(first)}
            for number, (due, first) in enumerate(work, 1)
        ]
    )
    waiting = MongoWaitingWork({CASES: cases}, Always(rules), lambda: NOW)  # type: ignore[arg-type]
    found: list[dict[str, Any]] = []
    while chosen := waiting.next_cases(KEY, room):
        by_code = {one["_id"]: one for one in cases.documents}
        found += [by_code[code] for code in chosen]
        cases.documents[:] = [one for one in cases.documents if one["_id"] not in chosen]
    return found


def rank(first: bool) -> int:
    return URGENT if first else NORMAL


@settings(max_examples=100, deadline=None)
@given(WORK, RULES, st.integers(1, 6))
def test_every_task_is_given_once_in_the_same_order_however_much_room_there_is(
    work: Work, rules: OrderRules, room: int
) -> None:
    found = dispatched(work, rules, room)
    assert sorted(one["_id"] for one in found) == [f"H99.11-261005-{number:04d}" for number in range(1, len(work) + 1)]
    assert found == dispatched(work, rules, 100)


@settings(max_examples=100, deadline=None)
@given(WORK, RULES, st.integers(1, 6))
def test_the_preferred_go_first_within_the_bounds(work: Work, rules: OrderRules, room: int) -> None:
    found, in_a_row = dispatched(work, rules, room), 0
    for number, one in enumerate(found):
        behind = found[number + 1 :]
        others = [other for other in behind if other["rank"] == NORMAL]
        same = [other for other in behind if other["rank"] == one["rank"]]
        assert all((other["queue_due"], other["_id"]) > (one["queue_due"], one["_id"]) for other in same)
        if one["rank"] == URGENT:
            in_a_row = in_a_row + 1 if others else 0
            assert in_a_row <= rules.in_a_row
            overdue = [other for other in others if NOW - other["queue_due"] >= rules.longest_delay]
            assert all(other["queue_due"] >= one["queue_due"] for other in overdue)
        elif any(other["rank"] == URGENT for other in behind):
            next_first = next(other for other in behind if other["rank"] == URGENT)
            late = NOW - one["queue_due"] >= rules.longest_delay and one["queue_due"] < next_first["queue_due"]
            assert in_a_row >= rules.in_a_row or late
            in_a_row = 0
