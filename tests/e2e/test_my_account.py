"""Signing in by a code that really goes over the bus to a phone, and what is one's own from then on."""

from __future__ import annotations

from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.browser import faults_of, width_faults_of
from tests.e2e.conftest import Visitor
from tests.e2e.visitor import Visitor as Client
from tests.e2e.visitor import sign_in_by_code
from tests.e2e.walking import file_dossier
from tests.support.stack import Motcua

FORM = "/dossiers/new?procedure=1.013817&kind=citizen"
PAGES = ("/my", "/my/claim", "/my/profile", "/my/businesses/new", "/guidance", FORM)


def test_a_dossier_filed_before_is_found_again_after_signing_in(motcua: Motcua, visitor: Visitor) -> None:
    filed = file_dossier(visitor(scripts=False))
    me, stranger = Client(motcua), Client(motcua)
    sign_in_by_code(me, motcua, f"09{uuid4().int % 10**8:08}")
    sign_in_by_code(stranger, motcua, f"09{uuid4().int % 10**8:08}")
    me.to("GET", f"/my/dossiers/{filed.code}", 404)
    me.to("POST", "/my/claim", 200, data={"link": filed.link})
    assert filed.code in me.to("GET", "/my", 200).text
    stranger.to("GET", f"/my/dossiers/{filed.code}", 404)
    stranger.to("POST", f"/my/dossiers/{filed.code}/withdraw", 404, data={})
    me.to("POST", f"/my/dossiers/{filed.code}/withdraw", 200, data={})


def test_the_pages_of_a_signed_in_person_are_clean(motcua: Motcua, visitor: Visitor) -> None:
    client = Client(motcua)
    sign_in_by_code(client, motcua, f"09{uuid4().int % 10**8:08}")
    page = visitor(390)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"], "url": motcua.url}])
    found = {}
    for address in PAGES:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        found[address] = faults_of(page) + width_faults_of(page)
    assert {address: faults for address, faults in found.items() if faults} == {}


def test_what_was_typed_without_signing_in_is_kept_in_the_browser_and_can_be_cleared(
    motcua: Motcua, visitor: Visitor
) -> None:
    page = visitor(390)
    page.goto(FORM)
    page.get_by_label("Địa chỉ").fill("Thôn 4, xã Hòa Bắc")
    page.goto(FORM)
    expect(page.get_by_label("Địa chỉ")).to_have_value("Thôn 4, xã Hòa Bắc")
    page.get_by_role("button", name="Xóa bản điền dở trên máy này").click()
    page.goto(FORM)
    expect(page.get_by_label("Địa chỉ")).to_have_value("")
