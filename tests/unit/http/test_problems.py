"""Rules of faults: every one is a problem with a stable type, names the field, and shows nothing from inside."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.http.problems import schema_faults
from tests.unit.http.conftest import Service

THINGS = "/api/front/v1/things"


def problem(response: Any, status: int, slug: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    body: dict[str, Any] = json.loads(response.data)
    assert body["type"] == f"/problems/{slug}"
    assert body["status"] == status
    assert body["correlation_id"] == response.headers["X-Correlation-Id"]
    return body


def test_a_schema_fault_names_every_field(service: Service) -> None:
    response = service.client().post(THINGS, json={"count": "x", "parts": [{}, {"label": 1, "colour": "red"}]})
    assert problem(response, 422, "invalid")["fields"] == [
        {"pointer": "/count", "detail": "Not a valid integer."},
        {"pointer": "/parts/0/label", "detail": "Missing data for required field."},
        {"pointer": "/parts/1/label", "detail": "Not a valid string."},
        {"pointer": "/parts/1/colour", "detail": "Unknown field."},
    ]


def test_an_absent_body_names_the_fields_that_are_missing(service: Service) -> None:
    body = problem(service.client().post(THINGS), 422, "invalid")
    assert body["fields"] == [{"pointer": "/count", "detail": "Missing data for required field."}]


def test_a_body_that_is_no_object_is_said_so(service: Service) -> None:
    bodies: tuple[object, ...] = ([], "text", 5)
    for body in bodies:
        assert problem(service.client().post(THINGS, json=body), 422, "invalid")["fields"][0]["pointer"] == ""


def test_a_query_fault_says_that_it_stands_in_the_query(service: Service) -> None:
    from tests.unit.http.conftest import LEADER

    response = service.client().get(f"{THINGS}?limit=0&colour=red", headers=service.bearer(LEADER))
    assert {(one["in"], one["pointer"]) for one in problem(response, 422, "invalid")["fields"]} == {
        ("query", "/limit"),
        ("query", "/colour"),
    }


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"\xff", b'{"count": NaN}', b"[" * 100_000, b'{"text": "\\ud800"}', b'{"count": ' + b"9" * 5000 + b"}"],
)
def test_what_is_no_json_is_refused(body: bytes, service: Service) -> None:
    service.app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    response = service.client().post("/api/front/v1/echo", data=body, content_type="application/json")
    problem(response, 400, "malformed-json")


def test_letters_of_two_halves_are_taken(service: Service) -> None:
    response = service.client().post(
        "/api/front/v1/echo", data=b'{"text": "\\ud83d\\ude00 \xc4\x91\xe1\xbb\xa7"}', content_type="application/json"
    )
    assert response.json == {"text": "😀 đủ"}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", None])
def test_another_type_than_json_is_refused(content_type: str | None, service: Service) -> None:
    response = service.client().post(THINGS, data=b'{"count": 1}', content_type=content_type)
    problem(response, 415, "unsupported-type")


def test_a_body_over_the_limit_is_refused(service: Service) -> None:
    for path in (THINGS, "/api/front/v1/fails/own"):
        response = service.client().post(path, data=b"x" * 5000, content_type="application/json")
        problem(response, 413, "too-large")


def test_an_unknown_address_and_a_wrong_method_are_problems_too(service: Service) -> None:
    problem(service.client().get("/api/front/v1/nothing"), 404, "not-found")
    response = service.client().delete(THINGS)
    problem(response, 405, "method-not-allowed")
    assert "POST" in response.headers["Allow"]


def test_a_database_away_is_503_and_says_when_to_come_back(service: Service) -> None:
    response = service.client().get("/api/front/v1/fails/away")
    body = problem(response, 503, "unavailable")
    assert response.headers["Retry-After"] == "5"
    assert "geheim" not in str(body)


def test_somebody_faster_is_a_conflict(service: Service) -> None:
    for how in ("conflict", "exists"):
        problem(service.client().get(f"/api/front/v1/fails/{how}"), 409, "conflict")


def test_a_services_own_fault_is_translated_by_its_own_table(service: Service) -> None:
    problem(service.client().get("/api/front/v1/fails/own"), 409, "out-of-things")
    assert problem(service.client().get("/api/front/v1/fails/field"), 422, "invalid")["fields"] == [
        {"pointer": "/text", "detail": "Not here."}
    ]


def test_the_unexpected_is_500_and_shows_nothing(service: Service) -> None:
    body = problem(service.client().get("/api/front/v1/fails/else"), 500, "unexpected")
    assert "geheim" not in str(body)
    assert "0912345678" not in str(body)


def test_a_person_gets_a_page_instead(service: Service) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml"}
    response = service.client().get("/nothing", headers=browser)
    assert (response.status_code, response.text) == (404, "<h1>Not Found</h1>")
    assert service.client().get("/api/front/v1/nothing", headers=browser).content_type == "application/problem+json"


def test_pointers_are_escaped() -> None:
    assert schema_faults({"json": {"a/b": {"_schema": ["Bad."]}, "c~d": {0: ["Worse."]}}}) == [
        {"pointer": "/a~1b", "detail": "Bad."},
        {"pointer": "/c~0d/0", "detail": "Worse."},
    ]
    assert schema_faults("odd") == [{"pointer": "", "detail": "odd"}]
