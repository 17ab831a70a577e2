"""A petition written where there is no line: nothing typed is lost, and it is sent once."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Visitor
from tests.support.stack import Motcua

TEXT = "Mất mạng giữa chừng mà vẫn phải gửi được phản ánh này."
KEPT = "navigator.serviceWorker.ready.then(() => caches.match('/hotline')).then(found => Boolean(found))"


def write(page: Page) -> None:
    page.locator("input[name=kind][value=feedback]").check()
    page.locator("input[name=topic][value=lateness]").check()
    page.locator("input[name=who][value=anonymous]").check()
    page.locator("#text").fill(TEXT)


def test_what_was_written_outlives_the_line_and_is_sent_once(motcua: Motcua, visitor: Visitor) -> None:
    page = visitor(390)
    page.goto("/hotline")
    page.wait_for_function(KEPT)
    write(page)
    answers: list[int] = []

    def lose_the_answer(route: Route) -> None:
        """The server takes it, and the line breaks before anybody hears so."""
        answers.append(route.fetch(max_redirects=0).status)
        route.abort("connectionreset")

    page.route("**/hotline", lambda one: lose_the_answer(one) if one.request.method == "POST" else one.fallback())
    page.get_by_role("button", name="Gửi phản ánh").click()
    expect(page.locator("[data-send-state]")).to_contain_text("Chưa gửi được")
    page.unroute("**/hotline")
    page.context.set_offline(True)
    page.goto("/hotline")
    expect(page.locator("#text")).to_have_value(TEXT)
    page.get_by_role("button", name="Gửi phản ánh").click()
    expect(page.locator("[data-send-state]")).to_contain_text("Chưa gửi được")
    page.context.set_offline(False)
    page.wait_for_url("**/hotline/received")
    code = page.locator(".code-and-key dd").first.inner_text()
    assert answers == [303]
    page.goto("/hotline")
    expect(page.locator("#text")).to_have_value("")
    write(page)
    page.get_by_role("button", name="Gửi phản ánh").click()
    page.wait_for_url("**/hotline/received")
    following = page.locator(".code-and-key dd").first.inner_text()
    assert int(following[-4:]) == int(code[-4:]) + 1, "the first was taken twice, or the second not at all"
    page.goto("/hotline")
    page.locator("#text").fill(TEXT)
    assert page.evaluate("localStorage.length") == 1
    page.locator("input[name=kind][value=denunciation]").check()
    assert page.evaluate("localStorage.length") == 0, "a denunciation leaves nothing on the machine"
