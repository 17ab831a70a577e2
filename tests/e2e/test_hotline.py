"""The hotline in a real browser beside the whole system: a call about a dossier, its answer, the look of its pages."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.browser import faults_of, width_faults_of
from tests.e2e.conftest import Visitor
from tests.e2e.walking import NAME, PHONE, file_dossier
from tests.support.stack import Motcua
from tests.support.waiting import wait_until

TEXT = "Cô ở quầy nói thứ Năm, giấy lại hẹn thứ Sáu, ngày nào đúng?"
ANSWER = "Giấy hẹn thứ Sáu là đúng: hồ sơ nhận lúc nghỉ trưa nên tính từ 13:30."


def sign_in(page: Page, motcua: Motcua, name: str) -> None:
    """To the hotline's desk."""
    page.goto("/sign-in?next=/hotline/desk")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(motcua.accounts[name])
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đang chờ trả lời")


def verify(page: Page, code: str, digits: str) -> Page:
    """What the operator does with what a caller reads out."""
    page.locator("#dossier-code").fill(code)
    page.locator("#dossier-digits").fill(digits)
    page.locator(".call-desk__matches").get_by_role("button", name="Đối chiếu").click()
    return page


def test_a_caller_is_verified_written_down_answered_and_told(motcua: Motcua, visitor: Visitor) -> None:
    citizen, operator, officer = visitor(390, scripts=False), visitor(1440, scripts=False), visitor(1440, scripts=False)
    leader = visitor(1440, scripts=False)
    dossier = file_dossier(citizen)
    sign_in(operator, motcua, "operator")
    operator.get_by_role("navigation", name="Chính").get_by_role("link", name="Ghi cuộc gọi").click()
    operator.locator("#text").fill(TEXT)
    operator.locator("#contact-name").fill(NAME)
    operator.locator("#contact-phone").fill(PHONE)
    verify(operator, dossier.code, "0000")
    expect(operator.get_by_role("status")).to_contain_text("Chưa đối chiếu được")
    expect(operator.get_by_text("Đã đối chiếu")).to_have_count(0)
    wait_until(lambda: verify(operator, dossier.code, "0127").get_by_text("Đã đối chiếu").count() == 1, timeout=30)
    expect(operator.locator(".match-card")).to_contain_text(dossier.code)
    operator.get_by_role("button", name="Lưu và đọc mã").click()
    code, key = operator.locator(".code-and-key dd").all_inner_texts()

    sign_in(officer, motcua, "petition-officer")
    officer.locator(f'a[href="/hotline/desk/{code}"]').click()
    expect(officer.locator(".match-card")).to_contain_text(dossier.code)
    expect(officer.get_by_text(NAME)).to_have_count(0)
    officer.get_by_role("button", name="Giao việc").click()
    officer.locator("#answer").fill(ANSWER)
    officer.get_by_role("button", name="Gửi duyệt").click()
    expect(officer.get_by_role("status")).to_contain_text("đang chờ duyệt")
    sign_in(leader, motcua, "leader")
    leader.goto(f"/hotline/desk/{code}")
    leader.get_by_role("button", name="Duyệt và gửi trả lời").click()
    expect(leader.get_by_role("status")).to_contain_text("Đã duyệt")

    citizen.goto("/hotline/track")
    citizen.locator("#code").fill(code)
    citizen.locator("#key").fill(key.replace("-", " ").lower())
    citizen.get_by_role("button", name="Xem phản ánh").click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text("Đã có câu trả lời")
    expect(citizen.get_by_text(ANSWER)).to_be_visible()

    def told() -> bool:
        officer.reload()
        return officer.get_by_text("Tin nhắn tới").count() > 0

    wait_until(told, timeout=40, describe=lambda: officer.inner_text("main"))
    officer.get_by_role("button", name="Đóng phản ánh").click()
    expect(officer.get_by_role("status")).to_contain_text("Đã đóng")


def test_no_page_of_the_hotline_has_a_finding_of_axe(motcua: Motcua, visitor: Visitor) -> None:
    for language, width in (("vi", 1440), ("en", 390)):
        citizen, officer = visitor(width), visitor(width)
        citizen.goto(f"/hotline?lang={language}")
        found = {"/hotline": faults_of(citizen)}
        citizen.locator("button.govuk-button").click()
        found["/hotline with faults"] = faults_of(citizen)
        citizen.locator("input[value=feedback]").check()
        citizen.locator("#text").fill(TEXT)
        citizen.locator("input[value=anonymous]").check()
        citizen.locator("button.govuk-button").click()
        citizen.wait_for_url("**/hotline/received")  # the form is sent by a script, which then goes there
        found["/hotline/received"] = faults_of(citizen)
        code = citizen.locator(".code-and-key dd").first.inner_text()
        citizen.locator("button.govuk-button").click()
        found["tracked"] = faults_of(citizen)
        for path in ("/hotline/track", "/hotline/guides/complaint", "/hotline/guides/denunciation", "/hotline/desk",
                     "/hotline/questions", "/hotline/questions?answers=decision.yes.review"):  # fmt: skip
            citizen.goto(path)
            found[path] = faults_of(citizen)
        sign_in(officer, motcua, "operator")
        desk = "/hotline/desk"
        lists = (f"{desk}/callbacks", f"{desk}/calls", f"{desk}/escalations")
        for path in (desk, f"{desk}/new", *lists, f"{desk}/{code}"):
            officer.goto(f"{path}?lang={language}")
            found[path] = faults_of(officer)
        if language == "en":  # told in the same words as the one before: the two are suggested to each other
            officer.locator('form[action$="/merge"] button').first.click()
            expect(officer.get_by_role("status")).to_be_visible()
            found["merged"] = faults_of(officer)
            officer.locator('a[href^="/hotline/desk/matters/PA-"]').click()
            found["matter"] = [*faults_of(officer), *width_faults_of(officer)]
            officer.goto("/hotline/desk/matters")
            found["matters"] = [*faults_of(officer), *width_faults_of(officer)]
        assert {path: faults for path, faults in found.items() if faults} == {}
