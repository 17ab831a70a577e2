"""Rules of the dead-letter workbench: seen and settled by those who may, settled once, dropped only with a reason."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from shared.http.application import create_api
from shared.http.parked import parked_blueprint
from shared.http.sessions import Sessions
from shared.security.access import AccessTable, Rule
from shared.security.keys import key_set, new_signing_key, public_json
from shared.security.tokens import TokenVerifier
from shared.settings import Settings
from shared.store.messages import Message
from shared.store.parked import DROPPED, REPLAYED, WAITING, Mark, NotParked, ParkedMessage, ParkedPage

OPEN = AccessTable([Rule("public", "parked.view"), Rule("public", "parked.settle")])
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
URL = "/api/front/v1/parked"


class Workbench:
    """One message, in memory."""

    def __init__(self) -> None:
        self.state = WAITING
        self.marks: tuple[Mark, ...] = ()

    def page(self, *, state: str = WAITING, type: str | None = None, limit: int = 50,
             cursor: str | None = None) -> ParkedPage:  # fmt: skip
        if cursor is not None:
            raise ValueError
        return ParkedPage((self._one(),) if state == self.state else (), None)

    def get(self, id: str) -> ParkedMessage | None:
        return self._one() if id == "one" else None

    def replay(self, id: str, *, who: str, why: str | None = None) -> None:
        self._settle(REPLAYED, who, why)

    def drop(self, id: str, *, who: str, why: str) -> None:
        self._settle(DROPPED, who, why)

    def _settle(self, state: str, who: str, why: str | None) -> None:
        if self.state != WAITING:
            raise NotParked
        self.state, self.marks = state, (Mark(state, who, AT, why),)

    def _one(self) -> ParkedMessage:
        message = Message(b"\xffnot JSON", {}, "front.thing.made.v1", None, "event-1", None, None)
        return ParkedMessage("one", message, "body: not JSON", self.state, AT, 1, self.marks)


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return _client(settings, OPEN)


def _client(settings: Settings, access: AccessTable) -> FlaskClient:
    sessions = Sessions(TokenVerifier(key_set(public_json([new_signing_key()]))))
    blueprints = [parked_blueprint(Workbench())]
    return create_api("front", settings, access=access, sessions=sessions, blueprints=blueprints).test_client()


def test_what_waits_is_listed_with_its_reason_and_shown_whole(client: FlaskClient) -> None:
    found: dict[str, Any] = client.get(URL).get_json()
    assert [(one["id"], one["reason"]) for one in found["items"]] == [("one", "body: not JSON")]
    assert "body" not in found["items"][0]
    assert client.get(f"{URL}/one").get_json()["body"] == "\\xffnot JSON"
    assert client.get(f"{URL}/two").status_code == 404


def test_a_message_is_settled_once(client: FlaskClient) -> None:
    settled = client.post(f"{URL}/one/replay", json={"why": "the reader was mended"}).get_json()
    assert settled["state"] == "replayed"
    assert settled["marks"][0]["why"] == "the reader was mended"
    again = client.post(f"{URL}/one/drop", json={"why": "twice"})
    assert (again.status_code, again.get_json()["type"]) == (409, "/problems/not-parked")
    assert client.get(URL).get_json()["items"] == []
    assert len(client.get(f"{URL}?state=replayed").get_json()["items"]) == 1


@pytest.mark.parametrize("body", [{}, {"why": ""}, {"why": "x" * 1001}])
def test_nothing_is_dropped_without_a_reason(body: dict[str, str], client: FlaskClient) -> None:
    refused = client.post(f"{URL}/one/drop", json=body)
    assert (refused.status_code, refused.get_json()["fields"][0]["pointer"]) == (422, "/why")


def test_a_message_that_never_was_is_not_found(client: FlaskClient) -> None:
    assert client.post(f"{URL}/two/replay", json={}).status_code == 404


def test_a_broken_cursor_is_named(client: FlaskClient) -> None:
    assert client.get(f"{URL}?cursor=x").get_json()["fields"][0]["pointer"] == "/cursor"


def test_nobody_sees_or_settles_without_a_right(settings: Settings) -> None:
    closed = _client(settings, AccessTable([Rule("operator", "parked.view"), Rule("operator", "parked.settle")]))
    for method, path in (("GET", URL), ("GET", f"{URL}/one"), ("POST", f"{URL}/one/drop")):
        assert closed.open(path, method=method, json={"why": "x"}).status_code == 401
