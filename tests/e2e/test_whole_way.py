"""One dossier's whole way in a real browser that runs no script: front door → agency over AMQP → front door."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Visitor
from tests.e2e.walking import NAME, accept, file_dossier, give_back, heading_after_reload, look_up, sign_in
from tests.support.stack import Motcua
from tests.support.waiting import wait_until


def test_a_dossier_goes_its_whole_way_and_the_pages_tell_each_step(motcua: Motcua, visitor: Visitor) -> None:
    citizen, stranger, officer = (visitor(390, scripts=False), visitor(scripts=False), visitor(1440, scripts=False))
    dossier = file_dossier(citizen)
    citizen.goto(dossier.link)
    expect(citizen.get_by_role("heading", level=1)).to_have_text("Hồ sơ đã nộp, đang chờ tiếp nhận")
    look_up(stranger, dossier.code)
    expect(stranger.get_by_text("Chưa hẹn")).to_be_visible()
    expect(stranger.get_by_text(NAME)).to_have_count(0)

    sign_in(officer, motcua)
    accept(officer, dossier.code)
    expect(officer.get_by_text("Ngày trả kết quả")).to_be_visible()
    citizen.reload()
    expect(citizen.locator(".due-card__day")).to_contain_text("/")
    expect(citizen.get_by_text("Vì sao là ngày này?")).to_be_visible()

    ready = "Hồ sơ đã có kết quả"
    wait_until(lambda: heading_after_reload(citizen) == ready, timeout=30, describe=lambda: citizen.inner_text("main"))
    expect(citizen.get_by_role("heading", name="Mời đến nhận kết quả")).to_be_visible()
    expect(citizen.locator(".timeline__step--next")).to_have_count(1)

    give_back(officer, dossier.code)
    assert heading_after_reload(citizen) == "Đã trả kết quả"
    look_up(stranger, dossier.code)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Đã trả kết quả")


def test_a_business_files_at_the_counter_through_an_officer(motcua: Motcua, visitor: Visitor) -> None:
    officer = visitor(1280, scripts=False)
    sign_in(officer, motcua)
    officer.get_by_role("navigation", name="Chính").get_by_role("link", name="Nhận hồ sơ tại quầy").click()
    officer.locator('a[href="/desk/new?procedure=1.003039"]').click()
    if officer.get_by_role("heading", level=1).inner_text() == "Hồ sơ này của ai?":
        officer.get_by_label("Doanh nghiệp").check()
        officer.get_by_role("button", name="Tiếp tục").click()
    officer.get_by_label("Tên đơn vị").fill("Công ty TNHH Thiết bị Y tế An Phát")
    officer.locator("#applicant-tax_code").fill("0312345678")
    officer.get_by_label("Địa chỉ").fill("12 Lê Lợi, phường Trung Tâm")
    officer.get_by_role("button", name="Lưu và lấy mã hồ sơ").click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text("Mã hồ sơ là H99.11-")
    expect(officer.locator("svg.qr-code")).to_be_visible()
    officer.get_by_role("link", name="Xem và tiếp nhận").click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("Tiếp nhận hồ sơ này?")


def test_a_wrong_code_and_a_wrong_phone_are_told_alike(motcua: Motcua, visitor: Visitor) -> None:
    citizen = visitor(scripts=False)
    dossier = file_dossier(citizen)
    told = []
    for code, digits in ((dossier.code, "0000"), ("H99.11-200101-0001", "0127")):
        look_up(citizen, code, digits)
        told.append(citizen.get_by_role("alert").inner_text())
    assert told[0] == told[1]
    assert "Chưa thấy hồ sơ này" in told[0]
