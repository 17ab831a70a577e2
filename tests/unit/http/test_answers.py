"""Rules of answers: correlation, strict headers, pages by cursor, tags, health, and a description that is valid."""

from __future__ import annotations

import io
import json
import logging
from datetime import UTC, datetime

import pytest
import structlog
from openapi_spec_validator import validate

from shared.http.application import create_api
from shared.http.paging import decode_cursor, encode_cursor
from shared.http.problems import Problem
from shared.http.sessions import Sessions, is_local
from shared.security.keys import key_set, new_signing_key, public_json
from shared.security.tokens import TokenVerifier
from shared.settings import Settings
from shared.telemetry.logs import configure_logging
from tests.unit.http.conftest import ACCESS, CLERK, LEADER, Service

THINGS = "/api/front/v1/things"


def test_a_correlation_id_goes_through_and_a_strange_one_is_replaced(service: Service) -> None:
    client = service.client()
    given = client.put(f"{THINGS}/A", headers={"X-Correlation-Id": "kiosk-00000042"})
    assert given.headers["X-Correlation-Id"] == given.json["correlation_id"] == "kiosk-00000042"
    for strange in ("short", "x" * 65, "has space in it", "a,b;c=d'e\"f"):
        made = client.put(f"{THINGS}/A", headers={"X-Correlation-Id": strange})
        assert made.json["correlation_id"] == made.headers["X-Correlation-Id"] != strange


def test_a_change_is_stamped_with_who_and_with_the_trace(service: Service) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    response = service.client().put(f"{THINGS}/A", headers={**service.bearer(CLERK), "traceparent": trace})
    assert (response.json["actor"], response.json["traceparent"]) == ("staff:anna", trace)
    assert datetime.fromisoformat(response.json["at"]).tzinfo is not None
    assert service.client().put(f"{THINGS}/A").json["actor"] == "public"


def test_a_browser_is_told_to_run_nothing_but_our_own(service: Service) -> None:
    headers = service.client().get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_away_from_localhost_cookies_and_headers_insist_on_https(settings: Settings) -> None:
    assert [is_local(url) for url in ("http://localhost:8080", "http://127.0.0.1", "https://motcua.example")] == [
        True,
        True,
        False,
    ]
    sessions = Sessions(TokenVerifier(key_set(public_json([new_signing_key()]))))
    app = create_api("front", settings.replaced(public_url="https://motcua.example"), access=ACCESS, sessions=sessions)
    assert "max-age" in app.test_client().get("/livez").headers["Strict-Transport-Security"]
    assert sessions.secure


def test_a_list_is_walked_page_by_page_to_its_end(service: Service) -> None:
    client, seen, cursor = service.client(), [], None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = client.get(THINGS, query_string=query, headers=service.bearer(LEADER)).json
        seen.append([one["count"] for one in page["items"]])
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [[1, 2, 3], [4, 5, 6], [7]]


@pytest.mark.parametrize(
    "cursor", ["", "%%%", "é", "bm9wZQ", encode_cursor(["text"]), encode_cursor([1, 2]), encode_cursor([True])]
)
def test_a_cursor_of_another_list_is_named(cursor: str, service: Service) -> None:
    response = service.client().get(THINGS, query_string={"cursor": cursor}, headers=service.bearer(LEADER))
    assert response.status_code == 422
    assert response.json["fields"][0]["pointer"] == "/cursor"


def test_a_cursor_keeps_moments_and_texts() -> None:
    values = (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), "Đào", 3, None)
    assert decode_cursor(encode_cursor(values), datetime, str, int, str) == values
    with pytest.raises(Problem):
        decode_cursor(encode_cursor([datetime(2026, 11, 23)]), datetime)  # noqa: DTZ001, it is meant to be refused


def test_what_a_client_has_seen_is_not_sent_again(service: Service) -> None:
    client, headers = service.client(), service.bearer(CLERK)
    first = client.get(f"{THINGS}/U1", headers=headers)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get(f"{THINGS}/U1", headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{THINGS}/U1", headers={**headers, "If-None-Match": '"6-x"'}).status_code == 200


@pytest.mark.parametrize(
    ("tag", "status"),
    [
        ('"7"', 200),
        ('"7-0123abcd"', 200),
        ("*", 200),
        (None, 200),
        ('"6"', 412),
        ('"5", "7"', 200),
        ("nonsense", 412),
        ('W/"7"', 200),
    ],
)
def test_a_write_passes_only_on_the_version_that_was_seen(tag: str | None, status: int, service: Service) -> None:
    response = service.client().put(f"{THINGS}/A", headers={"If-Match": tag} if tag else {})
    assert response.status_code == status
    if status == 412:
        assert response.json["type"] == "/problems/changed-meanwhile"
        assert response.headers["ETag"] == '"7"'


def test_alive_needs_nothing_and_ready_needs_what_the_service_needs(settings: Settings) -> None:
    def away() -> None:
        raise ConnectionError("mongodb://front:geheim@db")

    sessions = Sessions(TokenVerifier(key_set(public_json([new_signing_key()]))))
    app = create_api("front", settings, access=ACCESS, sessions=sessions, checks={"store": away, "keys": lambda: None})
    client = app.test_client()
    assert client.get("/livez").json == {"service": "front", "alive": True}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert response.get_json()["detail"] == "No answer from: store."


def test_metrics_count_routes_and_never_addresses(service: Service) -> None:
    client = service.client()
    client.get(f"{THINGS}/U1", headers=service.bearer(CLERK))
    text = client.get("/metrics").text
    assert 'route="/api/front/v1/things/<code>"' in text
    assert "things/U1" not in text


def test_the_log_tells_the_route_and_never_the_address(service: Service) -> None:
    root = logging.getLogger()
    handlers, level, stream = root.handlers, root.level, io.StringIO()
    configure_logging("front", "api", stream=stream)
    try:
        service.client().get(f"{THINGS}?cursor=0912345678", headers=service.bearer(CLERK))
        service.client().get("/api/front/v1/fails/else")
    finally:
        root.handlers, root.level = handlers, level
        logging.captureWarnings(False)
        structlog.reset_defaults()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    answered = next(line for line in lines if line["event"] == "answered")
    assert (answered["route"], answered["status"]) == (THINGS, 403)
    assert len(answered["correlation_id"]) == 32
    assert "0912345678" not in stream.getvalue()
    failed = next(line for line in lines if line["event"] == "request failed")
    assert "RuntimeError" in failed["exception"]
    assert "0912345678" not in failed["exception"]


def test_the_api_describes_itself_as_openapi_3_1(service: Service) -> None:
    description = service.client().get("/api/front/v1/openapi.json").json
    validate(description)
    assert description["openapi"].startswith("3.1")
    post = description["paths"][THINGS]["post"]
    assert post["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
    assert any(one["name"] == "Idempotency-Key" for one in post["parameters"])
    assert list(description["components"]["responses"]["Problem"]["content"]) == ["application/problem+json"]
