"""The look tied to an application: files kept by hash, choices kept in cookies."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from shared import ui
from shared.ui import assets

FRAME = ui.Frame("Sở Y tế", "Bộ phận Một cửa", "12 Lê Lợi", "7:00–17:00", "1800 0000")
PAGE = "{% extends 'ui/citizen.html' %}{% block title %}x{% endblock %}{% block content %}<h1>x</h1>{% endblock %}"


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    ui.install(app, frame=lambda: FRAME)
    app.add_url_rule("/page", view_func=lambda: render_template_string(PAGE))
    return app.test_client()


def test_a_file_is_kept_for_a_year_under_its_own_hash_only(client: FlaskClient) -> None:
    right = client.get(assets.address("motcua.css"))
    stale = client.get("/static/ui/motcua.css?v=000000000000")
    assert right.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert stale.headers["Cache-Control"] == "no-cache"
    assert right.data == stale.data
    right.close()
    stale.close()


@pytest.mark.parametrize("name", ["../install.py", "nothing.css", "%2e%2e/install.py"])
def test_nothing_outside_the_folder_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/ui/{name}").status_code == 404


def test_vietnamese_is_first_and_english_is_kept_once_chosen(client: FlaskClient) -> None:
    assert '<html lang="vi"' in client.get("/page").text
    assert '<html lang="en"' in client.get("/page?lang=en").text
    assert '<html lang="en"' in client.get("/page").text
    assert "Larger text" in client.get("/page").text
    assert '<html lang="vi"' in client.get("/page?lang=vi").text


def test_an_unknown_language_changes_nothing(client: FlaskClient) -> None:
    answer = client.get("/page?lang=fr")
    assert '<html lang="vi"' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_larger_text_needs_no_script(client: FlaskClient) -> None:
    assert "text-large" not in client.get("/page").text
    assert "text-large" in client.get("/page?text=large").text
    assert "text-large" in client.get("/page").text
    assert "text-large" not in client.get("/page?text=normal").text


def test_a_choice_keeps_the_rest_of_the_address(client: FlaskClient) -> None:
    assert 'href="/page?search=khuy%E1%BA%BFt&amp;lang=en"' in client.get("/page?search=khuyết&lang=vi").text


def test_pages_carry_no_script_and_no_inline_style(client: FlaskClient) -> None:
    text = client.get("/page").text
    assert "<script" not in text
    assert "style=" not in text
