"""The book of a field at the desk; what an officer sees beside a dossier: its talks, and the ones it looks like."""

from __future__ import annotations

import pytest

from tests.unit.intake_web.front_door import FrontDoor
from tests.unit.intake_web.steps import accept, file_online

DAYS = {"since-day": "1", "since-month": "11", "since-year": "2026", "until-day": "30", "until-month": "11",
        "until-year": "2026"}  # fmt: skip


def test_the_book_of_a_field_is_chosen_and_printed(door: FrontDoor) -> None:
    code, _ = file_online(door)
    accept(door, code)
    client = door.signed_in()
    assert 'href="/desk/books"' in client.get("/desk").text
    page = client.get("/desk/books").text
    field = page.split('<option value="')[1].split('"')[0]
    answer = client.get("/desk/books/print", query_string={**DAYS, "field": field})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(("changed", "told"), [
    ({"since-month": "13"}, "Ghi ngày, tháng, năm"),
    ({"until-day": ""}, "Ghi ngày, tháng, năm"),
    ({"since-year": "2027"}, "Ngày cuối phải sau ngày đầu"),
    ({"since-year": "2020"}, "không quá một năm"),
    ({"since-year": "9" * 40}, "Ghi ngày, tháng, năm"),
    ({"field": "khong-co"}, "Không có lĩnh vực này"),
])  # fmt: skip
def test_a_book_that_cannot_be_printed_is_told_at_its_field(
    door: FrontDoor, changed: dict[str, str], told: str
) -> None:
    client = door.signed_in()
    field = client.get("/desk/books").text.split('<option value="')[1].split('"')[0]
    answer = client.get("/desk/books/print", query_string={**DAYS, "field": field, **changed})
    assert answer.status_code == 422
    assert told in answer.text
    assert 'class="govuk-error-summary"' in answer.text


def test_who_keeps_no_dossiers_prints_no_book(door: FrontDoor) -> None:
    assert door.signed_in("admin").get("/desk/books").status_code == 403
    assert "/desk/books" not in door.signed_in("admin").get("/desk/calendar").text
    assert door.client().get("/desk/books/print").status_code in (302, 303, 401)


def test_an_officer_sees_what_an_online_filing_looks_like(door: FrontDoor) -> None:
    first, _ = file_online(door)
    same = {"applicant-identity_number": door.dossier(first).applicant.identity_number or "", "another": "yes"}
    second, _ = file_online(door, **same)
    other, _ = file_online(door)
    for code, its_like in ((first, second), (second, first)):
        page = door.signed_in().get(f"/desk/dossiers/{code}").text
        assert f'href="/desk/dossiers/{its_like}"' in page
    assert "trả lời là việc khác" in door.signed_in().get(f"/desk/dossiers/{second}").text
    assert "Có thể trùng" not in door.signed_in().get(f"/desk/dossiers/{other}").text


def test_from_a_dossier_its_talks_are_one_step_away(door: FrontDoor) -> None:
    (code, _), (other, _) = file_online(door), file_online(door)
    client = door.signed_in()
    page = client.get(f"/desk/dossiers/{code}").text
    assert f'href="/desk/contacts?code={code}"' in page
    assert f'href="/desk/contacts/new?code={code}"' in page
    for one, about in ((code, "Hỏi ngày trả"), (other, "Hỏi giấy tờ")):
        client.post("/desk/contacts/new", data={"means": "phone", "about": about, "code": one})
    log = client.get(f"/desk/contacts?code={code}").text
    assert ("Hỏi ngày trả" in log, "Hỏi giấy tờ" in log) == (True, False)
    assert "Hỏi giấy tờ" in client.get("/desk/contacts?code=0912345678").text  # no search for people by address
    assert "/desk/contacts/new" not in door.signed_in("leader").get(f"/desk/dossiers/{code}").text
