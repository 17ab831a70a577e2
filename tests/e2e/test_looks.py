"""Every page in a real browser: clean for axe, no wider than the window, usable by keyboard, quiet in the console."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.e2e.browser import faults_of, width_faults_of
from tests.e2e.conftest import Visitor, opened
from tests.e2e.walking import FiledDossier, accept, file_dossier, paper_of, sign_in
from tests.support.stack import Motcua

OPEN_PAGES = (
    "/",
    "/procedures?search=khuyet",
    "/procedures/1.013817",
    "/dossiers/new?procedure=1.013817&kind=citizen",
    "/dossiers/new?procedure=1.013814&kind=business",
    "/dossiers/new?procedure=1.013814",
    "/dossiers/new?procedure=1.003029&kind=business&variant=class-b",
    "/procedures/1.003029",
    "/tracking",
    "/sign-in",
    "/guidance",
    "/notifications/my",
    "/ticket",
    "/kiosk",
    "/board/H99.11",
    "/developers",
    "/developers/agencies",
    "/developers/events",
    "/developers/events/agency.task.decided.v1",
    "/developers/api/intake",
    "/developers/api/notifications/messages",  # of the many that one template makes
    "/nothing-here",
)
LEADERS_PAGES = (
    "/hotline/desk/looks?verify=1",
    "/hotline/desk/export",
    "/routing",
    "/routing/routes",
    "/routing/late",
    "/routing/conservation",
    "/routing/exchange",
    "/routing/exchange/H99-11-02",
    "/hotline/desk/escalations",
    "/hotline/desk/reviews",
    "/hotline/desk/reviews/now",
)
DESK_PAGES = (
    "/desk/guidance",
    "/desk/contacts",
    "/desk/contacts/new",
    "/desk",
    "/desk?lateness=new",
    "/desk/new",
    "/desk/new?procedure=1.013817&kind=citizen",
    "/desk/tours",
    "/desk/books",
    "/desk/silent",
    "/notifications/figures",
    "/notifications/inbound",
    "/notifications/preferences",
    "/desk/queue",
    "/desk/queue/figures",
    "/desk/queue/kiosks",
    "/desk/tickets/new",
    "/desk/priority",
    "/desk/priority/imports",
    "/desk/portal",
    "/desk/portal/lists",
    "/desk/catalogue",
    "/desk/catalogue/procedures/1.013817",
    "/desk/reviews",
    "/notifications/templates",
    "/notifications/templates/supplement_requested.email.vi.neutral",
    "/notifications/templates/accepted.sms.vi.neutral/new",
)


@pytest.fixture(scope="module")
def dossier(browser: Browser, motcua: Motcua) -> FiledDossier:
    """Looked at by every test, changed by none."""
    with opened(browser, motcua, scripts=False) as page:
        return file_dossier(page)


AGENCY_PAGES = ("/routing", "/routing/inbox", "/routing/absence")


def sign_in_at_agency(page: Page, motcua: Motcua) -> None:
    """An agency's officer, who has no desk."""
    page.goto("/sign-in?next=/routing/inbox")
    page.get_by_label("Tên đăng nhập").fill("agency-a")
    page.get_by_label("Mật khẩu").fill(motcua.accounts["agency-a"])
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hộp việc")


def of_one(dossier: FiledDossier) -> tuple[str, ...]:
    desk = f"/desk/dossiers/{dossier.code}"
    steps = ("prioritise", "accept", "refuse", "request-supplement", "request-payment", "record-loss")
    own = (f"{dossier.link}/withdraw", f"{dossier.link}/papers")
    return (desk, *(f"{desk}/{step}" for step in steps), f"{desk}/papers", *own)


def look(page: Page, address: str, language: str = "vi") -> None:
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.parametrize(("language", "width"), [("vi", 1280), ("en", 390)])
def test_no_page_has_a_finding_of_axe(
    motcua: Motcua, visitor: Visitor, dossier: FiledDossier, language: str, width: int
) -> None:
    page = visitor(width)
    said: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if "404" not in message.text:
            said.append(message.text)

    page.on("console", heard)
    sign_in(page, motcua)
    page.goto(f"/tracking?lang={language}")
    found = {}
    for address in (*OPEN_PAGES, *DESK_PAGES, *of_one(dossier), dossier.link):
        if address == "/sign-in":
            continue
        look(page, address, language)
        found[address] = faults_of(page)
    officer = visitor(width)
    sign_in_at_agency(officer, motcua)
    for address in AGENCY_PAGES:
        look(officer, f"{address}?lang={language}", language)
        found[address] = faults_of(officer)
    stranger = visitor(width)
    look(stranger, f"/sign-in?lang={language}", language)
    found["/sign-in"] = faults_of(stranger)
    assert {address: faults for address, faults in found.items() if faults} == {}
    assert said == []


@pytest.mark.parametrize(("language", "width"), [("vi", 1280), ("en", 390)])
def test_no_page_of_routings_leaders_has_a_finding_of_axe(
    motcua: Motcua, visitor: Visitor, language: str, width: int
) -> None:
    page = visitor(width)
    sign_in(page, motcua, "leader")
    page.goto(f"/tracking?lang={language}")
    found = {}
    for address in LEADERS_PAGES:
        look(page, address, language)
        found[address] = [*faults_of(page), *width_faults_of(page)]
    assert {address: faults for address, faults in found.items() if faults} == {}


def test_the_page_that_checks_a_paper_has_no_finding_of_axe(motcua: Motcua, visitor: Visitor) -> None:
    stranger, officer = visitor(390), visitor()
    accepted = file_dossier(stranger)
    sign_in(officer, motcua)
    accept(officer, accepted.code)
    paper = paper_of(stranger, accepted)
    for language in ("vi", "en"):
        look(stranger, f"{paper}?lang={language}", language)
        assert faults_of(stranger) == []


def test_no_page_is_wider_than_the_window(motcua: Motcua, visitor: Visitor, dossier: FiledDossier) -> None:
    page = visitor()
    sign_in(page, motcua)
    found = []
    for address in (*OPEN_PAGES, *DESK_PAGES, *of_one(dossier), dossier.link):
        page.goto(address)
        for width in (320, 390, 760, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            found += width_faults_of(page)
    assert found == []


def test_the_keyboard_reaches_the_content_first_and_focus_is_seen(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Đến nội dung chính")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    code = page.get_by_label("Xem hồ sơ của tôi")
    expect(code).to_be_focused()
    expect(code).to_have_css("outline", "rgb(34, 32, 28) solid 3px")
    expect(code).to_have_css("box-shadow", "rgb(255, 200, 107) 0px 0px 0px 6px")


def test_a_fault_takes_the_reader_to_its_field(visitor: Visitor) -> None:
    page = visitor(390)
    page.goto("/dossiers/new?procedure=1.013817&kind=citizen")
    page.get_by_label("Địa chỉ").fill("Thôn 4, xã Hòa Bắc")
    page.get_by_role("button", name="Gửi hồ sơ").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label("Địa chỉ")).to_have_value("Thôn 4, xã Hòa Bắc")
    page.get_by_role("alert").get_by_role("link", name="Họ và tên").click()
    expect(page.locator("#applicant-name")).to_be_focused()
    assert faults_of(page) == []


def test_language_and_larger_text_need_no_script(visitor: Visitor) -> None:
    page = visitor(scripts=False)
    page.goto("/procedures?search=khuyet")
    page.get_by_role("navigation", name="Tiện ích").get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Find a procedure")
    expect(page.get_by_label("Some words of the name, or the procedure’s code")).to_have_value("khuyet")
    page.get_by_role("navigation", name="Tools").get_by_role("link", name="Larger text").click()
    expect(page.locator("html")).to_have_css("font-size", "20px")
    page.goto("/")
    expect(page.locator("html")).to_have_css("font-size", "20px")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_on_paper_the_ways_around_the_site_are_left_out(visitor: Visitor, dossier: FiledDossier) -> None:
    page = visitor()
    page.goto(dossier.link)
    page.emulate_media(media="print")
    expect(page.locator(".top-bar__links")).to_be_hidden()
    expect(page.get_by_text(dossier.code).first).to_be_visible()
