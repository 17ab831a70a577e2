"""What holds for every calendar, start and limit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.working_time import (
    Calendar,
    CalendarExhausted,
    Interval,
    InvalidCalendar,
    Kind,
    Ledger,
    Off,
    Reason,
    SpecialDay,
    calendar_days,
    due,
    elapsed,
    remaining,
)
from shared.working_time.calendar import DEFAULT_DAY, ZONE

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(ZONE))  # noqa: DTZ001
MINUTES = st.integers(0, 40 * 480)
REASON = Reason("vì sao", "why")
SPECIAL = st.builds(
    lambda day, off: SpecialDay(day, REASON, off, DEFAULT_DAY if off is None else ()),
    DAYS,
    st.sampled_from([Off.HOLIDAY, Off.SWAPPED, None]),
)
WEEKS = st.lists(st.sampled_from([(), DEFAULT_DAY, (Interval(time(8), time(12)),)]), min_size=7, max_size=7).filter(any)
CALENDARS = st.builds(
    lambda week, days: Calendar("any", 1, tuple(week), {one.day: one for one in days}),
    WEEKS,
    st.lists(SPECIAL, max_size=25),
)
CUT_OFFS = st.one_of(st.none(), st.times())


def check_whole(ledger: Ledger, start: datetime, end: datetime) -> None:
    """From start to end without gap, overlap or empty entry."""
    if not ledger.entries:
        assert start == end
        return
    assert ledger.entries[0].start == start
    assert ledger.entries[-1].end == end
    assert all(one.end == two.start for one, two in pairwise(ledger.entries))
    assert all(one.length > timedelta() for one in ledger.entries)


@settings(max_examples=150, deadline=None)
@given(CALENDARS, INSTANTS, MINUTES, CUT_OFFS)
def test_the_ledger_adds_up_exactly(calendar: Calendar, start: datetime, minutes: int, cut_off: time | None) -> None:
    due_at, ledger = due(calendar, start, minutes, cut_off=cut_off)
    check_whole(ledger, start, due_at)
    assert ledger.counted == timedelta(minutes=minutes)
    for one in ledger.entries:
        worked = elapsed(calendar, one.start, one.end)
        assert worked == one.counted or one.kind is Kind.CUT_OFF


@settings(max_examples=100, deadline=None)
@given(CALENDARS, INSTANTS, MINUTES)
def test_due_is_the_inverse_of_elapsed(calendar: Calendar, start: datetime, minutes: int) -> None:
    due_at, _ = due(calendar, start, minutes)
    assert elapsed(calendar, start, due_at) == timedelta(minutes=minutes)
    assert remaining(calendar, start, due_at) == timedelta(minutes=minutes)


@settings(max_examples=100, deadline=None)
@given(CALENDARS, INSTANTS, MINUTES, MINUTES)
def test_a_longer_limit_is_never_due_earlier(calendar: Calendar, start: datetime, one: int, other: int) -> None:
    assert due(calendar, start, min(one, other))[0] <= due(calendar, start, max(one, other))[0]


@settings(max_examples=100, deadline=None)
@given(CALENDARS, INSTANTS, st.integers(1, 60), CUT_OFFS)
def test_calendar_days_end_at_a_closing_time(
    calendar: Calendar, start: datetime, days: int, cut_off: time | None
) -> None:
    due_at, ledger = calendar_days(calendar, start, days, cut_off=cut_off)
    check_whole(ledger, start, due_at)
    assert due_at == calendar.spans(due_at.date())[-1][1]
    assert sum(one.kind is Kind.CALENDAR_DAY for one in ledger.entries) == days


@settings(max_examples=60, deadline=None)
@given(CALENDARS, INSTANTS, MINUTES)
def test_calendars_and_ledgers_survive_being_stored(calendar: Calendar, start: datetime, minutes: int) -> None:
    assert Calendar.from_data(calendar.to_data()) == calendar
    _, ledger = due(calendar, start, minutes)
    assert Ledger.from_data(ledger.to_data()) == ledger


def test_a_calendar_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(InvalidCalendar, match="one day at least"):
        Calendar("none", 1, ((),) * 7)
    with pytest.raises(InvalidCalendar, match="seven days"):
        Calendar("short", 1, (DEFAULT_DAY,))
    with pytest.raises(InvalidCalendar, match="overlap"):
        Calendar("double", 1, ((Interval(time(7), time(12)), Interval(time(11), time(13))), *((),) * 6))
    with pytest.raises(InvalidCalendar, match="not a calendar"):
        Calendar.from_data({"id": "x"})


def test_a_year_without_work_is_told_and_not_searched_for_ever() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(800)]
    calendar = Calendar("shut", special={day: SpecialDay(day, REASON) for day in days})
    with pytest.raises(CalendarExhausted):
        due(calendar, datetime(2026, 1, 1, 8, tzinfo=ZONE), 60)
