"""Forms over HTTP on a real store: given out once, checked against the kept events; the book; numbers without gaps."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from flask import Flask

from services.intake.app import Parts
from services.intake.domain.form_copy import IssuedForm
from services.intake.jobs import used_by_series, used_form_numbers, used_numbers
from shared.store.change import Key
from shared.store.void_numbers import Voiding
from tests.integration.intake.conftest import APPLICANT, FILING, Clock
from tests.integration.intake.test_http_path import decide

API = "/api/intake/v1"
SignIn = Callable[[str], dict[str, str]]


def accepted(client: Any, officer: dict[str, str]) -> tuple[str, str]:
    filed = client.post(f"{API}/dossiers", json=FILING).json
    assert client.post(f"{API}/dossiers/{filed['code']}/accept", headers=officer).status_code == 200
    return filed["code"], filed["owner_token"]


def the_copy(parts: Parts, id: str) -> IssuedForm:
    copy = parts.work.load(Key(IssuedForm, id)).get(IssuedForm, id)
    assert copy
    return copy


def test_a_receipt_is_given_out_once_and_checked_against_the_kept_event(
    client: Any, parts: Parts, sign_in: SignIn
) -> None:
    officer = sign_in("reception")
    code, token = accepted(client, officer)
    path = f"{API}/dossiers/{code}/forms/receipt.pdf"
    for headers in (officer, {"X-Owner-Token": token}):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert parts.database["issued_forms"].count_documents({}) == 1
    copy = the_copy(parts, f"{code}/receipt/1")
    assert copy.is_genuine
    shown = client.get(f"{API}/verifications/{copy.token}").json
    event = parts.database["events"].find_one({"subject": copy.id})
    assert event
    assert (shown["matches"], shown["code"], shown["event"]) == (True, code, event["_id"])
    assert (shown["applicant_initials"], shown["due_at"]) == ("N. T. B. Đ.", "2026-10-12T08:00:00+07:00")
    assert APPLICANT["name"] not in str(shown)


def test_at_rest_a_copy_tells_nothing_of_a_person_and_no_key(client: Any, parts: Parts, sign_in: SignIn) -> None:
    officer = sign_in("reception")
    code, _ = accepted(client, officer)
    client.get(f"{API}/dossiers/{code}/forms/receipt.pdf", headers=officer)
    copy = the_copy(parts, f"{code}/receipt/1")
    rows = [*parts.database["issued_forms"].find(), *parts.database["events"].find({"subject": copy.id})]
    kept = str([{**one, "body": bytes(one.get("body", b""))} for one in rows])
    for secret in (APPLICANT["name"], APPLICANT["identity_number"], APPLICANT["address"], copy.token):
        assert str(secret) not in kept


def test_whoever_changes_a_record_in_the_database_is_found_out(client: Any, parts: Parts, sign_in: SignIn) -> None:
    officer = sign_in("reception")
    code, _ = accepted(client, officer)
    client.get(f"{API}/dossiers/{code}/forms/receipt.pdf", headers=officer)
    copy = the_copy(parts, f"{code}/receipt/1")
    place = f"{API}/verifications/{copy.token}"
    changes: tuple[dict[str, Any], ...] = (
        {"due_at": copy.issued_at + timedelta(days=90)},
        {"number": 400},
        {"content": {"k": "x", "n": b"", "c": b""}},
        {"sha256": "0" * 64},
    )
    whole = parts.database["issued_forms"].find_one({"_id": copy.id})
    assert whole
    for change in changes:
        parts.database["issued_forms"].replace_one({"_id": copy.id}, {**whole, **change})
        assert client.get(place).json["matches"] is False, change
    parts.database["issued_forms"].replace_one({"_id": copy.id}, whole)
    assert client.get(place).json["matches"] is True


def test_ten_who_print_at_once_get_one_copy(app: Flask, client: Any, parts: Parts, sign_in: SignIn) -> None:
    officer = sign_in("reception")
    code, _ = accepted(client, officer)

    def print_it(_: int) -> int:
        with app.test_client() as one:
            return int(one.get(f"{API}/dossiers/{code}/forms/receipt.pdf", headers=officer).status_code)

    with ThreadPoolExecutor(5) as pool:
        assert set(pool.map(print_it, range(10))) == {200}
    assert parts.database["issued_forms"].count_documents({"dossier": code}) == 1
    assert parts.database["events"].count_documents({"type": "intake.form.issued.v1"}) == 1


def test_numbers_that_no_form_bears_are_recorded_as_void(
    client: Any, parts: Parts, sign_in: SignIn, clock: Clock
) -> None:
    officer = sign_in("reception")
    code, _ = accepted(client, officer)
    client.get(f"{API}/dossiers/{code}/forms/receipt.pdf", headers=officer)
    series = "form/receipt/H99.11/2026"
    assert parts.ports.numbers.take(series) == 2
    used = used_by_series({"dossier": used_numbers(parts.queries), "form": used_form_numbers(parts.copies)})
    voiding = Voiding(parts.database, used, clock=clock)
    voiding.void_unused()
    clock.forward(minutes=16)
    voiding.void_unused()
    assert [(one.first, one.last) for one in voiding.voids(series)] == [(2, 2)]


def test_the_book_of_a_field_holds_what_was_received(client: Any, parts: Parts, sign_in: SignIn) -> None:
    officer, leader = sign_in("reception"), sign_in("leader")
    code, _ = accepted(client, officer)
    decide(parts, code)
    books = client.get(f"{API}/books", headers=leader).json["items"]
    assert {"field": "cong-tac-xa-hoi", "name": "Công tác xã hội", "name_en": "Social work"} in books
    path = f"{API}/books/cong-tac-xa-hoi.pdf"
    for headers in (officer, leader):
        answer = client.get(f"{path}?from=2026-10-05&until=2026-10-05", headers=headers)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    start = clock_day(parts)
    rows = parts.office.book.rows("H99.11", ["1.013817"], start, start + timedelta(days=1), 10)
    assert [(one.code, one.name, one.lead) for one in rows] == [(code, APPLICANT["name"], "Phòng Bảo trợ xã hội")]
    assert parts.office.book.rows("H99.11", ["1.013814"], start, start + timedelta(days=1), 10) == []


def clock_day(parts: Parts) -> Any:
    return parts.clock().replace(hour=0)


def test_a_book_is_refused_with_the_field_that_is_wrong(client: Any, sign_in: SignIn) -> None:
    officer = sign_in("reception")
    path = f"{API}/books/cong-tac-xa-hoi.pdf"
    for query in ("", "?from=2026-10-05", "?from=x&until=2026-10-05", "?from=2026-10-05&until=2026-10-04",
                  "?from=2025-01-01&until=2026-10-04"):  # fmt: skip
        refused = client.get(f"{path}{query}", headers=officer)
        assert refused.status_code == 422, query
        assert refused.json["fields"]
    assert client.get(f"{API}/books/nothing.pdf?from=2026-10-05&until=2026-10-05", headers=officer).status_code == 404
    assert client.get(f"{path}?from=2026-10-05&until=2026-10-05").status_code == 401


def test_checks_of_papers_are_limited_by_address(client: Any) -> None:
    answers = [client.get(f"{API}/verifications/wrong-{number}").status_code for number in range(62)]
    assert set(answers[:60]) == {404}
    assert answers[-1] == 429
