"""Rules of letters as HTML: every style on its element, nothing fetched, the same words as the plain text."""

from __future__ import annotations

import re
from html import unescape

import pytest

from services.notifications.domain.message import Channel
from services.notifications.domain.template import Template
from services.notifications.domain.words.letter import letter_html
from services.notifications.use_cases.preview_templates import preview
from tests.unit.notifications.samples import HOUSE, TEMPLATES

LETTERS = [one for one in TEMPLATES if one.channel is Channel.EMAIL]


def words_of(html: str) -> str:
    """What a reader sees of it, without blanks: a link or a code has tags around it."""
    body = re.sub(r'<div style="display:none.*?</div>', "", html.partition("<body")[2].partition(">")[2])
    return "".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


@pytest.mark.parametrize("one", LETTERS, ids=lambda one: one.place.key)
def test_a_letter_carries_its_styles_and_fetches_nothing(one: Template) -> None:
    html = preview(one, HOUSE).writing.html
    assert not re.search(r"<(style|link|img|script|iframe|form|svg)\b|url\(|@import|@media| class=| on\w+=", html)
    assert all("style=" in tag for tag in re.findall(r"<(?:p|a|span|td|table|div|body)\b[^>]*>", html))
    assert f'<html lang="{one.language}">' in html
    assert max(map(len, html.split("\n"))) < 20_000


@pytest.mark.parametrize("one", LETTERS, ids=lambda one: one.place.key)
def test_a_letter_says_all_that_its_plain_text_says(one: Template) -> None:
    writing = preview(one, HOUSE).writing
    seen = words_of(writing.html).lower().replace(":", "")
    for sentence in writing.text.replace(":", "").split("\n\n"):
        assert "".join(sentence.split()).lower() in seen


def test_what_people_wrote_is_text_and_never_markup() -> None:
    html = letter_html(
        "Kính gửi <b>A</b>,\n\nXong.\n\nLý do: <img src=x onerror=alert(1)>",
        subject='"><script>',
        language="vi",
        unit="U",
    )
    assert "<b>" not in html
    assert "<img" not in html
    assert "<script>" not in html
    assert "&lt;img" in html


def test_a_secret_stands_large_and_not_in_the_line_that_a_locked_screen_shows() -> None:
    writing = preview(TEMPLATES.find("sign_in_code", Channel.EMAIL, "vi"), HOUSE).writing
    ahead = re.search(r'<div style="display:none[^>]*>(.*?)</div>', writing.html)
    assert ahead is not None
    assert "012345" not in ahead[1]
    assert re.search(r'font-size:34px[^>]*">012345</p>', writing.html)


def test_the_contrast_of_a_letter_is_that_of_the_house() -> None:
    html = preview(TEMPLATES.find("accepted", Channel.EMAIL, "en"), HOUSE).writing.html
    used = set(re.findall(r"#[0-9a-f]{6}", html))
    assert used <= {"#fbf7f0", "#22201c", "#ffffff", "#e0d5c3", "#0b3330", "#4f4940", "#dcebe4", "#14574f", "#e9f2ee"}


def test_no_code_is_broken_by_a_line() -> None:
    html = preview(TEMPLATES.find("accepted", Channel.EMAIL, "vi"), HOUSE).writing.html
    assert '<span style="white-space:nowrap">H99.11-261005-0001</span>' in html
