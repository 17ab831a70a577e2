"""A real browser beside the whole running system."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.browser import launched
from tests.support.stack import Motcua

Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run."""
    with sync_playwright() as playwright:
        running = launched(playwright)
        yield running
        running.close()


@pytest.fixture
def visitor(browser: Browser, motcua: Motcua) -> Iterator[Visitor]:
    """Opens a page with cookies of its own: ``visitor(width=390, scripts=False)``; addresses are the system's paths."""
    contexts = []

    def open_page(width: int = 1280, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=motcua.url, viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
