"""The review in a real browser: planned, examined by the running worker, proposed, decided; no finding of axe."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.browser import faults_of, width_faults_of
from tests.e2e.conftest import Visitor
from tests.e2e.walking import PROCEDURE, sign_in
from tests.support.stack import Motcua


def planned(leader: Page) -> str:
    leader.goto("/desk/reviews/new")
    leader.get_by_label("Tên đợt rà soát").fill("Rà soát quý IV")
    leader.get_by_label("Căn cứ").fill("Công văn số 6781/SYT-VP")
    leader.evaluate("document.querySelectorAll('details.field-choice').forEach(one => one.open = true)")
    leader.locator(f'input[value="{PROCEDURE}"]').check()
    leader.get_by_role("button", name="Lập đợt").click()
    expect(leader.get_by_role("heading", level=1)).to_have_text("Rà soát quý IV")
    return leader.url


def test_a_review_is_examined_proposed_and_decided_and_its_pages_have_no_finding(
    motcua: Motcua, visitor: Visitor
) -> None:
    leader, officer = visitor(), visitor()
    sign_in(leader, motcua, "leader")
    sign_in(officer, motcua)
    round = planned(leader)
    review = f"{round}/{PROCEDURE}"
    officer.goto(review)
    officer.get_by_role("button", name="Tính số liệu").click()
    expect(officer.get_by_role("link", name="Lập kiến nghị")).to_be_visible(
        timeout=30_000
    )  # the page reloads by itself
    officer.get_by_role("link", name="Lập kiến nghị").click()
    found = {officer.url: faults_of(officer) + width_faults_of(officer)}
    officer.get_by_label("Giữ nguyên").check()
    officer.get_by_label("Vì sao, dựa vào số liệu nào").fill("Số liệu không cho thấy việc phải sửa")
    officer.get_by_role("button", name="Gửi kiến nghị").click()
    expect(officer.get_by_role("heading", name="Kiến nghị", exact=True)).to_be_visible()
    leader.goto(review)
    for language in ("vi", "en"):
        for address in (review, round, f"{round}/report", f"{round}/add"):
            leader.goto(f"{address}?lang={language}")
            found[f"{address} {language}"] = faults_of(leader) + width_faults_of(leader)
    leader.goto(f"{review}?lang=vi")
    leader.get_by_label("Đồng ý", exact=True).check()
    leader.get_by_role("button", name="Ghi quyết định").click()
    expect(leader.get_by_text("Đã thông qua").first).to_be_visible()
    assert {address: faults for address, faults in found.items() if faults} == {}
