"""Rules of Idempotency-Key: one effect, the same answer, never a stranger's."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from shared.http.idempotency import HEADER, fingerprint, make_slot
from shared.http.problems import Problem
from shared.security.caller import PUBLIC, Caller
from tests.unit.http.conftest import CLERK, LEADER, Service

THINGS = "/api/front/v1/things"
KEY = {HEADER: "0193f3a8-7b7a"}


def test_the_same_key_twice_has_one_effect_and_the_same_answer(service: Service) -> None:
    client = service.client()
    first = client.post(THINGS, json={"count": 3, "text": "đủ"}, headers=KEY)
    second = client.post(
        THINGS, data='{ "text": "đủ", "count": 3 }'.encode(), content_type="application/json", headers=KEY
    )
    assert (first.status_code, first.json) == (second.status_code, second.json) == (201, {"count": 3, "text": "đủ"})
    assert second.headers["Idempotency-Replayed"] == "true"
    assert service.made == [3]


def test_without_a_key_every_request_counts(service: Service) -> None:
    for _ in range(2):
        service.client().post(THINGS, json={"count": 3})
    assert service.made == [3, 3]


def test_another_body_under_the_same_key_is_refused(service: Service) -> None:
    service.client().post(THINGS, json={"count": 3}, headers=KEY)
    response = service.client().post(THINGS, json={"count": 4}, headers=KEY)
    assert response.status_code == 422
    assert response.json["type"] == "/problems/idempotency-key-reused"
    assert response.json["fields"][0]["pointer"] == f"/{HEADER}"
    assert service.made == [3]


def test_a_stranger_never_gets_a_stored_answer(service: Service) -> None:
    client = service.client()
    for headers in (
        {},
        service.bearer(CLERK),
        service.bearer(LEADER),
        {"X-Owner-Token": "one"},
        {"X-Owner-Token": "two"},
    ):
        response = client.post(THINGS, json={"count": 3}, headers={**KEY, **headers})
        assert "Idempotency-Replayed" not in response.headers
    assert service.made == [3] * 5


def test_a_refused_request_takes_no_key(service: Service) -> None:
    assert service.client().post(THINGS, json={"count": 0}, headers=KEY).status_code == 422
    assert service.client().post(THINGS, json={"count": 1}, headers=KEY).status_code == 201


def test_two_at_the_same_time_have_one_effect_and_the_same_answer(service: Service) -> None:
    service.gate = threading.Barrier(2)
    answers: list[Any] = []

    def post() -> None:
        answers.append(service.client().post(THINGS, json={"count": 3}, headers=KEY))

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.status_code for one in answers] == [201, 201]
    assert [one.json for one in answers] == [{"count": 3}] * 2
    assert service.made == [3]


@pytest.mark.parametrize("key", ["", "x" * 256, "ké", "a\tb"])
def test_a_key_that_is_none_is_said_so(key: str) -> None:
    with pytest.raises(Problem) as caught:
        make_slot(key, PUBLIC, "POST /x", b"")
    assert (caught.value.status, caught.value.slug) == (400, "bad-idempotency-key")


def test_a_key_counts_within_its_caller_and_route() -> None:
    keys = {
        make_slot("k", caller, route, b"{}").key
        for caller in (PUBLIC, Caller("staff", "a"), Caller("staff", "b"), Caller("owner", owner_token="t"))
        for route in ("POST /x/1", "POST /x/2", "PUT /x/1")
    }
    assert len(keys) == 12


def test_a_body_counts_by_what_it_says() -> None:
    assert fingerprint(b'{"a":1,"b":[2]}') == fingerprint(b' {"b": [2], "a": 1}')
    assert fingerprint(b'{"a":1}') != fingerprint(b'{"a":"1"}')
    assert fingerprint(b"a=1&b=2") != fingerprint(b"b=2&a=1")
    assert make_slot(None, PUBLIC, "POST /x", b"").answer(201, {}) is None
