"""The hotline's pages on a real store: forms, silences, steps, both languages, nothing typed is lost."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

import pytest

from services.hotline.app import Parts
from tests.integration.hotline.conftest import Clock, hear
from tests.unit.hotline.fakes import DOSSIER, NAME, TEXT
from tests.unit.hotline.test_callbacks import NEWS, not_reached
from tests.unit.hotline.test_projection import message

FORM = {
    "once": "a-form-that-is-sent-1",
    "kind": "feedback",
    "topic": "lateness",
    "text": TEXT,
    "who": "named",
    "contact-name": "Nguyễn Văn Tâm",
    "contact-phone": "0900 000 127",
}
CALL = {**FORM, "channel": "phone", "do": "save"}
UNKNOWN = "H99.11-991231-9999"


def text_of(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def code_and_key(page: Any) -> tuple[str, str]:
    code, key = re.findall(r"<dd class=\"keep\">([A-Z0-9-]+)</dd>", page.text)
    return code, key


def test_a_citizen_writes_gets_code_and_key_and_comes_back(client: Any, parts: Parts) -> None:
    assert client.get("/hotline").status_code == 200
    sent = client.post("/hotline", data=FORM)
    assert (sent.status_code, sent.location) == (303, "/hotline/received")
    assert "Path=/hotline/received" in sent.headers["Set-Cookie"]
    assert "HttpOnly" in sent.headers["Set-Cookie"]
    received = client.get("/hotline/received")
    code, key = code_and_key(received)
    assert "thứ Tư 14/10, 8:00" in text_of(received).replace("\xa0", " ")
    assert "no-store" in received.headers["Cache-Control"]
    shown = client.post("/hotline/track", data={"code": code, "key": key})
    assert (shown.status_code, TEXT in text_of(shown)) == (200, True)
    assert key not in shown.text
    assert "Tâm" not in shown.text


def test_the_confirmation_is_shown_to_nobody_else(client: Any) -> None:
    assert client.get("/hotline/received").location == "/hotline/track"
    client.set_cookie("petition", "PA-261005-0001/AAAA-AAAA-AAAA-AAAA", path="/hotline/received")
    assert client.get("/hotline/received").location == "/hotline/track"


def test_a_form_that_is_sent_twice_is_one_petition(client: Any, parts: Parts) -> None:
    # Only what the cookie holds: its date of expiry moves on with every answer.
    first, second = (client.post("/hotline", data=FORM).headers["Set-Cookie"].split(";")[0] for _ in range(2))
    assert first == second
    changed = client.post("/hotline", data={**FORM, "text": TEXT + " Và một chuyện nữa."})
    assert changed.status_code == 409
    assert "PA-261005-0001" in changed.text
    assert parts.database["petitions"].count_documents({}) == 1


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(client: Any, parts: Parts) -> None:
    answer = client.post("/hotline", data={**FORM, "text": "ngắn", "contact-phone": "12"})
    assert answer.status_code == 422
    for field in ("text", "contact-phone"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}-error"' in answer.text
    assert 'value="Nguyễn Văn Tâm"' in answer.text
    assert parts.database["petitions"].count_documents({}) == 0


@pytest.mark.parametrize("kind", ["complaint", "denunciation"])
def test_the_legal_path_is_shown_in_words(client: Any, kind: str) -> None:
    client.post("/hotline", data={**FORM, "kind": kind})
    received = client.get("/hotline/received")
    assert "có đường riêng theo luật" in text_of(received)
    guide = client.get(f"/hotline/guides/{kind}?lang=en")
    assert "has its own path by law" in text_of(guide)
    assert client.get("/hotline/guides/feedback").status_code == 404


def test_a_wrong_key_and_an_unknown_code_give_the_same_page(client: Any) -> None:
    client.post("/hotline", data=FORM)
    pages = [
        client.post("/hotline/track", data={"code": code, "key": "AAAA-AAAA-AAAA-AAAA"})
        for code in ("PA-261005-0001", "PA-261005-0009")
    ]
    assert {one.status_code for one in pages} == {404}
    assert pages[0].text.replace("PA-261005-0001", "") == pages[1].text.replace("PA-261005-0009", "")


def test_the_citizens_page_says_the_same_of_a_proved_and_an_unproved_dossier(client: Any) -> None:
    told = []
    for number, digits in enumerate(("5678", "0000")):
        client.post(
            "/hotline",
            data={**FORM, "once": f"a-form-of-its-own-{number}", "dossier-code": DOSSIER, "dossier-digits": digits},
        )
        code, key = code_and_key(client.get("/hotline/received"))
        told.append(client.post("/hotline/track", data={"code": code, "key": key}).text.replace(code, "CODE"))
    assert told[0] == told[1]


def test_an_operator_sees_the_dossier_only_once_the_caller_is_verified(staff: Any, parts: Parts) -> None:
    operator = staff("operator")
    assert operator.get("/hotline/desk/new").status_code == 200
    refused = [
        operator.post(
            "/hotline/desk/new", data={**CALL, "do": "verify", "dossier-code": code, "dossier-digits": digits}
        )
        for code, digits in ((DOSSIER, "0000"), (UNKNOWN, "5678"))
    ]
    assert refused[0].text.replace(DOSSIER, "").replace("0000", "") == refused[1].text.replace(UNKNOWN, "").replace(
        "5678", ""
    )
    assert "công tác xã hội" not in refused[0].text
    shown = operator.post(
        "/hotline/desk/new", data={**CALL, "do": "verify", "dossier-code": DOSSIER, "dossier-digits": "5678"}
    )
    assert NAME in shown.text
    assert "Phòng Bảo trợ xã hội" in shown.text
    assert TEXT in html.unescape(shown.text)
    assert parts.database["petitions"].count_documents({}) == 0
    saved = operator.post("/hotline/desk/new", data={**CALL, "dossier-code": DOSSIER, "dossier-digits": "5678"})
    assert saved.location == "/hotline/desk/received"
    code, _ = code_and_key(operator.get("/hotline/desk/received"))
    assert parts.database["petitions"].find_one({"_id": code})["dossier"] == DOSSIER  # type: ignore[index]


def test_a_petition_is_brought_to_its_end_on_the_pages(client: Any, staff: Any, parts: Parts) -> None:
    client.post("/hotline", data=FORM)
    code, key = code_and_key(client.get("/hotline/received"))
    page = f"/hotline/desk/{code}"
    operator, officer = staff("operator"), staff("petition-officer")
    assert code in operator.get("/hotline/desk").text
    wrong = operator.post(f"{page}/link", data={"dossier-code": DOSSIER, "dossier-digits": "0000", "version": "1"})
    assert (wrong.status_code, "Chưa đối chiếu được" in wrong.text) == (422, True)
    linked = operator.post(f"{page}/link", data={"dossier-code": DOSSIER, "dossier-digits": "5678", "version": "1"})
    assert linked.location == f"{page}?done=linked"
    late = officer.post(f"{page}/assign", data={"officer": "petition-officer", "version": "1"})
    assert (late.status_code, "Có người vừa đổi" in late.text) == (409, True)
    assert officer.post(f"{page}/assign", data={"officer": "petition-officer", "version": "2"}).status_code == 303
    short = officer.post(f"{page}/answer", data={"answer": "ừ", "version": "3"})
    assert (short.status_code, 'id="answer-error"' in short.text) == (422, True)
    assert "Nguyễn Văn Tâm" not in officer.get(page).text
    seen = officer.post(f"{page}/identity", data={"why": "gọi lại"})
    assert "Nguyễn Văn Tâm" in seen.text
    assert parts.database["looks"].count_documents({"about": code}) == 1
    assert (
        officer.post(f"{page}/answer", data={"answer": "Giấy hẹn thứ Sáu là đúng.", "version": "3"}).status_code == 303
    )
    leader = staff("leader")
    assert code in leader.get("/hotline/desk?group=to_approve").text
    assert "Giấy hẹn thứ Sáu là đúng." in leader.get(page).text
    assert leader.post(f"{page}/approve", data={"version": "4"}).location == f"{page}?done=approved"
    assert officer.post(f"{page}/close", data={"version": "5"}).location == f"{page}?done=closed"
    assert "Giấy hẹn thứ Sáu là đúng." in client.post("/hotline/track", data={"code": code, "key": key}).text


def test_lists_lead_through_every_group(client: Any, staff: Any) -> None:
    client.post("/hotline", data={**FORM, "kind": "complaint"})
    leader = staff("leader")
    assert "Không có phản ánh nào" in leader.get("/hotline/desk").text
    assert "PA-261005-0001" in leader.get("/hotline/desk?group=handed_over").text
    for address in ("group=answered", "group=closed", "lateness=late", "mine=1", "group=nonsense"):
        assert leader.get(f"/hotline/desk?{address}&lang=en").status_code == 200


def test_a_session_that_ended_during_a_call_loses_nothing(staff: Any, clock: Clock, parts: Parts) -> None:
    operator = staff("operator")
    clock.forward(minutes=30)
    answer = operator.post("/hotline/desk/new", data=CALL)
    assert answer.status_code == 401
    assert html.escape(TEXT, quote=False) in answer.text
    assert 'name="contact-name" value="Nguyễn Văn Tâm"' in answer.text
    assert 'action="/hotline/desk/new"' in answer.text
    assert parts.database["petitions"].count_documents({}) == 0


def test_another_site_cannot_send_an_officers_form(staff: Any) -> None:
    operator = staff("operator")
    answer = operator.post("/hotline/desk/new", data=CALL, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/hotline", "/hotline/track", "/hotline/guides/complaint"])
def test_pages_speak_english_too(client: Any, path: str) -> None:
    page = client.get(f"{path}?lang=en")
    assert '<html lang="en"' in page.text
    assert "Mã phản ánh" not in page.text


def test_the_pages_say_what_was_tried_to_tell_the_petitioner(client: Any, staff: Any, parts: Parts) -> None:
    client.post("/hotline", data=FORM)
    code, key = code_and_key(client.get("/hotline/received"))
    hear(parts, message(2, "accepted", about=code), message(3, "delivered", about=code))
    for page in (
        client.post("/hotline/track", data={"code": code, "key": key}),
        staff("operator").get(f"/hotline/desk/{code}"),
    ):
        assert "Tin nhắn tới …127: đã tới nơi" in text_of(page)


def test_an_operator_calls_whom_no_message_reached(staff: Any, parts: Parts, clock: Clock) -> None:
    hear(parts, not_reached())
    row = parts.database["callbacks"].find_one({})
    assert row is not None
    assert "555" not in str({**row, "personal": None})
    assert "Bà Vân" not in str(row)
    operator, leader = staff("operator"), staff("leader")
    listed = text_of(operator.get("/hotline/desk/callbacks"))
    assert "Gọi bây giờ 1 việc" in listed
    assert "Bà Vân" not in listed
    page = f"/hotline/desk/callbacks/{NEWS}"
    assert "Nhận việc và xem số" in text_of(operator.get(page))
    assert "Nhận việc" not in text_of(leader.get(page))
    assert leader.post(f"{page}/take").status_code == 403
    assert operator.post(f"{page}/take").status_code == 303
    taken = operator.get(page)
    assert 'href="tel:+84900000555"' in taken.text
    assert taken.headers["Cache-Control"] == "no-store"
    assert "Gọi Bà Vân" in text_of(taken)
    wrong = operator.post(f"{page}/finish", data={"outcome": "unreachable"})
    assert (wrong.status_code, 'href="#reason"' in wrong.text) == (422, True)
    assert operator.post(f"{page}/finish", data={"outcome": "again", "again_in": "3", "note": "bận"}).status_code == 303
    assert "Gọi lại sau 1 việc" in text_of(operator.get("/hotline/desk/callbacks"))
    operator.post(f"{page}/take")
    assert operator.post(f"{page}/finish", data={"outcome": "done"}).status_code == 303
    over = text_of(operator.get(page))
    assert "Tên và số điện thoại đã xóa khỏi việc này" in over
    assert "bận" in over
    assert "bận" not in str(parts.database["callbacks"].find_one({}))
    assert "Đã báo qua điện thoại" in text_of(operator.get("/hotline/desk/callbacks?group=ended"))


def test_pages_of_calls_begin_where_the_one_before_ended(parts: Parts) -> None:
    for number in range(7):
        hear(parts, replace(not_reached(), subject=f"news-{number}", id=f"told-{number}"))
    first = parts.callbacks.page(True, None, 4)
    rest = parts.callbacks.page(True, (first[-1].listed_at, first[-1].id), 4)
    assert sorted(one.id for one in (*first, *rest)) == [f"news-{number}" for number in range(7)]
    plan = parts.callbacks.cursor(True, None, 4).explain()["executionStats"]
    assert plan["totalDocsExamined"] == 4
    assert parts.callbacks.count_due(parts.clock()) == 7
