"""Dates that move, on the pages: an apology, a corrected receipt, the working calendar."""

from __future__ import annotations

import re
from datetime import timedelta

from services.intake.use_cases import facts
from services.intake.use_cases.keep_reference import keep_calendar
from shared.store.change import Context
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.steps import accept, decide_case, file_online, send_to_agency

HTML = {"Accept": "text/html"}


def accepted(door: FrontDoor) -> tuple[str, str]:
    """A dossier with a date."""
    code, link = file_online(door)
    accept(door, code)
    return code, link


def apology(door: FrontDoor, code: str, **changed: str) -> dict[str, str]:
    """The filled form: three days later than the date, at 10:00."""
    due_at = door.dossier(code).due_at
    assert due_at is not None
    later = due_at + timedelta(days=3)
    while later.weekday() > 4:
        later += timedelta(days=1)
    day = {"due_at-day-day": str(later.day), "due_at-day-month": str(later.month), "due_at-day-year": str(later.year)}
    return {"version": "", **day, "due_at-clock": "10:00", "reason": "Đoàn thẩm định đến muộn", **changed}


def with_calendar(door: FrontDoor) -> None:
    """The calendar as ``init`` keeps it."""
    source = door.ports.calendar_source
    for id in source.plan.names:
        keep_calendar(door.work, source.base(id, 2026), Context("service:intake", door.clock(), "init"))


def test_an_apology_is_written_at_the_desk_and_read_by_the_owner(door: FrontDoor) -> None:
    code, link = accepted(door)
    client = door.signed_in("leader")
    assert "Xin lỗi và hẹn lại" in client.get(f"/desk/dossiers/{code}").text
    form = client.get(f"/desk/dossiers/{code}/apologise").text
    assert "ít nhất 1 ngày làm việc" in form
    answer = client.post(f"/desk/dossiers/{code}/apologise", data=apology(door, code))
    assert answer.location == f"/desk/dossiers/{code}?done=apologised"
    page = door.client().get(link).text
    for told in ("Xin lỗi và hẹn lại", "Đoàn thẩm định đến muộn", "thêm theo ngày hẹn lại"):
        assert told in page
    assert "/apologise" not in client.get(f"/desk/dossiers/{code}").text
    assert door.work.facts[-1].type == facts.DUE_CHANGED


def test_a_date_out_of_hours_is_asked_for_again_with_the_fault_beside_it(door: FrontDoor) -> None:
    code, _ = accepted(door)
    client = door.signed_in()
    for changed, told in (
        ({"due_at-clock": "20:00"}, "phải nằm trong giờ làm việc"),
        ({"due_at-clock": "lúc nào"}, "Ghi giờ và phút"),
        ({"due_at-day-month": "13"}, "Ghi đủ ngày, tháng, năm"),
        ({"reason": " "}, "Ghi lý do trễ hẹn"),
    ):
        answer = client.post(f"/desk/dossiers/{code}/apologise", data=apology(door, code, **changed))
        assert answer.status_code == 422
        assert told in answer.text
    assert door.dossier(code).due_changes == ()


def test_an_apology_that_comes_too_late_says_so(door: FrontDoor) -> None:
    code, _ = accepted(door)
    data = apology(door, code)
    door.later(days=7, hours=5)
    answer = door.signed_in().post(f"/desk/dossiers/{code}/apologise", data=data)
    assert answer.status_code == 409
    assert "Phải xin lỗi trước ngày hẹn ít nhất 1 ngày làm việc" in answer.text


def test_a_wrong_procedure_is_corrected_and_both_receipts_stand_there(door: FrontDoor) -> None:
    code, _ = accepted(door)
    client = door.signed_in()
    form = client.get(f"/desk/dossiers/{code}/correct").text
    assert 'value="1.013817@" selected' in form
    values = dict(re.findall(r'name="(accepted_at[^"]*)"[^>]*value="([^"]*)"', form))
    data = {**values, "version": "", "procedure": "1.012990@", "reason": "Ghi nhầm thủ tục"}
    answer = client.post(f"/desk/dossiers/{code}/correct", data=data)
    assert answer.location == f"/desk/dossiers/{code}?done=corrected"
    page = client.get(answer.location).text
    for told in ("Giấy tiếp nhận đã cấp", "Lần 1", "Lần 2", "Ghi nhầm thủ tục"):
        assert told in page
    assert (door.dossier(code).procedure.code, door.dossier(code).reroutings) == ("1.012990", 1)
    assert door.work.facts[-1].type == facts.CORRECTED


def test_a_correction_that_corrects_nothing_says_so_and_a_decided_one_is_left_alone(door: FrontDoor) -> None:
    code, _ = accepted(door)
    client = door.signed_in()
    form = client.get(f"/desk/dossiers/{code}/correct").text
    values = dict(re.findall(r'name="(accepted_at[^"]*)"[^>]*value="([^"]*)"', form))
    same = {**values, "version": "", "procedure": "1.013817@", "reason": "Không rõ"}
    answer = client.post(f"/desk/dossiers/{code}/correct", data=same)
    assert answer.status_code == 422
    assert "Chưa sửa gì so với giấy tiếp nhận" in answer.text
    send_to_agency(door, code)
    decide_case(door, code)
    assert client.get(f"/desk/dossiers/{code}/correct").location == f"/desk/dossiers/{code}"


def test_an_administrator_sees_whom_a_day_moves_before_it_is_saved(door: FrontDoor) -> None:
    with_calendar(door)
    code, _ = accepted(door)
    client = door.signed_in("admin")
    year = client.get("/desk/calendar?year=2026").text
    for told in ("Lịch làm việc 2026", "Tháng 12", "Nghỉ hoán đổi", "theo luật", "Đặt một ngày đặc biệt"):
        assert told in year
    moment = door.dossier(code).due_at
    assert moment is not None
    due = moment.date()
    data = {
        "day-day": str(due.day),
        "day-month": str(due.month),
        "day-year": str(due.year),
        "kind": "holiday",
        "reason_vi": "Nghỉ vì bão",
        "reason_en": "Storm",
    }
    shown = client.post("/desk/calendar/ha-son/preview", data=data).text
    assert "1 hồ sơ đổi ngày hẹn" in shown
    assert code in shown
    assert "Chưa có gì được lưu" in shown
    saved = client.post("/desk/calendar/ha-son/days", data={**data, "version": "1"})
    assert saved.status_code == 303
    page = client.get(saved.location).text
    for told in ("Đã ghi", "Nghỉ vì bão", "Ai đã sửa gì"):
        assert told in page
    again = client.post("/desk/calendar/ha-son/days", data={**data, "version": "1", "kind": "taken_back"})
    assert again.status_code == 409


def test_a_day_without_a_reason_in_both_languages_is_asked_for_again(door: FrontDoor) -> None:
    with_calendar(door)
    data = {
        "day-day": "8",
        "day-month": "12",
        "day-year": "2026",
        "kind": "holiday",
        "reason_vi": "Bão",
        "reason_en": "",
    }
    answer = door.signed_in("admin").post("/desk/calendar/ha-son/preview", data=data)
    assert answer.status_code == 422
    assert '<a href="#reason_en">' in answer.text


def test_officers_look_at_the_calendar_and_cannot_edit_it(door: FrontDoor) -> None:
    with_calendar(door)
    client = door.signed_in()
    page = client.get("/desk/calendar?lang=en").text
    assert "Working calendar" in page or "Lịch làm việc" in page
    assert "/day" not in page
    assert client.get("/desk/calendar/ha-son/day", headers=HTML).status_code == 403
