"""Chromium for tests, and what every page is looked over for: accessibility, width, what the console says."""

from __future__ import annotations

import os
import shutil

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Only what is wrong leaves the browser: the whole report takes longer to hand over than the page to look at.
LOOK_OVER = """async rules => (await axe.run(document, rules)).violations.map(
    one => `${one.id}: ${JSON.stringify(one.nodes.slice(0, 3).map(node => node.target))}`)"""
WIDER = "[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1)"


def launched(playwright: Playwright) -> Browser:
    """The machine's Chromium (``CHROMIUM`` names another), or the one that Playwright brought."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return playwright.chromium.launch(executable_path=found, args=FLAGS)


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page as it stands: axe's findings, and parts wider than the window."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(LOOK_OVER, RULES)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"wider than the window: {page.evaluate(f'{WIDER}.map(one => one.className).slice(0, 5)')}")
    return found


def width_faults_of(page: Page) -> list[str]:
    """Parts wider than the window, with the text as it is and with larger text; everything unfolded."""
    found = []
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for size in ("normal", "large"):
        page.evaluate(f"document.documentElement.classList.toggle('text-large', {str(size == 'large').lower()})")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            parts = page.evaluate(f"{WIDER}.map(one => one.className).slice(0, 5)")
            found.append(f"{page.url} at {page.viewport_size}, {size} text: {parts}")
    return found
