"""An administrator connects, renews and cuts off an agency in a real browser beside the whole system."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from deploy.local.ports import free_ports
from deploy.simulators.webhook_agency.sheet import read_sheet
from tests.e2e.browser import faults_of
from tests.e2e.conftest import Visitor
from tests.support.stack import Motcua

AGENCIES, KEY = "/routing/agencies", "H99-11-88"


def sign_in(page: Page, motcua: Motcua) -> None:
    page.goto(f"/sign-in?next={AGENCIES}")
    page.get_by_label("Tên đăng nhập").fill("admin")
    page.get_by_label("Mật khẩu").fill(motcua.accounts["admin"])
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cơ quan kết nối")


def test_an_agency_is_connected_renewed_and_cut_off_by_an_administrator(
    motcua: Motcua, visitor: Visitor, tmp_path: Path
) -> None:
    page, (port,) = visitor(1280, scripts=False), free_ports(1)
    sign_in(page, motcua)
    page.get_by_role("link", name="Thêm cơ quan").click()
    page.get_by_role("button", name="Thêm và kết nối").click()
    page.get_by_role("alert").get_by_role("link", name="Mã định danh").click()
    page.get_by_label("Mã định danh").fill("H99.11.88")
    page.get_by_label("Tên cơ quan").fill("Trạm Y tế Hòa Bắc")
    page.get_by_label("Tên tiếng Anh").fill("Hòa Bắc Health Post")
    page.get_by_label("Lịch làm việc").fill("H99")
    page.get_by_label("Gửi tới địa chỉ của cơ quan").check()
    page.get_by_label("Địa chỉ nhận thư").fill(f"http://localhost:{port}/letters")
    page.get_by_role("button", name="Thêm và kết nối").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Tải phiếu về tệp").click()
    saved.value.save_as(tmp_path / "sheet.json")
    page.reload()
    expect(page.get_by_role("button", name="Tải phiếu về tệp")).to_have_count(0)
    assert read_sheet(tmp_path / "sheet.json").replies_url.startswith(motcua.url)
    page.get_by_role("link", name="Đổi khóa ký").click()
    page.get_by_label("Khóa ký trả lời").check()
    page.get_by_label("Lý do").fill("Định kỳ")
    page.get_by_role("button", name="Đổi", exact=True).click()
    page.get_by_role("button", name="Xem phiếu trên trang").click()
    expect(page.get_by_label("Nội dung tệp")).to_contain_text("private_key")
    page.goto(f"{AGENCIES}/{KEY}")
    page.get_by_role("link", name="Ngắt kết nối").click()
    page.get_by_label("Lý do").fill("Giải thể")
    page.get_by_role("button", name="Ngắt kết nối").click()
    expect(page.get_by_text("Đã ngắt")).to_be_visible()


def test_the_pages_of_agencies_have_no_finding_of_axe(motcua: Motcua, visitor: Visitor) -> None:
    page, one = visitor(1280), f"{AGENCIES}/H99-11-01"
    sign_in(page, motcua)
    found = {}
    looked_at = {
        ("vi", 1280): (AGENCIES, f"{AGENCIES}/new", f"{one}/rotate"),
        ("en", 320): (AGENCIES, one, f"{one}/connect", f"{one}/revoke"),
    }
    for (language, width), addresses in looked_at.items():
        page.set_viewport_size({"width": width, "height": 900})
        for address in addresses:
            page.goto(f"{address}?lang={language}")
            expect(page.locator("html")).to_have_attribute("lang", language)
            found[f"{address} {language}"] = faults_of(page)
    assert {address: faults for address, faults in found.items() if faults} == {}
