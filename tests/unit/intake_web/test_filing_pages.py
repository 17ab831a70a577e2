"""Filing on the pages: every fault at its field, nothing typed is lost, one press files one dossier."""

from __future__ import annotations

import re

from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.tour import Tour, TourKind, TourStop
from services.intake.web.staff import home_of
from shared.security.caller import Caller
from shared.store.change import Change, Context
from tests.unit.intake_web.front_door import PASSWORD, FrontDoor
from tests.unit.intake_web.steps import FORM, HTML, file_online, form_key


def test_a_filed_dossier_shows_its_code_and_the_link_to_keep(door: FrontDoor) -> None:
    code, link = file_online(door)
    dossier = door.dossier(code)
    assert dossier.applicant.name == "Nguyễn Thị Hồng Vân"
    assert dossier.channel is Channel.ONLINE
    assert dossier.priority
    assert code in door.client().get(link).text


def test_a_wrong_form_comes_back_filled_in_with_each_fault_at_its_field(door: FrontDoor) -> None:
    answer = door.client().post(
        "/dossiers/new",
        data={**FORM, "applicant-name": "", "applicant-phone": "12", "applicant-birth_date-month": "13"},
    )
    assert answer.status_code == 422
    for name, label in (
        ("applicant-name", "Họ và tên"),
        ("applicant-phone", "Số điện thoại"),
        ("applicant-birth_date", "Ngày sinh"),
    ):
        assert f'<a href="#{name}">{label}: ' in answer.text
        assert re.search(f'id="{name}(-parts)?-error"', answer.text)
    assert 'value="Thôn 4, xã Hòa Bắc"' in answer.text
    assert 'value="13"' in answer.text
    assert "<title>Lỗi: " in answer.text
    assert door.work.all(Dossier) == []


def test_faults_are_told_in_english_to_who_reads_english(door: FrontDoor) -> None:
    client = door.client()
    client.get("/?lang=en")
    answer = client.post("/dossiers/new", data={**FORM, "applicant-address": ""})
    assert '<a href="#applicant-address">Address: this field is needed</a>' in answer.text


def test_the_same_form_sent_twice_files_one_dossier(door: FrontDoor) -> None:
    client = door.client()
    form = {**FORM, "once": form_key(client)}
    first, second = (client.post("/dossiers/new", data=form) for _ in range(2))
    assert first.status_code == second.status_code == 303
    # Only what the cookie holds: its date of expiry moves on with every answer.
    assert first.headers["Set-Cookie"].split(";")[0] == second.headers["Set-Cookie"].split(";")[0]
    assert len(door.work.all(Dossier)) == 1


def test_a_form_changed_after_sending_asks_before_it_files_another(door: FrontDoor) -> None:
    client = door.client()
    form = {**FORM, "once": form_key(client)}
    client.post("/dossiers/new", data=form)
    answer = client.post("/dossiers/new", data={**form, "applicant-address": "Thôn 5, xã Hòa Bắc"})
    assert answer.status_code == 409
    assert "Đơn này đã gửi một lần" in answer.text
    assert len(door.work.all(Dossier)) == 1
    fresh = re.search(r'name="once" value="([^"]+)"', answer.text)
    assert fresh
    assert fresh[1] != form["once"]


def test_a_business_files_with_its_tax_code(door: FrontDoor) -> None:
    form = {
        "procedure": "1.003039",
        "kind": "business",
        "applicant-name": "Công ty TNHH An Phát",
        "applicant-tax_code": "0312345678",
        "applicant-representative-name": "Lê Văn Sáu",
        "applicant-address": "12 Lê Lợi",
        "return_method": "electronic",
        "applicant-email": "a@example.com",
    }
    assert door.client().post("/dossiers/new", data=form).status_code == 303
    (dossier,) = door.work.all(Dossier)
    assert dossier.applicant.tax_code == "0312345678"
    assert dossier.applicant.representative
    assert dossier.applicant.representative.name == "Lê Văn Sáu"


def test_the_channel_of_the_public_form_is_always_online(door: FrontDoor) -> None:
    code, _ = file_online(door, channel="counter")
    assert door.dossier(code).channel is Channel.ONLINE


def test_the_confirmation_is_shown_to_nobody_else(door: FrontDoor) -> None:
    file_online(door)
    answer = door.client().get("/dossiers/filed")
    assert (answer.status_code, answer.location) == (302, "/tracking")


def test_filing_at_the_counter_needs_an_officer(door: FrontDoor) -> None:
    answer = door.client().post("/desk/new", data=FORM, headers=HTML)
    assert answer.status_code == 401
    assert door.work.all(Dossier) == []


def test_a_counter_form_whose_session_ended_comes_back_filled_in(door: FrontDoor) -> None:
    client = door.signed_in()
    tour = Tour("261124-a1", 1, "H99.11", door.clock.now.date(), TourKind.HOME, ("Hà",), "Thôn 4", "staff:reception")
    stop = TourStop("1", "Bà Vân", "Thôn 4")
    door.work.commit(Change(saved=(tour,)), Context("staff:reception", door.clock.now, "plan"))
    door.work.commit(Change(saved=(tour.with_stop(stop),)), Context("staff:reception", door.clock.now, "stop"))
    opened = form_key(client, f"/desk/new?procedure=1.013817&kind=citizen&tour={tour.id}&stop=1")
    form = {**FORM, "channel": "home", "arrival-tour": tour.id, "arrival-stop": "1", "once": opened}
    door.later(hours=1)
    refused = client.post("/desk/new", data=form, headers=HTML)
    assert refused.status_code == 401
    assert "Những gì đã điền còn nguyên" in refused.text
    held = dict(re.findall(r'name="(held-[^"]+)" value="([^"]*)"', refused.text))
    again = client.post("/sign-in", data={**held, "username": "reception", "password": PASSWORD, "next": "/desk/new"})
    assert again.status_code == 200
    assert 'value="Nguyễn Thị Hồng Vân"' in again.text
    assert "chưa gửi đi" in again.text
    assert door.work.all(Dossier) == []
    assert client.post("/desk/new", data=form).status_code == 303
    assert door.work.all(Dossier)[0].channel is Channel.HOME


def test_a_wrong_password_keeps_what_was_typed_elsewhere(door: FrontDoor) -> None:
    answer = door.client().post(
        "/sign-in",
        data={"username": "reception", "password": "x", "next": "/desk/new", "held-applicant-name": "Lê Văn Sáu"},
    )
    assert answer.status_code == 422
    assert 'name="held-applicant-name" value="Lê Văn Sáu"' in answer.text
    assert "mật khẩu chưa đúng" in answer.text


def test_signing_in_leads_to_our_own_pages_only(door: FrontDoor) -> None:
    for wanted in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", ""):
        answer = door.client().post("/sign-in", data={"username": "reception", "password": PASSWORD, "next": wanted})
        assert answer.location == "/desk"
        assert door.signed_in().get("/sign-in/renew", query_string={"next": wanted}).location == "/"
    assert door.signed_in().get("/sign-in/renew", query_string={"next": "/routing"}).location == "/routing"


def test_everyone_signs_in_to_where_their_work_is() -> None:
    def home(*roles: str) -> str:
        return home_of(Caller("staff", "someone", frozenset(roles), "H99.11"))

    assert home("agency") == "/routing"
    assert home("leader", "reception") == "/desk"
    assert home("admin") == "/desk/catalogue"


def test_markup_in_a_name_is_text(door: FrontDoor) -> None:
    code, link = file_online(door, **{"applicant-name": "<b>Vân</b> & Hà"})
    assert "&lt;b&gt;" in door.client().get(link).text
    assert "<b>Vân</b>" not in door.signed_in().get(f"/desk/dossiers/{code}").text


def test_an_unknown_procedure_is_a_page_not_a_fault(door: FrontDoor) -> None:
    answer = door.client().get("/dossiers/new?procedure=9.999999", headers=HTML)
    assert answer.status_code == 404
    assert "Chưa thấy trang này" in answer.text
