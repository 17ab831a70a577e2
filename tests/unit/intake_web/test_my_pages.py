"""Rules of the pages of a signed-in person, of drafts, the guidance desk and the contact log."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from services.intake.domain.contact_log import Contact, Look
from services.intake.domain.draft import Draft
from services.intake.domain.guidance import Booking
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.steps import FORM, HTML, file_online, form_key

PHONE = "0900 000 127"


def citizen(door: FrontDoor, reach: str = PHONE) -> FlaskClient:
    client = door.client()
    client.post("/my/code", data={"reach": reach})
    answer = client.post("/my/sign-in", data={"reach": reach, "code": door.digits.said})
    assert (answer.status_code, answer.location) == (303, "/my")
    return client


def saved(door: FrontDoor, client: FlaskClient) -> Draft:
    answer = client.post("/dossiers/new", data={**FORM, "once": form_key(client), "save": "yes"})
    assert (answer.status_code, answer.location) == (303, "/my?done=draft-saved")
    return door.work.all(Draft)[-1]


def help_code(client: FlaskClient, draft: Draft) -> str:
    found = re.search(r"\d{4} \d{4}", client.post(f"/my/drafts/{draft.id}/help").text)
    assert found
    return found[0]


def test_the_same_page_answers_whoever_asks_for_a_code(door: FrontDoor) -> None:
    citizen(door)
    pages = [door.client().post("/my/code", data={"reach": phone}).text for phone in (PHONE, "0900 000 128")]
    known, unknown = (page.replace("128", "127") for page in pages)
    assert known == unknown
    assert door.digits.said not in known


def test_a_wrong_code_is_told_and_nothing_of_it_stands_in_an_address(door: FrontDoor) -> None:
    client = door.client()
    client.post("/my/code", data={"reach": PHONE})
    answer = client.post("/my/sign-in", data={"reach": PHONE, "code": "135790"})
    assert answer.status_code == 422
    assert "Mã chưa đúng hoặc đã hết hạn" in answer.text
    assert "135790" not in answer.text


def test_who_is_not_signed_in_is_asked_to(door: FrontDoor) -> None:
    answer = door.client().get("/my", headers=HTML)
    assert answer.status_code == 401
    assert "Đăng nhập bằng mã" in answer.text


def test_what_is_filed_while_signed_in_is_one_s_own_and_another_s_is_not_there(door: FrontDoor) -> None:
    client = citizen(door)
    client.post("/dossiers/new", data={**FORM, "once": form_key(client)})
    code = re.search(r"H99\.11-\d{6}-\d{4}", client.get("/my").text)
    assert code
    assert "Bây giờ chưa phải làm gì" in client.get("/my").text
    assert client.get(f"/my/dossiers/{code[0]}").status_code == 200
    assert client.post(f"/my/dossiers/{code[0]}/withdraw", data={"reason": ""}).status_code == 303
    stranger = citizen(door, "0900 000 999")
    assert stranger.get(f"/my/dossiers/{code[0]}").status_code == 404
    assert code[0] not in stranger.get("/my").text


def test_a_dossier_filed_before_is_claimed_on_its_own_page(door: FrontDoor) -> None:
    code, link = file_online(door)
    client = citizen(door)
    assert "Thêm vào hồ sơ của tôi" in client.get(link).text
    assert client.post("/my/claim", data={"link": f"http://localhost:8080{link}"}).location.endswith("done=claimed")
    assert code in client.get("/my").text
    assert "Thêm vào hồ sơ của tôi" not in client.get(link).text
    assert client.post("/my/claim", data={"link": "xin-chao-day-la-ma-sai"}).status_code == 404


def test_a_draft_is_gone_on_with_and_ends_when_it_is_filed(door: FrontDoor) -> None:
    client = citizen(door)
    draft = saved(door, client)
    page = citizen(door).get(f"/dossiers/new?draft={draft.id}").text  # on another device
    assert FORM["applicant-address"] in page
    client.post("/dossiers/new", data={**FORM, "once": form_key(client), "draft": draft.id})
    kept = door.work.all(Draft)[-1]
    assert dict(kept.values) == {}
    assert kept.code is not None
    assert client.get(f"/dossiers/new?draft={draft.id}").status_code == 404


def test_a_draft_is_kept_thirty_days(door: FrontDoor) -> None:
    client = citizen(door)
    draft = saved(door, client)
    door.later(days=31)
    assert citizen(door).get(f"/dossiers/new?draft={draft.id}").status_code == 404


def test_what_was_typed_survives_signing_in_to_save_it(door: FrontDoor) -> None:
    client = door.client()
    page = client.post("/dossiers/new", data={**FORM, "once": form_key(client), "save": "yes"}).text
    held = dict(re.findall(r'name="(held-[^"]+)" value="([^"]*)"', page))
    client.post("/my/code", data={**held, "reach": PHONE, "next": "/dossiers/new"})
    code = {"reach": PHONE, "code": door.digits.said, "next": "/dossiers/new"}
    back = client.post("/my/sign-in", data={**held, **code})
    assert FORM["applicant-address"] in back.text


def test_an_officer_opens_a_draft_only_with_the_code_that_its_owner_says(door: FrontDoor) -> None:
    client, officer = citizen(door), door.signed_in()
    draft = saved(door, client)
    assert officer.get(f"/desk/new?draft={draft.id}").status_code == 404
    assert officer.post("/desk/drafts/open", data={"code": "1234 5678"}).status_code == 422
    code = help_code(client, draft)
    answer = officer.post("/desk/drafts/open", data={"code": code})
    assert (answer.status_code, answer.location) == (303, f"/desk/new?draft={draft.id}")
    assert FORM["applicant-address"] in officer.get(answer.location).text
    assert [one.officer for one in door.work.all(Contact)] == ["reception"]
    client.post(f"/my/drafts/{draft.id}/end-help")
    assert officer.get(f"/desk/new?draft={draft.id}").status_code == 404


def test_a_helped_draft_is_edited_by_the_officer_and_filed_in_its_owner_s_name(door: FrontDoor) -> None:
    client, officer = citizen(door), door.signed_in()
    draft = saved(door, client)
    officer.post("/desk/drafts/open", data={"code": help_code(client, draft)})
    typed = {**FORM, "channel": "counter", "draft": draft.id, "applicant-address": "Thôn 5, xã Hòa Bắc"}
    assert officer.post("/desk/new", data={**typed, "save": "yes"}).status_code == 303
    assert "Thôn 5" in client.get(f"/dossiers/new?draft={draft.id}").text
    assert officer.post("/desk/new", data={**typed, "once": "x" * 20}).location == "/desk/filed"
    assert "H99.11-261123-0001" in client.get("/my").text


def test_a_second_filing_is_shown_the_first_and_may_overrule(door: FrontDoor) -> None:
    client = citizen(door)
    client.post("/dossiers/new", data={**FORM, "once": form_key(client)})
    again = {**FORM, "once": form_key(client)}
    answer = client.post("/dossiers/new", data=again)
    assert answer.status_code == 409
    assert "Đã có hồ sơ H99.11-261123-0001" in answer.text
    assert client.post("/dossiers/new", data={**again, "another": "yes"}).status_code == 303
    overruled = door.dossier("H99.11-261123-0002").overruled
    assert overruled is not None
    assert overruled.codes == ("H99.11-261123-0001",)


@pytest.mark.parametrize(("phone", "told"), [(PHONE, True), ("0900 000 555", False)])
def test_a_stranger_is_told_that_there_is_one_only_with_number_and_phone_and_never_which(
    door: FrontDoor, phone: str, told: bool
) -> None:
    file_online(door)
    client = door.client()
    answer = client.post("/dossiers/new", data={**FORM, "once": form_key(client), "applicant-phone": phone})
    assert (answer.status_code == 409) == told
    assert "H99.11-261123" not in answer.text


def test_the_officer_sees_at_the_counter_which_dossier_it_is_like(door: FrontDoor) -> None:
    code, _ = file_online(door)
    answer = door.signed_in().post("/desk/new", data={**FORM, "channel": "counter", "once": "x" * 20})
    assert answer.status_code == 409
    assert f"/desk/dossiers/{code}" in answer.text


BOOKING = {
    "procedure": "1.013817", "day": "2026-11-25", "hour": "08:00", "place": "counter", "name": "Lê Thị Sen",
    "reach": PHONE,
}  # fmt: skip


def test_help_is_booked_until_the_chairs_are_taken(door: FrontDoor) -> None:
    for _ in range(2):
        assert door.client().post("/guidance", data=BOOKING).location == "/guidance/booked"
    answer = door.client().post("/guidance", data=BOOKING)
    assert answer.status_code == 409
    assert "vừa hết chỗ" in answer.text
    assert 'value="08:00"' not in answer.text


def test_no_help_is_booked_on_a_day_off_or_outside_working_time(door: FrontDoor) -> None:
    for changed in ({"day": "2026-11-24"}, {"day": "2026-11-28"}, {"hour": "12:00"}, {"day": "2026-11-20"}):
        assert door.client().post("/guidance", data={**BOOKING, **changed}).status_code == 422


def test_a_cancelled_booking_frees_its_chair(door: FrontDoor) -> None:
    client = door.client()
    client.post("/guidance", data=BOOKING)
    assert "Hủy hẹn" in client.get("/guidance/booked").text
    client.post("/guidance/booked/cancel")
    for _ in range(2):
        assert door.client().post("/guidance", data=BOOKING).location == "/guidance/booked"


def test_a_meeting_ends_up_in_the_contact_log_and_who_it_was_is_asked_for_with_a_reason(door: FrontDoor) -> None:
    door.client().post("/guidance", data=BOOKING)
    officer = door.signed_in()
    assert "Lê Thị Sen" in officer.get("/desk/guidance?day=2026-11-25").text
    (booking,) = door.work.all(Booking)
    end = f"/desk/guidance/{booking.id}/end"
    assert officer.post(end, data={"state": "met", "about": ""}).status_code == 422
    assert officer.post(end, data={"state": "met", "about": "Chỉ cách điền đơn"}).status_code == 303
    log = officer.get("/desk/contacts").text
    assert "Chỉ cách điền đơn" in log
    assert "Lê Thị Sen" not in log
    (contact,) = door.work.all(Contact)
    look = f"/desk/contacts/{contact.id}/identity"
    assert officer.post(look, data={"why": ""}).status_code == 422
    assert door.work.all(Look) == []
    assert "Lê Thị Sen" in officer.post(look, data={"why": "Gọi lại"}).text
    assert [one.who for one in door.work.all(Look)] == ["staff:reception"]
    leader = door.signed_in("leader")
    assert "Chỉ cách điền đơn" in leader.get("/desk/contacts").text
    assert leader.post(look, data={"why": "Tò mò"}).status_code == 403


def test_a_contact_about_a_dossier_is_with_its_applicant(door: FrontDoor) -> None:
    code, _ = file_online(door)
    officer = door.signed_in()
    written = {"means": "phone", "about": "Hỏi ngày hẹn", "code": code}
    assert officer.post("/desk/contacts/new", data=written).status_code == 303
    assert [one.met.name for one in door.work.all(Contact)] == [FORM["applicant-name"]]
    assert officer.post("/desk/contacts/new", data={**written, "about": ""}).status_code == 422
