"""The examples that the field gives for its clocks, word for word."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from shared.working_time import (
    Calendar,
    Kind,
    Off,
    Reason,
    SpecialDay,
    calendar_days,
    closing_time,
    due,
    elapsed,
    remaining,
    starts_at,
)
from shared.working_time.calendar import DEFAULT_DAY, at

CALENDAR = Calendar("test")
WEEK = 5 * 480


def moment(text: str) -> datetime:
    """``2026-10-05 08:00`` in Viet Nam."""
    return at(date.fromisoformat(text[:10]), time.fromisoformat(text[11:]))


def special(day: str, off: Off | None, words: str = "vì") -> SpecialDay:
    return SpecialDay(date.fromisoformat(day), Reason(words, words), off, DEFAULT_DAY if off is None else ())


def with_days(*days: SpecialDay) -> Calendar:
    return Calendar("test", special={one.day: one for one in days})


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-10-05 08:00", "2026-10-12 08:00"),
        ("2026-09-25 14:00", "2026-10-02 14:00"),
        (
            "2026-10-10 09:00",
            "2026-10-16 17:00",
        ),  # a Saturday starts Monday 07:00 and uses the week up at its last 17:00
        ("2026-10-09 16:30", "2026-10-16 16:30"),  # Friday 16:30
        ("2026-10-05 07:00", "2026-10-09 17:00"),  # used up exactly at closing: due then
        ("2026-10-05 12:10", "2026-10-12 11:30"),  # lunch counts from 13:30; used up exactly at 11:30: due then
        ("2026-10-05 05:00", "2026-10-09 17:00"),
        ("2026-10-05 22:15", "2026-10-12 17:00"),
    ],
)
def test_five_working_days(start: str, expected: str) -> None:
    due_at, ledger = due(CALENDAR, moment(start), WEEK)
    assert due_at == moment(expected)
    assert ledger.counted == timedelta(minutes=WEEK)


def test_a_swapped_day_off_is_skipped_and_its_saturday_worked() -> None:
    calendar = with_days(special("2026-08-31", Off.SWAPPED), special("2026-08-22", None))
    due_at, ledger = due(calendar, moment("2026-08-21 07:00"), 2 * 480)
    assert due_at == moment("2026-08-22 17:00")
    due_at, ledger = due(calendar, moment("2026-08-28 07:00"), 2 * 480)
    assert due_at == moment("2026-09-01 17:00")
    assert [one.kind for one in ledger.entries if one.kind in (Kind.WEEKEND, Kind.SWAPPED_OFF)] == [
        Kind.WEEKEND,
        Kind.WEEKEND,
        Kind.SWAPPED_OFF,
    ]


def test_a_holiday_stands_in_the_ledger_with_its_own_reason() -> None:
    calendar = with_days(special("2026-11-24", Off.HOLIDAY, "Ngày Văn hóa Việt Nam"))
    due_at, ledger = due(calendar, moment("2026-11-23 08:00"), 480)
    assert due_at == moment("2026-11-25 08:00")
    (holiday,) = [one for one in ledger.entries if one.kind is Kind.HOLIDAY]
    assert (holiday.reason.vi, holiday.length) == ("Ngày Văn hóa Việt Nam", timedelta(days=1))


def test_after_the_cut_off_the_clock_starts_the_next_working_day() -> None:
    late, _ = due(CALENDAR, moment("2026-10-09 15:00").replace(second=1), 480, cut_off=time(15))
    assert late == moment("2026-10-12 17:00")
    on_time, _ = due(CALENDAR, moment("2026-10-09 15:00"), 480, cut_off=time(15))
    assert on_time == moment("2026-10-12 15:00")
    _, ledger = due(CALENDAR, moment("2026-10-09 15:30"), 480, cut_off=time(15))
    assert [one.kind for one in ledger.entries[:4]] == [Kind.CUT_OFF, Kind.NIGHT, Kind.WEEKEND, Kind.WEEKEND]


def test_calendar_days_end_at_closing_of_the_last_day() -> None:
    due_at, ledger = calendar_days(CALENDAR, moment("2026-10-05 08:00"), 4)
    assert due_at == moment("2026-10-09 17:00")
    assert sum(one.kind is Kind.CALENDAR_DAY for one in ledger.entries) == 4
    assert ledger.entries[0].kind is Kind.RECEIVED


def test_calendar_days_roll_off_a_day_off() -> None:
    due_at, ledger = calendar_days(CALENDAR, moment("2026-10-05 08:00"), 20)
    assert due_at == moment("2026-10-26 17:00"), "25 October is a Sunday"
    assert ledger.entries[-1].kind is Kind.MOVED
    assert sum(one.kind is Kind.CALENDAR_DAY for one in ledger.entries) == 20


def test_what_is_done_at_once_is_due_at_closing_time() -> None:
    assert closing_time(CALENDAR, moment("2026-10-05 08:00"))[0] == moment("2026-10-05 17:00")
    assert closing_time(CALENDAR, moment("2026-10-09 17:00"))[0] == moment("2026-10-12 17:00")
    assert closing_time(CALENDAR, moment("2026-10-05 15:20"), cut_off=time(15))[0] == moment("2026-10-06 17:00")


def test_elapsed_and_remaining_count_working_time_only() -> None:
    friday, monday = moment("2026-10-09 16:00"), moment("2026-10-12 08:00")
    assert elapsed(CALENDAR, friday, monday) == timedelta(hours=2)
    assert remaining(CALENDAR, friday, monday) == timedelta(hours=2)
    assert remaining(CALENDAR, monday, friday) == timedelta(hours=-2)
    assert elapsed(CALENDAR, monday, friday) == timedelta()


def test_a_receipt_at_closing_time_waits_for_the_next_opening() -> None:
    opening, skipped = starts_at(CALENDAR, moment("2026-10-09 17:00"))
    assert opening == moment("2026-10-12 07:00")
    assert [one.kind for one in skipped] == [Kind.NIGHT, Kind.WEEKEND, Kind.WEEKEND, Kind.NIGHT]


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="without an offset"):
        due(CALENDAR, datetime(2026, 10, 5, 8), 60)  # noqa: DTZ001
