"""The sum behind a due date, as rows: the mock-up's ledger, and the ways a limit may begin and end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shared.ui.ledger_rows import Table, table
from shared.ui.words import NBSP
from shared.working_time import Calendar, Kind, SpecialDay, calendar_days, due, paused, restarted
from shared.working_time.calendar import ZONE, Off, Reason
from shared.working_time.ledger import REASONS

HOLIDAY = SpecialDay(date(2026, 11, 24), Reason("Ngày Văn hóa Việt Nam", "Viet Nam Culture Day"), Off.HOLIDAY)
CALENDAR = Calendar("x", special={HOLIDAY.day: HOLIDAY})
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=ZONE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def rows_of(start: str, hours: float, language: str = "vi") -> Table:
    _, ledger = due(CALENDAR, at(start), int(hours * 60))
    return table(ledger, CALENDAR.hours, NOW, language)


def lines(found: Table) -> list[str]:
    return [f"{row.name}|{row.note}|{row.amount}".replace(NBSP, " ") for row in found.rows]


def test_the_mock_up_s_ledger_is_told_line_by_line() -> None:
    found = rows_of("2026-11-19T11:45", 40)
    assert lines(found) == [
        "Thứ Năm 19/11|nhận lúc 11:45, giờ nghỉ trưa, nên tính từ 13:30|3 giờ 30",
        "Thứ Sáu 20/11||8 giờ",
        "Thứ Bảy, Chủ nhật|nghỉ cuối tuần|không tính",
        "Thứ Hai 23/11|hôm nay|8 giờ",
        "Thứ Ba 24/11|nghỉ lễ, Ngày Văn hóa Việt Nam|không tính",
        "Thứ Tư 25/11||8 giờ",
        "Thứ Năm 26/11||8 giờ",
        "Thứ Sáu 27/11|đủ giờ lúc 11:30|4 giờ 30",
    ]
    assert found.total == f"40{NBSP}giờ"
    assert found.lunch == "11:30–13:30"


def test_every_bar_lies_on_the_scale_of_its_day() -> None:
    found = rows_of("2026-11-19T11:45", 40)
    assert [(bar.start, bar.width) for bar in found.rows[0].open] == [(0, 45), (65, 35)]
    assert [(bar.start, bar.width) for bar in found.rows[0].counted] == [(65, 35)]
    assert [(bar.start, bar.width) for bar in found.rows[-1].counted] == [(0, 45)]
    assert found.rows[2].open == ()


def test_a_dossier_received_after_hours_starts_on_the_next_working_day() -> None:
    found = rows_of("2026-11-20T17:30", 4)
    assert lines(found) == [
        "Thứ Sáu 20/11|nhận lúc 17:30, ngoài giờ làm việc, nên tính từ ngày làm việc sau|không tính",
        "Thứ Bảy, Chủ nhật|nghỉ cuối tuần|không tính",
        "Thứ Hai 23/11|hôm nay, đủ giờ lúc 11:00|4 giờ",
    ]


def test_a_saturday_receipt_says_so_and_the_sunday_has_its_own_line() -> None:
    found = rows_of("2026-11-21T10:00", 4, "en")
    assert (
        lines(found)[0]
        == "Saturday 21 November|received at 10:00, weekend, so counted from the next working day|not counted"
    )
    assert lines(found)[1] == "Sunday 22 November|weekend|not counted"


def test_plain_days_are_counted_through_and_moved_off_a_day_off() -> None:
    closing, ledger = calendar_days(CALENDAR, at("2026-11-20T10:00"), 4)
    found = table(ledger, CALENDAR.hours, NOW, "vi")
    assert not found.in_hours
    assert found.total.replace(NBSP, " ") == "4 ngày"
    assert closing == at("2026-11-25T17:00")
    told = lines(found)
    assert told[0] == "Thứ Sáu 20/11|nhận lúc 10:00, ngày nhận|không tính"
    assert told[1] == "Thứ Bảy 21/11||ngày 1"
    assert told[-1] == "Thứ Tư 25/11|hạn dời sang ngày làm việc này, chậm nhất 17:00|không tính"


def test_the_rows_amounts_add_up_to_the_limit() -> None:
    _, ledger = due(CALENDAR, at("2026-11-19T16:59"), 35 * 480)
    assert ledger.counted == timedelta(hours=280)
    assert table(ledger, CALENDAR.hours, NOW, "vi").total == f"280{NBSP}giờ"


WHY = Reason("Phòng Bảo trợ xã hội yêu cầu", "asked for by the Social Protection Division")


def test_a_wait_for_papers_has_its_lines_and_the_sum_stays_the_limit() -> None:
    _, ledger = due(CALENDAR, at("2026-11-16T08:00"), 16 * 60)
    _, waited = paused(CALENDAR, ledger, at("2026-11-16T10:00"), at("2026-11-19T15:00"), WHY)
    found = table(waited, CALENDAR.hours, NOW, "vi")
    assert lines(found) == [
        "Thứ Hai 16/11|nhận lúc 8:00, chờ bổ sung, Phòng Bảo trợ xã hội yêu cầu từ 10:00|2 giờ",
        "Thứ Ba 17/11 đến thứ Tư 18/11|chờ bổ sung, Phòng Bảo trợ xã hội yêu cầu|không tính",
        "Thứ Năm 19/11|chờ bổ sung, Phòng Bảo trợ xã hội yêu cầu đến 15:00|2 giờ",
        "Thứ Sáu 20/11||8 giờ",
        "Thứ Bảy, Chủ nhật|nghỉ cuối tuần|không tính",
        "Thứ Hai 23/11|hôm nay, đủ giờ lúc 11:00|4 giờ",
    ]
    assert found.total == f"16{NBSP}giờ"


def test_a_limit_that_begins_anew_says_what_no_longer_counts() -> None:
    _, ledger = due(CALENDAR, at("2026-11-16T08:00"), 8 * 60)
    _, anew = due(CALENDAR, at("2026-11-17T15:00"), 8 * 60)
    dropped = REASONS[Kind.RESTARTED]
    shown = restarted(ledger, at("2026-11-16T10:00"), at("2026-11-17T15:00"), anew, WHY, dropped)
    assert lines(table(shown, CALENDAR.hours, NOW, "en")) == [
        "Monday 16 November|received at 8:00, the limit begins anew after the further papers from 8:00 until 10:00, "
        "waiting for further papers, asked for by the Social Protection Division from 10:00|not counted",
        "Tuesday 17 November|waiting for further papers, asked for by the Social Protection Division until 15:00|2 h",
        "Wednesday 18 November|complete at 15:00|6 h",
    ]
