"""The bounds of preference are data: which of them hold on a day, and which are none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shared.ordering import InvalidRules, OrderRules, read_rules

FIRST = {"effective_from": "2025-07-01", "in_a_row": 3, "longest_delay_minutes": 45}
SECOND = {"effective_from": "2026-07-01", "in_a_row": 2, "longest_delay_minutes": 30}


@pytest.mark.parametrize(
    ("day", "in_a_row"), [("2020-01-01", 3), ("2025-07-01", 3), ("2026-06-30", 3), ("2026-07-01", 2)]
)
def test_the_newest_version_that_has_begun_holds(day: str, in_a_row: int) -> None:
    rules = read_rules([SECOND, FIRST]).on(date.fromisoformat(day))
    assert rules.in_a_row == in_a_row


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [FIRST, FIRST],
        [{**FIRST, "in_a_row": 0}],
        [{**FIRST, "longest_delay_minutes": -1}],
        [{**FIRST, "longest_delay_minutes": "soon"}],
        [{**FIRST, "effective_from": "tomorrow"}],
        [{"in_a_row": 3}],
    ],
)
def test_what_is_no_rule_is_refused(entries: list[dict[str, object]]) -> None:
    with pytest.raises(InvalidRules):
        read_rules(entries)


def test_minutes_are_minutes() -> None:
    assert read_rules([FIRST]).on(date(2026, 1, 1)) == OrderRules(3, timedelta(minutes=45))
