"""Tracking in two depths: strangers see four things, the holder of the personal link sees all."""

from __future__ import annotations

import pytest

from services.intake.domain.progress import Outcome
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.steps import HTML, OFFICE, accept, decide_case, file_online, send_to_agency

PRIVATE = ("Nguyễn Thị Hồng Vân", "012345678901", "Thôn 4", OFFICE, "Chị Hà", "Vì sao là ngày này")


def track(door: FrontDoor, code: str, digits: str = "0127") -> str:
    answer = door.client().post("/tracking", data={"code": code, "phone_last4": digits})
    assert answer.status_code == 200
    return answer.text


def test_the_public_answer_tells_code_standing_due_date_and_office_only(door: FrontDoor) -> None:
    code, _ = file_online(door)
    accept(door, code)
    send_to_agency(door, code)
    page = track(door, code.lower())
    for told in (code, "Hồ sơ đang được giải quyết", "Thứ\u00a0Ba 1/12/2026", "Bộ phận Một cửa, Sở Y tế tỉnh Hà Sơn"):
        assert told in page
    for hidden in PRIVATE:
        assert hidden not in page


def test_an_unknown_code_and_a_wrong_phone_look_the_same(door: FrontDoor) -> None:
    code, _ = file_online(door)
    pages = []
    for data in ({"code": code, "phone_last4": "9999"}, {"code": "H99.11-261123-9999", "phone_last4": "0127"}):
        answer = door.client().post("/tracking", data=data)
        assert answer.status_code == 404
        pages.append(answer.text.replace(data["code"], "CODE").replace(data["phone_last4"], "DIGITS"))
    assert pages[0] == pages[1]


def test_a_form_left_empty_names_its_fields(door: FrontDoor) -> None:
    answer = door.client().post("/tracking", data={"code": "", "phone_last4": ""})
    assert answer.status_code == 422
    assert '<a href="#code">' in answer.text
    assert '<a href="#phone_last4">' in answer.text


def test_the_owner_sees_each_step_as_it_happens(door: FrontDoor) -> None:
    code, link = file_online(door)
    look = door.client()
    assert "Hồ sơ đã nộp, đang chờ tiếp nhận" in look.get(link).text
    assert "Chưa hẹn" in look.get(link).text
    accept(door, code)
    page = look.get(link).text
    assert "Hồ sơ đã được tiếp nhận" in page
    assert "Vì sao là ngày này?" in page
    assert "Ngày Văn hóa Việt Nam" in page
    send_to_agency(door, code)
    page = look.get(link).text
    assert "Việc của ông bà" in page
    assert OFFICE in page
    assert "Chị Hà nhận việc" in page
    decide_case(door, code, note="Đồng ý")
    page = look.get(link).text
    assert "Mời đến nhận kết quả" in page
    assert "Đã xong, đúng hẹn" in page
    assert "12/GXN" in page


def test_a_late_dossier_is_told_as_late_with_an_apology(door: FrontDoor) -> None:
    code, link = file_online(door)
    accept(door, code)
    door.later(days=14)
    page = door.client().get(link).text.replace("\u00a0", " ")
    assert "status-tag--late" in page
    assert "Hồ sơ trễ hơn" in page or "Hồ sơ trễ " in page
    assert "Chúng tôi xin lỗi" in page
    assert "Chúng tôi xin lỗi" in track(door, code)


def test_a_refusal_is_told_as_an_answer(door: FrontDoor) -> None:
    code, link = file_online(door)
    accept(door, code)
    send_to_agency(door, code)
    decide_case(door, code, Outcome.DENIED, "Thiếu bằng cấp")
    page = door.client().get(link).text
    assert "không được chấp thuận" in page
    assert "Thiếu bằng cấp" in page


@pytest.mark.parametrize("token", ["x" * 32, "nothing", "%00", "a" * 4000])
def test_a_wrong_personal_link_shows_nothing(door: FrontDoor, token: str) -> None:
    file_online(door)
    answer = door.client().get(f"/tracking/o/{token}", headers=HTML)
    assert answer.status_code == 404


def test_pages_about_one_dossier_are_not_kept_by_anybody(door: FrontDoor) -> None:
    _, link = file_online(door)
    answer = door.client().get(link)
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in answer.text
