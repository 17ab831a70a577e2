"""How dates, times and amounts are told, in both languages."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from shared.ui import words
from shared.working_time.calendar import ZONE

FRIDAY = datetime(2026, 11, 27, 11, 30, tzinfo=ZONE)
MONDAY = datetime(2026, 11, 23, 9, 10, tzinfo=ZONE)


def plain(text: str) -> str:
    """The text with common spaces, so that tests read easily."""
    return text.replace(words.NBSP, " ")


@pytest.mark.parametrize(("language", "told"), [("vi", "thứ Sáu 27/11/2026"), ("en", "Friday 27 November 2026")])
def test_a_day_is_told_with_its_weekday(language: str, told: str) -> None:
    assert plain(words.day(FRIDAY, language)) == told
    assert plain(words.day(FRIDAY.date(), language)) == told


def test_sunday_is_no_numbered_day() -> None:
    assert plain(words.day(date(2026, 11, 29), "vi", year=False)) == "Chủ nhật 29/11"


def test_a_line_never_ends_within_a_weekday() -> None:
    assert "thứ\u00a0Sáu" in words.day(FRIDAY, "vi")
    assert words.day(FRIDAY, "vi", joined=False) == "thứ\u00a0Sáu 27/11/2026"


def test_a_clock_time_has_no_leading_zero_and_is_viet_nams() -> None:
    assert words.clock(MONDAY) == "9:10"
    assert words.clock(datetime.fromisoformat("2026-11-27T04:30:00+00:00")) == "11:30"


@pytest.mark.parametrize(("language", "told"), [("vi", "hôm nay, 9:10"), ("en", "today, 9:10")])
def test_a_moment_of_today_is_told_as_today(language: str, told: str) -> None:
    assert plain(words.moment(MONDAY, MONDAY, language)) == told


def test_a_moment_of_another_year_names_the_year() -> None:
    assert plain(words.moment(FRIDAY, MONDAY, "vi")) == "thứ Sáu 27/11, 11:30"
    assert plain(words.moment(FRIDAY, MONDAY + timedelta(days=365), "vi")) == "thứ Sáu 27/11/2026, 11:30"


@pytest.mark.parametrize(
    ("left", "vietnamese", "english"),
    [
        (timedelta(hours=2, minutes=20), "Còn 2 giờ 20 phút", "2 hours 20 min left"),
        (timedelta(hours=8), "Còn 1 ngày", "1 day left"),
        (timedelta(hours=26, minutes=20), "Còn 3 ngày 2 giờ 20", "3 days 2 hours 20 min left"),
        (timedelta(minutes=5), "Còn 5 phút", "5 min left"),
        (timedelta(), "Còn 0 phút", "0 min left"),
        (-timedelta(hours=10), "Trễ 1 ngày 2 giờ", "1 day 2 hours late"),
        (-timedelta(hours=2, minutes=20), "Trễ 2 giờ 20 phút", "2 hours 20 min late"),
    ],
)
def test_officers_read_working_time_left_to_the_minute(left: timedelta, vietnamese: str, english: str) -> None:
    assert plain(words.time_left(left, "vi")) == vietnamese
    assert plain(words.time_left(left, "en")) == english


@pytest.mark.parametrize(
    ("left", "vietnamese", "english"),
    [
        (timedelta(hours=26, minutes=20), "Còn hơn 3 ngày làm việc", "More than 3 working days left"),
        (timedelta(hours=24), "Còn 3 ngày làm việc", "3 working days left"),
        (timedelta(hours=8), "Còn 1 ngày làm việc", "1 working day left"),
        (timedelta(hours=3, minutes=1), "Còn hơn 3 giờ làm việc", "More than 3 working hours left"),
        (timedelta(minutes=20), "Còn chưa đến một giờ làm việc", "Less than one working hour left"),
        (-timedelta(hours=8), "Trễ 1 ngày làm việc", "1 working day late"),
        (-timedelta(minutes=9), "Trễ chưa đến một giờ làm việc", "Less than one working hour late"),
    ],
)
def test_citizens_read_no_ticking_clock(left: timedelta, vietnamese: str, english: str) -> None:
    assert plain(words.time_left_roughly(left, "vi")) == vietnamese
    assert plain(words.time_left_roughly(left, "en")) == english


def test_amounts_are_grouped_as_each_language_does() -> None:
    assert plain(words.money(1_500_000, "vi")) == "1.500.000 đ"
    assert plain(words.money(1_500_000, "en")) == "1,500,000 VND"
    assert words.number(1222, "vi") == "1.222"


def test_a_ledger_row_is_told_in_hours_not_days() -> None:
    assert plain(words.hours_of_day(timedelta(hours=40), "vi")) == "40 giờ"
    assert plain(words.hours_of_day(timedelta(hours=3, minutes=5), "en")) == "3 h 05"
