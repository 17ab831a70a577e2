"""A real browser beside the whole running system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

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
    with ExitStack() as pages:
        yield lambda width=1280, *, scripts=True: pages.enter_context(opened(browser, motcua, width, scripts=scripts))


@contextmanager
def opened(browser: Browser, motcua: Motcua, width: int = 1280, *, scripts: bool = True) -> Iterator[Page]:
    """One such page, closed at the end."""
    context = browser.new_context(
        base_url=motcua.url, viewport={"width": width, "height": 900}, java_script_enabled=scripts
    )
    context.set_default_timeout(15_000)
    try:
        yield context.new_page()
    finally:
        context.close()
