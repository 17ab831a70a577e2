"""Payment, stop, loss, delivery, signature and tours on pages: each step is offered where it is allowed, then told."""

from __future__ import annotations

import re
from typing import Any

import pytest

from services.intake.domain.dossier import Dossier
from services.intake.domain.status import Status
from services.intake.domain.tour import Tour
from services.intake.use_cases.note_silence import note_silence
from shared.store.change import Context
from tests.support.pictures import png
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.steps import accept, decide_case, file_online, send_to_agency


@pytest.fixture
def code(door: FrontDoor) -> str:
    code, _ = file_online(door)
    accept(door, code)
    send_to_agency(door, code)
    return code


def press(door: FrontDoor, code: str, step: str, **values: str) -> Any:
    """The form of a step as an officer sends it, and the page that follows."""
    client = door.signed_in()
    assert client.get(f"/desk/dossiers/{code}/{step}").status_code == 200
    sent = client.post(f"/desk/dossiers/{code}/{step}", data=values)
    return client.get(sent.location) if sent.status_code == 303 else sent


def test_a_fee_is_asked_for_and_recorded(door: FrontDoor, code: str) -> None:
    client = door.signed_in()
    assert f"/desk/dossiers/{code}/request-payment" in client.get(f"/desk/dossiers/{code}").text
    refused = press(door, code, "request-payment", amount="nhiều")
    assert refused.status_code == 422
    asked = press(door, code, "request-payment", amount="1.500.000")
    assert "Thời gian giải quyết tạm dừng" in asked.text
    assert "Tạm dừng" in asked.text
    assert door.dossier(code).status is Status.PAYMENT_ASKED
    assert "không quá 60 chữ" in press(door, code, "record-payment", receipt_number="x" * 61).text
    paid = press(door, code, "record-payment", receipt_number="BL-77")
    assert "BL-77" in paid.text
    assert door.dossier(code).status is Status.IN_PROGRESS


def test_the_owner_reads_what_to_pay_and_until_when(door: FrontDoor) -> None:
    code, link = file_online(door)
    press(door, code, "request-payment", amount="500000")
    page = door.client().get(link).text
    assert "Nộp 500.000" in page
    assert "Hồ sơ đang chờ nộp phí" in page
    assert "Nộp tại quầy chậm nhất" in page


def test_a_dossier_is_stopped_by_an_officer_and_its_owner_reads_why(door: FrontDoor) -> None:
    code, link = file_online(door)
    press(door, code, "request-payment", amount="500000")
    early = press(door, code, "stop", ground="not_paid", reason="Quá hạn")
    assert (early.status_code, "còn thời gian" in early.text) == (409, True)
    door.later(days=40)
    assert note_silence(door.ports, Context("service:intake", door.clock.now, "silence")) == 1
    assert code in door.signed_in().get("/desk/silent").text
    assert "Chọn một trong các mục" in press(door, code, "stop", reason="Quá hạn").text
    assert "Đã dừng giải quyết" in press(door, code, "stop", ground="not_paid", reason="Quá hạn nộp lệ phí").text
    page = door.client().get(link).text
    assert "Hồ sơ đã dừng giải quyết" in page
    assert "Quá hạn nộp lệ phí" in page
    assert "Không còn hẹn" in page


def test_lost_papers_are_told_with_an_apology(door: FrontDoor) -> None:
    code, link = file_online(door)
    press(door, code, "record-loss", what="Thất lạc bản sao bằng đại học")
    page = door.client().get(link).text
    assert "xin lỗi" in page
    assert "Thất lạc bản sao bằng đại học" in page


def test_a_result_is_signed_for_on_the_page(door: FrontDoor, code: str) -> None:
    decide_case(door, code)
    way = {"method": "counter", "received_by": "applicant", "signed": "drawn"}
    assert "Người nhận chưa ký" in press(door, code, "return", **way).text
    done = press(door, code, "return", **way, signature=png())
    assert "Ký trên màn hình" in done.text
    picture = door.signed_in().get(f"/api/intake/v1/dossiers/{code}/signature.png")
    assert picture.status_code == 404 or picture.data[:4] == b"\x89PNG"


def test_a_posted_result_needs_its_number_and_is_marked_when_it_arrives(door: FrontDoor) -> None:
    code, link = file_online(door)
    accept(door, code)
    decide_case(door, code)
    way = {"method": "post", "received_by": "applicant"}
    assert "Ghi số hiệu bưu gửi" in press(door, code, "return", **way).text
    press(door, code, "return", **way, tracking_number="eb 123 vn")
    assert "EB 123 VN" in door.client().get(link).text
    assert "Đã ghi bưu chính đã phát" in press(door, code, "record-delivery").text
    assert "Bưu chính đã phát kết quả" in door.client().get(link).text


def test_a_tour_is_planned_and_a_stop_becomes_a_dossier(door: FrontDoor) -> None:
    client = door.signed_in()
    plan = {"kind": "home", "team": "Trần Thu Hà", "area": "Xã Hòa Bắc"}
    assert client.post("/desk/tours", data=plan).status_code == 422
    day = {"day-day": "25", "day-month": "11", "day-year": "2026"}
    made = client.post("/desk/tours", data={**plan, **day})
    assert made.status_code == 303
    assert client.post(f"{made.location}/stops", data={"who": "Bà Đào"}).status_code == 422
    stop = {"who": "Bà Đào", "where": "Thôn 4", "at": "08:30", "phone": "0912 345 678", "bring": "Máy quét"}
    client.post(f"{made.location}/stops", data=stop)
    page = client.get(made.location).text
    for told in ("8:30", "Bà Đào", "Thôn 4", "0912 345 678", "Máy quét", "Chưa đến"):
        assert told in page
    opened = re.search(r'href="(/desk/new[^"]+)"', page)
    assert opened
    chosen = client.get(opened[1].replace("&amp;", "&")).text
    form = re.search(r'href="(/desk/new\?[^"]*procedure=1.013817)"', chosen)
    assert form
    shown = client.get(form[1].replace("&amp;", "&")).text
    assert 'name="arrival-stop" type="text" value="1"' in shown or 'value="1"' in shown
    client.post(f"{made.location}/stops/1", data={"status": "not_at_home", "note": "Hẹn lại"})
    assert "Không gặp" in client.get(made.location).text
    (tour,) = door.work.all(Tour)
    assert tour.stops[0].note == "Hẹn lại"
    assert door.work.all(Dossier) == []


def test_a_script_is_kept_by_browsers_under_its_own_hash(door: FrontDoor, code: str) -> None:
    decide_case(door, code)
    page = door.signed_in().get(f"/desk/dossiers/{code}/return").text
    address = re.search(r'src="(/static/intake/signature-pad.js\?v=\w+)"', page)
    assert address
    with door.client().get(address[1]) as script:
        assert "immutable" in script.headers["Cache-Control"]
    assert door.client().get("/static/intake/none.js").status_code == 404
