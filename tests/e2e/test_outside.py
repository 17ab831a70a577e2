"""What reaches people outside: the phone's screen and the mailbox follow a dossier on its way."""

from __future__ import annotations

from uuid import uuid4

import requests
from playwright.sync_api import expect

from tests.e2e.conftest import Visitor
from tests.e2e.walking import sign_in
from tests.support.stack import Motcua
from tests.support.waiting import wait_until


def test_the_phone_and_the_mailbox_follow_a_dossier(motcua: Motcua, visitor: Visitor) -> None:
    phone, box = f"09{uuid4().int % 10**8:08}", f"dao{uuid4().int % 10**9}@thu.example"
    applicant = {
        "kind": "citizen", "name": "Nguyễn Thị Bích Đào", "identity_number": "001158012345", "address": "Số 7 ngõ Sen",
        "birth_date": "1958-11-23", "phone": phone, "email": box,
    }  # fmt: skip
    filing = {"procedure": "1.013817", "channel": "online", "applicant": applicant, "return_method": "counter",
              "form": {"content": "Đăng ký hành nghề"}}  # fmt: skip
    filed = requests.post(f"{motcua.url}/api/intake/v1/dossiers", json=filing, timeout=10)
    assert filed.status_code == 201, filed.text
    code = filed.json()["code"]

    citizen, officer = visitor(390, scripts=False), visitor(1440, scripts=False)
    screens = f"{motcua.url}/simulators/?live=0&phone={phone}&box={box}"

    def shows(text: str) -> bool:
        citizen.goto(screens)
        return text in citizen.inner_text("main")

    wait_until(lambda: shows(f"Da nhan duoc ho so {code}"), 20)
    wait_until(lambda: shows(f"Đã nhận được hồ sơ {code}"), 20)
    citizen.get_by_role("link", name=f"Đã nhận được hồ sơ {code}").click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text(f"Đã nhận được hồ sơ {code}")

    sign_in(officer, motcua)
    officer.goto(f"{motcua.url}/notifications?subject={code}")
    expect(officer.get_by_role("heading", level=1)).to_have_text("Đã báo cho người dân")
    expect(officer.get_by_text(f"…{phone[-3:]}")).to_be_visible()
    expect(officer.get_by_text(phone)).to_have_count(0)


def test_whoever_is_not_signed_in_is_sent_to_sign_in(motcua: Motcua, visitor: Visitor) -> None:
    stranger = visitor(scripts=False)
    stranger.goto(f"{motcua.url}/notifications")
    stranger.wait_for_url("**/sign-in**")
    expect(stranger.get_by_label("Tên đăng nhập")).to_be_visible()
