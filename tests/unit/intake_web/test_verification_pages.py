"""The page behind the code on a paper, and the forms that desk and owner are offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.intake.domain.form_copy import IssuedForm, shown_hash
from shared.store.change import Key
from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.steps import HTML, accept, file_online

API = "/api/intake/v1"


def issued(door: FrontDoor) -> IssuedForm:
    """A receipt in its owner's hand."""
    client = door.client()
    code, link = file_online(door)
    accept(door, code)
    assert client.get(f"{link}/receipt.pdf").status_code == 200
    return door.work.all(IssuedForm)[0]


def test_a_paper_that_matches_says_so_and_shows_what_to_compare(door: FrontDoor) -> None:
    copy = issued(door)
    answer = door.client().get(f"/verify/{copy.token}")
    assert answer.status_code == 200
    for wanted in ("Giấy này khớp với sổ gốc", copy.dossier, shown_hash(copy.sha256), "1/TNHS", "mẫu số 01"):
        assert wanted in answer.text


def test_the_page_shows_no_name_and_no_address(door: FrontDoor) -> None:
    copy = issued(door)
    text = door.client().get(f"/verify/{copy.token}").text
    for secret in ("name", "address", "identity", "phone"):
        assert str(copy.content[secret]) not in text
    assert '<meta name="robots" content="noindex">' in text


def test_the_page_speaks_english(door: FrontDoor) -> None:
    copy = issued(door)
    text = door.client().get(f"/verify/{copy.token}?lang=en").text
    assert "This paper matches the register" in text
    assert "Receipt and appointment" in text


def test_a_changed_record_is_not_to_be_trusted(door: FrontDoor) -> None:
    copy = issued(door)
    door.work._states[Key(IssuedForm, copy.id)] = replace(copy, number=9)
    text = door.client().get(f"/verify/{copy.token}").text
    assert "Không khớp với sổ gốc" in text
    assert "Giấy này khớp" not in text


def test_an_older_issue_names_the_newer_one(door: FrontDoor) -> None:
    copy = issued(door)
    newer = replace(copy, issue=2, number=2, token="t" * 32)
    door.work._states[Key(IssuedForm, newer.id)] = newer
    assert "đã có bản mới hơn" in door.client().get(f"/verify/{copy.token}").text


@pytest.mark.parametrize("token", ["x", "a" * 32, "receipt"])
def test_a_wrong_code_is_a_page_that_is_not_there(door: FrontDoor, token: str) -> None:
    issued(door)
    wrong = door.client().get(f"/verify/{token}", headers=HTML)
    assert wrong.status_code == 404
    assert "Chưa thấy trang này" in wrong.text


def test_the_desk_lists_the_forms_of_a_dossier(door: FrontDoor) -> None:
    code = issued(door).dossier
    text = door.signed_in().get(f"/desk/dossiers/{code}").text
    assert f"{API}/dossiers/{code}/forms/receipt.pdf" in text
    assert f"{API}/dossiers/{code}/forms/control-sheet.pdf" in text
    leader = door.signed_in("leader").get(f"/desk/dossiers/{code}").text
    assert "forms/control-sheet.pdf" in leader
    assert "forms/receipt.pdf" not in leader


def test_the_owner_is_offered_only_what_is_written_to_them(door: FrontDoor) -> None:
    client = door.client()
    code, link = file_online(door)
    accept(door, code)
    text = client.get(link).text
    assert f'href="{link}/receipt.pdf"' in text
    assert "control-sheet" not in text
    assert client.get(f"{link}/control-sheet.pdf").status_code == 404
    assert client.get(f"{link}/nothing.pdf").status_code == 404
