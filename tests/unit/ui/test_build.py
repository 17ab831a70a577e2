"""The committed stylesheet is what its sources make, and it brings nothing from elsewhere."""

from __future__ import annotations

import re

from shared.ui import build


def test_the_stylesheet_is_up_to_date() -> None:
    assert build.faults() == []


def test_the_stylesheet_fetches_only_our_own_fonts() -> None:
    addresses = re.findall(r"url\(\"?([^)\"]+)", build.SHEET.read_text(encoding="utf-8"))
    assert len(addresses) == 6
    assert all(one.startswith("fonts/") and "?v=" in one for one in addresses)


def test_the_stylesheet_has_no_crown_and_no_byte_order_mark() -> None:
    text = build.SHEET.read_bytes()
    assert text.startswith(b"/* built by")
    assert b"govuk-header" not in text
    assert b"GDS Transport" not in text
