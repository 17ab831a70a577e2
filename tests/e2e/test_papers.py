"""Sending a paper in a real browser: over a line that breaks, and on a machine that runs no scripts."""

from __future__ import annotations

import io
import re

from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect

from tests.e2e.conftest import Visitor
from tests.e2e.walking import file_dossier

BROKEN = {2, 3}


def picture(side: int) -> FilePayload:
    """A photo that packs badly: about three bytes a point."""
    points = bytes((7 * n + n // 251) % 256 for n in range(3 * side * side))
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), points).save(out, "PNG", compress_level=0)
    return {"name": "Thẻ căn cước.png", "mimeType": "image/png", "buffer": out.getvalue()}


def send(page: Page, file: FilePayload) -> None:
    """Into the place of the procedure's first paper."""
    form = page.locator("form[data-upload]").first
    form.locator("input[type=file]").set_input_files(file)
    form.locator("button[type=submit]").click()


def test_a_broken_line_loses_no_piece_and_sends_none_twice(visitor: Visitor) -> None:
    page, asked = visitor(390), []

    def breaking(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) in BROKEN:
            route.abort()
        else:
            route.continue_()

    page.goto(f"{file_dossier(page).link}/papers")
    page.route("**/parts/*", breaking)
    send(page, picture(800))
    expect(page.get_by_role("status").first).to_contain_text("Đã nhận tệp", timeout=60_000)
    numbers = [re.sub(r".*/", "", url) for url in asked]
    assert numbers == ["1", "2", "2", "2", "3", "4"], "each piece again until it arrived, and never after"
    expect(page.get_by_role("link", name="Thẻ căn cước.png")).to_be_visible()


def test_without_scripts_a_photo_comes_through_the_plain_form(visitor: Visitor) -> None:
    page = visitor(390, scripts=False)
    page.goto(f"{file_dossier(page).link}/papers")
    send(page, {"name": "đơn.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(300)})
    expect(page.get_by_role("link", name=re.compile("chỉ nhận PDF"))).to_be_visible()
    send(page, picture(700))
    expect(page.get_by_role("status").first).to_contain_text("Đã nhận tệp")
