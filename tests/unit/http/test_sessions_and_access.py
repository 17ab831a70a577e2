"""Rules of who may in: bearer or cookie, renewed in use, refused without a mark, and never from another site."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from shared.http.correlation import current_caller
from shared.http.guard import marked_routes
from shared.http.sessions import Sessions
from shared.security.keys import new_signing_key
from shared.security.tokens import TokenIssuer
from tests.unit.http.conftest import CLERK, LEADER, Service

THINGS = "/api/front/v1/things"


def test_who_has_not_signed_in_is_asked_to(service: Service) -> None:
    response = service.client().get(THINGS)
    assert (response.status_code, response.json["type"]) == (401, "/problems/sign-in-needed")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_who_has_the_wrong_role_is_refused(service: Service) -> None:
    response = service.client().get(THINGS, headers=service.bearer(CLERK))
    assert (response.status_code, response.json["type"]) == (403, "/problems/forbidden")
    assert service.client().get(THINGS, headers=service.bearer(LEADER)).status_code == 200


def test_another_office_is_out_of_reach(service: Service) -> None:
    client = service.client()
    assert client.get(f"{THINGS}/U1", headers=service.bearer(CLERK)).status_code == 200
    assert client.get(f"{THINGS}/U2", headers=service.bearer(CLERK)).status_code == 403


def test_an_owner_sees_what_the_token_opens(service: Service) -> None:
    client = service.client()
    assert client.get(f"{THINGS}/A", headers={"X-Owner-Token": "of-A"}).status_code == 200
    assert client.get(f"{THINGS}/B", headers={"X-Owner-Token": "of-A"}).status_code == 401
    client.set_cookie("owner", "of-A")
    assert client.get(f"{THINGS}/A").status_code == 200


def test_a_forged_or_ended_bearer_token_is_told_apart_from_none(service: Service) -> None:
    forged = TokenIssuer(new_signing_key()).issue(LEADER, service.clock())
    ended = service.bearer(LEADER)
    response = service.client().get(THINGS, headers={"Authorization": f"Bearer {forged}"})
    assert (response.status_code, response.json["type"]) == (401, "/problems/invalid-token")
    service.clock.now += timedelta(minutes=11)
    assert service.client().get(THINGS, headers=ended).json["type"] == "/problems/invalid-token"


def test_the_cookie_is_renewed_in_use_and_hidden_from_scripts(service: Service) -> None:
    client = service.client()
    client.set_cookie("session", service.issuer.issue(CLERK, service.clock()))
    assert "Set-Cookie" not in client.get("/").headers
    for _ in range(6):
        service.clock.now += timedelta(minutes=4)
        response = client.get("/")
        assert response.text == "<p>anna</p>"
    for part in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"):
        assert part in response.headers["Set-Cookie"]
    service.clock.now += timedelta(minutes=11)
    assert client.get("/").text == "<p></p>"


def test_signing_out_is_not_undone_by_the_renewal(service: Service) -> None:
    client = service.client()
    client.set_cookie("session", service.issuer.issue(CLERK, service.clock()))
    service.clock.now += timedelta(minutes=5)
    response = client.post("/leave", headers={"Sec-Fetch-Site": "same-origin"})
    assert response.headers.getlist("Set-Cookie") == [
        "session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/; SameSite=Lax"
    ]


def test_a_view_without_a_mark_is_not_served(service: Service) -> None:
    assert service.client().get("/api/front/v1/unmarked", headers=service.bearer(LEADER)).status_code == 404
    assert [one.path for one in marked_routes(service.app) if one.mark is None] == ["/api/front/v1/unmarked"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://localhost:8080"}, 200),
        ({"Origin": "http://localhost"}, 200),  # the request's own host
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:8081"}, 403),
        ({"Referer": "http://localhost:8080/tracking"}, 200),
        ({"Referer": "http://evil.example/http://localhost:8080/"}, 403),
        ({}, 403),
    ],
)
def test_a_form_sent_with_rights_must_come_from_this_site(
    headers: dict[str, str], status: int, service: Service
) -> None:
    for cookie in ("session", "owner"):
        client = service.client()
        client.set_cookie(cookie, service.issuer.issue(CLERK, service.clock()))
        assert client.post("/form", headers=headers).status_code == status


def test_without_rights_only_another_site_is_refused(service: Service) -> None:
    assert service.client().post("/form").status_code == 200
    assert service.client().post("/form", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    program = service.client().post(THINGS, json={"count": 1}, headers=service.bearer(CLERK))
    assert program.status_code == 201


def test_a_service_that_only_verifies_lets_the_session_be_renewed_on_the_way(service: Service) -> None:
    app = Flask("reads only")
    Sessions(service.sessions.verifier, secure=False, clock=service.clock).install(app)
    for path in ("/work", "/api/back/v1/work"):
        app.add_url_rule(path, path, lambda: current_caller().id, methods=["GET", "POST"])
    client = app.test_client()
    client.set_cookie("session", service.issuer.issue(CLERK, service.clock()))
    page = {"Accept": "text/html"}
    assert client.get("/work?page=2", headers=page).text == "anna"
    service.clock.now += timedelta(minutes=4)
    detour = client.get("/work?page=2", headers=page)
    assert (detour.status_code, detour.headers["Location"]) == (302, "/sign-in/renew?next=%2Fwork%3Fpage%3D2")
    assert client.post("/work", headers=page).text == "anna"
    assert client.get("/api/back/v1/work", headers=page).text == "anna"
    service.clock.now += timedelta(minutes=7)
    assert client.get("/work", headers=page).text == ""
