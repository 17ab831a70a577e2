"""The front page leads to every part of the system, and each of them answers."""

from __future__ import annotations

import re

import pytest
import requests

from tests.support.stack import Motcua

PARTS = ["/desk", "/routing", "/hotline/desk", "/notifications", "/simulators/", "/hotline", "/hotline/track"]


@pytest.mark.parametrize("part", PARTS)
def test_the_front_page_of_a_trial_system_leads_to_every_part(motcua: Motcua, part: str) -> None:
    page = {"Accept": "text/html"}
    front = requests.get(f"{motcua.url}/", headers=page, timeout=10).text
    assert part in re.findall(r'href="([^"]+)"', front)
    found = requests.get(f"{motcua.url}{part}", headers=page, timeout=10)
    # What only staff may see asks to sign in.
    assert found.status_code in (200, 401)
    assert "<h1" in found.text
