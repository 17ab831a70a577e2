"""docs/agencies.md says what the contracts and the examples say, and leads nowhere that is not there."""

from __future__ import annotations

import json
import re

from deploy.contracts import guide
from deploy.contracts.__main__ import FOLDER
from shared.bus.registry import load_registry
from shared.bus.topology import AGENCY

DOCUMENT = json.loads((FOLDER / "asyncapi.json").read_text("utf-8"))
PAGE = guide.PAGE.read_text("utf-8")


def test_the_made_parts_are_as_they_would_be_made_now() -> None:
    assert guide.difference(DOCUMENT) == []


def test_no_part_is_left_out() -> None:
    assert guide.unused(PAGE) == set()


def test_every_message_of_the_exchange_stands_on_the_page() -> None:
    registry = load_registry()
    types = {one.type for one in (*registry.owned_by(AGENCY), *registry.read_by(AGENCY))}
    assert {type for type in types if f"[`{type}`](" not in PAGE} == set()


def test_every_link_leads_somewhere() -> None:
    prose = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)
    anchors = {
        re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", prose, re.M)
    }
    for link in re.findall(r"\]\(([^)]+)\)", prose):
        if link.startswith("#"):
            assert link[1:] in anchors, link
        else:
            assert (guide.PAGE.parent / link).exists(), link


def test_a_stale_part_is_told() -> None:
    stale = PAGE.replace("def work(", "def other_work(")
    assert guide.made(stale, DOCUMENT) == PAGE


def test_both_examples_know_every_letter() -> None:
    letters = {one.type for one in load_registry().read_by(AGENCY)}
    for name in ("python/agency.py", "node/agency.mjs"):
        text = (guide.EXAMPLES / name).read_text("utf-8")
        assert {letter for letter in letters if f'"{letter}"' not in text} == set(), name


def test_what_is_said_beside_the_main_way_stands_there_once_its_message_does() -> None:
    more = {**DOCUMENT, "components": {**DOCUMENT["components"], "messages": guide.BESIDE}}
    assert guide.PARTS["beside"](more).count("\n- ") == len(guide.BESIDE) - 1
    assert all(type.startswith(f"{AGENCY}.") for type in guide.BESIDE)
