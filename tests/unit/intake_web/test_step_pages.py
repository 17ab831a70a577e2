"""Refusal, papers asked for, withdrawal and the receipt on the pages of owner and desk."""

from __future__ import annotations

from services.intake.domain.status import Status
from services.intake.domain.tried import Message, Tried
from shared.store.change import Change, Context
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.steps import accept, decide_case, file_online, send_to_agency

WANTED = {"version": "1", "wanted": "Bản sao văn bằng", "reason": "Bản gửi bị mờ"}


def ask(door: FrontDoor, code: str) -> None:
    answer = door.signed_in().post(f"/desk/dossiers/{code}/request-supplement", data=WANTED)
    assert answer.location == f"/desk/dossiers/{code}?done=asked"


def test_the_desk_asks_for_papers_and_the_owner_reads_what_is_wanted(door: FrontDoor) -> None:
    code, link = file_online(door)
    ask(door, code)
    page = door.client().get(link).text
    for told in ("Bổ sung giấy tờ", "Bản sao văn bằng", "Bản gửi bị mờ", "Tạm dừng", "Gửi bổ sung", "todo-panel"):
        assert told in page
    desk = door.signed_in().get(f"/desk/dossiers/{code}").text
    assert "Nhận giấy tờ bổ sung" in desk
    assert "Yêu cầu bổ sung</a>" not in desk


def test_an_owner_answers_on_the_page_and_the_dossier_goes_on(door: FrontDoor) -> None:
    code, link = file_online(door)
    ask(door, code)
    client = door.client()
    answer = client.post(f"{link}/supplement", data={"text": "Đã gửi bản sao mới"})
    assert (answer.status_code, answer.location) == (303, f"{link}?done=supplemented")
    page = client.get(answer.location).text
    assert "Đã nhận bổ sung. Hồ sơ được làm tiếp." in page
    assert "Gửi bổ sung" not in page
    assert "Đã gửi bản sao mới" in door.signed_in().get(f"/desk/dossiers/{code}").text
    assert door.dossier(code).status is Status.FILED


def test_an_empty_answer_is_asked_for_again_with_the_fault_beside_it(door: FrontDoor) -> None:
    code, link = file_online(door)
    ask(door, code)
    answer = door.client().post(f"{link}/supplement", data={"text": " "})
    assert answer.status_code == 422
    assert '<a href="#text">' in answer.text
    assert door.dossier(code).status is Status.SUPPLEMENT_ASKED


def test_an_answer_that_nobody_asked_for_says_so(door: FrontDoor) -> None:
    _, link = file_online(door)
    answer = door.client().post(f"{link}/supplement", data={"text": "Gửi thêm"})
    assert answer.status_code == 409
    assert "Không có giấy tờ nào đang phải bổ sung" in answer.text


def test_an_officer_writes_down_what_came_to_the_desk(door: FrontDoor) -> None:
    code, _ = file_online(door)
    ask(door, code)
    officer = door.signed_in()
    assert "Bản sao văn bằng" in officer.get(f"/desk/dossiers/{code}/supplement").text
    answer = officer.post(f"/desk/dossiers/{code}/supplement", data={"version": "2", "text": "Bản sao có chứng thực"})
    assert answer.location == f"/desk/dossiers/{code}?done=supplemented"


def test_a_refusal_needs_its_reason_and_the_owner_reads_it(door: FrontDoor) -> None:
    code, link = file_online(door)
    officer = door.signed_in()
    empty = officer.post(f"/desk/dossiers/{code}/refuse", data={"version": "1", "reason": ""})
    assert (empty.status_code, '<a href="#reason">' in empty.text) == (422, True)
    sent = officer.post(f"/desk/dossiers/{code}/refuse", data={"version": "1", "reason": "Nộp ở xã"})
    assert sent.location == f"/desk/dossiers/{code}?done=refused"
    page = door.client().get(link).text
    assert "Hồ sơ không được tiếp nhận" in page
    assert "Nộp ở xã" in page
    assert "Rút hồ sơ" not in page


def test_a_step_that_is_not_possible_leads_back_to_the_dossier(door: FrontDoor) -> None:
    code, _ = file_online(door)
    accept(door, code)
    officer = door.signed_in()
    for step in ("refuse", "request-supplement", "supplement"):
        assert officer.get(f"/desk/dossiers/{code}/{step}").location == f"/desk/dossiers/{code}"
    assert officer.post(f"/desk/dossiers/{code}/refuse", data={"reason": "muộn"}).status_code == 409


def test_an_owner_withdraws_after_a_page_that_says_what_it_means(door: FrontDoor) -> None:
    code, link = file_online(door)
    accept(door, code)
    send_to_agency(door, code)
    client = door.client()
    assert f'href="{link}/withdraw"' in client.get(link).text
    assert "Rút hồ sơ này?" in client.get(f"{link}/withdraw").text
    answer = client.post(f"{link}/withdraw", data={"reason": ""})
    assert answer.location == f"{link}?done=withdrawn"
    page = client.get(link).text
    assert "Hồ sơ đã được rút" in page
    assert "Không còn hẹn" in page
    assert door.dossier(code).status is Status.WITHDRAWN


def test_what_is_decided_offers_no_withdrawal(door: FrontDoor) -> None:
    code, link = file_online(door)
    accept(door, code)
    send_to_agency(door, code)
    decide_case(door, code)
    client = door.client()
    assert "/withdraw" not in client.get(link).text
    assert client.get(f"{link}/withdraw").location == link
    assert client.post(f"{link}/withdraw", data={}).status_code == 409


def test_the_receipt_is_there_once_the_dossier_is_accepted(door: FrontDoor) -> None:
    code, link = file_online(door)
    client = door.client()
    assert "receipt.pdf" not in client.get(link).text
    assert client.get(f"{link}/receipt.pdf").status_code == 409
    accept(door, code)
    assert f'href="{link}/receipt.pdf"' in client.get(link).text
    answer = client.get(f"{link}/receipt.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")


def test_a_wrong_personal_link_has_no_page_behind_it(door: FrontDoor) -> None:
    file_online(door)
    client = door.client()
    for path in ("", "/withdraw", "/receipt.pdf"):
        assert client.get(f"/tracking/o/nobody-s-token{path}").status_code == 404
    for path in ("/supplement", "/withdraw"):
        assert client.post(f"/tracking/o/nobody-s-token{path}", data={"text": "x"}).status_code == 404


def test_strangers_read_that_it_waits_and_not_for_what(door: FrontDoor) -> None:
    code, _ = file_online(door)
    ask(door, code)
    page = door.client().post("/tracking", data={"code": code, "phone_last4": "0127"}).text
    assert "Hồ sơ đang chờ bổ sung giấy tờ" in page
    assert "Bản sao văn bằng" not in page


def test_the_inbox_has_the_waiting_ones_together_and_none_of_them_late(door: FrontDoor) -> None:
    code, _ = file_online(door)
    ask(door, code)
    door.later(days=60)
    page = door.signed_in().get("/desk?lateness=paused").text
    assert code in page
    assert "status-tag--paused" in page


def test_the_owner_reads_what_was_tried(door: FrontDoor) -> None:
    code, link = file_online(door)
    tried = Tried(code).with_message(Message("m1", "filed", "sms", "delivered", door.clock.now, "…127", 1))
    tried = tried.with_message(Message("m2", "filed", "email", "permanently_failed", door.clock.now, "…@thu.vn", 1))
    door.work.commit(Change(saved=(Tried(code, 1, tried.messages),)), Context("test", door.clock.now, "correlation"))
    page = door.client().get(link).text
    for told in ("Chúng tôi đã nhắn gì", "Tin nhắn: đã nhận hồ sơ nộp", "…127", "đã đến", "không gửi được"):
        assert told in page
