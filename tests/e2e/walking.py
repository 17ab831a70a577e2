"""What a citizen and an officer do in the browser, step by step."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.support.stack import Motcua

PROCEDURE = "1.013817"
PHONE = "0900 000 127"
NAME = "Nguyễn Thị Hồng Vân"


@dataclass(frozen=True, slots=True)
class FiledDossier:
    """Its ``code`` and the path of its personal link."""

    code: str
    link: str


def file_dossier(page: Page) -> FiledDossier:
    """From the front page through the search and the form to the confirmation."""
    page.goto("/")
    page.get_by_label("Ví dụ: trợ cấp người cao tuổi").fill("hanh nghe cong tac xa hoi")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.locator(f'a[href="/procedures/{PROCEDURE}"]').click()
    page.get_by_role("link", name="Nộp hồ sơ này").click()
    page.get_by_label("Họ và tên", exact=True).fill(NAME)
    page.get_by_label("Số căn cước", exact=True).fill(f"0{secrets.randbelow(10**11):011}")
    for label, value in (("Ngày", "1"), ("Tháng", "3"), ("Năm", "1958")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Địa chỉ").fill("Thôn 4, xã Hòa Bắc")
    page.locator("#applicant-phone").fill(PHONE)
    page.get_by_role("button", name="Gửi hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mã hồ sơ là H99.11-")
    code = page.get_by_role("heading", level=1).inner_text().rsplit(" ", 1)[1]
    link = page.locator(".keep-link a").get_attribute("href") or ""
    return FiledDossier(code, link)


def sign_in(page: Page, motcua: Motcua, name: str = "reception") -> None:
    """To the desk."""
    page.goto("/sign-in")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(motcua.accounts[name])
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của quầy")


def accept(page: Page, code: str) -> None:
    """From the inbox's group of new dossiers over the confirmation."""
    page.goto("/desk?lateness=new")
    page.locator(f'a[href="/desk/dossiers/{code}"]').click()
    page.get_by_role("link", name="Xem và tiếp nhận").click()
    page.get_by_role("button", name="Tiếp nhận và hẹn ngày trả").click()
    expect(page.get_by_role("status")).to_contain_text("Đã tiếp nhận")


def paper_of(page: Page, dossier: FiledDossier) -> str:
    """The path behind the code on an accepted dossier's receipt."""
    drawn = page.request.get(f"{dossier.link}/receipt.pdf").body()
    found = re.search(rb"/verify/[\w-]{32}", drawn)
    assert found
    return found[0].decode()


def give_back(page: Page, code: str) -> None:
    """From the inbox's group of ready results over who took it."""
    page.goto("/desk?lateness=ready")
    page.locator(f'a[href="/desk/dossiers/{code}"]').click()
    page.get_by_role("link", name="Trả kết quả", exact=True).click()
    page.get_by_label("Người đứng tên hồ sơ").check()
    page.get_by_role("button", name="Ghi đã trả kết quả").click()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi việc trả kết quả")


def heading_after_reload(page: Page) -> str:
    """What the page's heading says now."""
    page.reload()
    return page.get_by_role("heading", level=1).inner_text()


def look_up(page: Page, code: str, digits: str = "0127") -> None:
    """As a stranger does: code on the front page, then four digits."""
    page.goto("/")
    page.get_by_label("Xem hồ sơ của tôi").fill(code)
    page.get_by_role("button", name="Xem hồ sơ").click()
    page.get_by_label("4 số cuối điện thoại").fill(digits)
    page.get_by_role("button", name="Xem hồ sơ").click()
