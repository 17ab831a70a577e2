"""A wait of the applicant moves the due date by exactly what was waited, and the ledger shows it and still adds up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.working_time import (
    Calendar,
    Kind,
    Ledger,
    Reason,
    calendar_days,
    due,
    due_in_days,
    elapsed,
    paused,
    postponed,
    restarted,
)
from shared.working_time.calendar import ZONE
from tests.unit.working_time.test_properties import CALENDARS, INSTANTS, check_whole

WHY = Reason("Chờ bổ sung", "Waiting")
DROPPED = Reason("Tính lại", "Anew")
PLAIN = Calendar("plain")
WAITS = st.timedeltas(timedelta(), timedelta(days=40))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In October 2026, which has no holidays here; the 5th is a Monday."""
    return datetime(2026, 10, day, hour, minute, tzinfo=ZONE)


def kinds(ledger: Ledger) -> list[Kind]:
    return [one.kind for one in ledger.entries if one.kind not in (Kind.NIGHT, Kind.LUNCH, Kind.WEEKEND)]


def test_a_wait_over_three_working_days_moves_the_date_by_three() -> None:
    due_at, ledger = due(PLAIN, at(5, 8), 5 * 480)
    moved, shown = paused(PLAIN, ledger, at(6, 10), at(9, 10), WHY)
    assert (due_at, moved) == (at(12, 8), at(15, 8))
    assert Kind.PAUSED in kinds(shown)
    assert shown.counted == ledger.counted
    check_whole(shown, at(5, 8), moved)


def test_a_wait_across_a_weekend_moves_the_date_by_its_working_time_only() -> None:
    _, ledger = due(PLAIN, at(5, 8), 5 * 480)
    moved, _ = paused(PLAIN, ledger, at(9, 16), at(12, 8), WHY)  # one hour on Friday, one on Monday
    assert moved == at(12, 10)


def test_a_wait_by_night_moves_nothing() -> None:
    due_at, ledger = due(PLAIN, at(5, 8), 5 * 480)
    moved, shown = paused(PLAIN, ledger, at(6, 18), at(6, 23), WHY)
    assert moved == due_at
    assert shown.counted == ledger.counted


def test_two_waits_both_count() -> None:
    _, ledger = due(PLAIN, at(5, 8), 5 * 480)
    _, once = paused(PLAIN, ledger, at(6, 10), at(7, 10), WHY)
    moved, twice = paused(PLAIN, once, at(8, 9), at(9, 9), WHY)
    assert moved == at(14, 8)
    assert kinds(twice).count(Kind.PAUSED) == 2
    assert twice.counted == ledger.counted


def test_a_wait_that_begins_after_the_due_date_makes_nobody_later() -> None:
    due_at, ledger = due(PLAIN, at(5, 8), 480)
    moved, shown = paused(PLAIN, ledger, at(7, 8), at(9, 8), WHY)
    assert (due_at, moved) == (at(6, 8), at(8, 8))
    assert elapsed(PLAIN, moved, at(9, 8)) == elapsed(PLAIN, due_at, at(7, 8))
    check_whole(shown, at(5, 8), moved)


def test_a_wait_before_the_clock_runs_starts_it_later() -> None:
    _, ledger = due(PLAIN, at(3, 9), 480)  # a Saturday
    moved, shown = paused(PLAIN, ledger, at(4, 9), at(6, 9), WHY)
    assert moved == at(7, 9)
    assert shown.counted == ledger.counted


def test_a_limit_in_plain_days_is_moved_by_the_days_waited() -> None:
    due_at, ledger = calendar_days(PLAIN, at(5, 8), 10)
    moved, shown = paused(PLAIN, ledger, at(7, 10), at(13, 10), WHY)
    assert (due_at, moved) == (at(15, 17), at(21, 17))
    assert len([one for one in shown.entries if one.kind is Kind.CALENDAR_DAY]) == 10
    check_whole(shown, at(5, 8), moved)


def test_a_limit_in_plain_days_that_is_used_up_ends_when_the_day_of_the_answer_closes() -> None:
    due_at, ledger = calendar_days(PLAIN, at(5, 8), 5)  # ends on a Saturday, moves to Monday
    moved, _ = paused(PLAIN, ledger, at(11, 10), at(14, 10), WHY)
    assert (due_at, moved) == (at(12, 17), at(14, 17))


def test_a_restart_counts_the_whole_limit_anew_and_shows_what_it_dropped() -> None:
    _, ledger = due(PLAIN, at(5, 8), 5 * 480)
    due_at, anew = due(PLAIN, at(8, 10), 5 * 480)
    shown = restarted(ledger, at(6, 10), at(8, 10), anew, WHY, DROPPED)
    assert kinds(shown)[:3] == [Kind.RESTARTED, Kind.PAUSED, Kind.WORKED]
    assert shown.counted == ledger.counted
    check_whole(shown, at(5, 8), due_at)


def test_an_answer_before_its_question_waited_no_time() -> None:
    due_at, ledger = due(PLAIN, at(5, 8), 480)
    assert paused(PLAIN, ledger, at(5, 10), at(5, 9), WHY)[0] == due_at


def test_fifteen_working_days_are_three_weeks() -> None:
    assert due_in_days(PLAIN, at(5, 8), 15) == at(26, 8)


@settings(max_examples=150, deadline=None)
@given(CALENDARS, INSTANTS, st.integers(1, 40 * 480), st.timedeltas(timedelta(), timedelta(days=60)), WAITS)
def test_the_ledger_of_any_wait_adds_up_and_moves_the_date_by_what_was_waited(
    calendar: Calendar, start: datetime, minutes: int, until: timedelta, wait: timedelta
) -> None:
    try:
        due_at, ledger = due(calendar, start, minutes)
        moved, shown = paused(calendar, ledger, start + until, start + until + wait, WHY)
    except ValueError:  # a calendar without a working day for a year
        return
    assert shown.counted == ledger.counted
    check_whole(shown, ledger.entries[0].start, moved)
    assert moved == postponed(calendar, due_at, start + until, start + until + wait)


@pytest.mark.parametrize("wait", [timedelta(), timedelta(hours=5), timedelta(days=9)])
def test_a_ledger_with_a_wait_survives_being_kept(wait: timedelta) -> None:
    _, ledger = due(PLAIN, at(5, 8), 5 * 480)
    _, shown = paused(PLAIN, ledger, at(6, 10), at(6, 10) + wait, WHY)
    assert Ledger.from_data(shown.to_data()) == shown
