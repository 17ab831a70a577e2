"""The hotline over HTTP on a real store: a petition's path, and every silence and refusal on it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from services.hotline.app import Parts
from tests.integration.hotline.conftest import Clock, SignedIn, hear
from tests.unit.hotline.fakes import DOSSIER, NAME, PHONE, TEXT
from tests.unit.hotline.test_callbacks import not_reached

API = "/api/hotline/v1"
PETITION = {
    "kind": "feedback",
    "topic": "lateness",
    "text": TEXT,
    "contact": {"name": "Nguyễn Văn Tâm", "phone": "0900 000 127"},
}
UNKNOWN = "H99.11-991231-9999"


def file(client: Any, headers: dict[str, str] | None = None, **changes: Any) -> Any:
    return client.post(f"{API}/petitions", json={**PETITION, **changes}, headers=headers or {})


def test_a_petition_goes_from_its_telling_to_its_answer(
    client: Any, parts: Parts, signed_in: SignedIn, clock: Clock
) -> None:
    filed = file(client)
    assert filed.status_code == 201, filed.text
    code, token = filed.json["code"], filed.json["token"]
    assert (code, filed.json["due_at"]) == ("PA-261005-0001", "2026-10-14T08:00:00+07:00")
    path = f"{API}/petitions/{code}"
    operator, officer = signed_in("operator"), signed_in("petition-officer")
    linked = client.post(f"{path}/link", json={"dossier": DOSSIER, "phone_last4": "5678"}, headers=operator)
    assert (linked.status_code, linked.json["dossier"]) == (200, DOSSIER), linked.text
    assert client.post(f"{path}/assign", json={"officer": "petition-officer"}, headers=operator).status_code == 200
    shown = client.get(path, headers=officer).json
    assert shown["linked"]["holder"]["agency_name"] == "Phòng Bảo trợ xã hội"
    assert (shown["text"], shown["linked"]["stand"]) == (TEXT, "in_progress")
    assert NAME not in client.get(path, headers=officer).text
    clock.forward(hours=3)
    officer = signed_in("petition-officer")
    answered = client.post(f"{path}/answer", json={"answer": "Giấy hẹn thứ Sáu là đúng."}, headers=officer)
    assert answered.status_code == 200, answered.text
    tracked = client.post(f"{API}/petitions/track", json={"code": code, "token": token.lower()}).json
    assert (tracked["status"], tracked["answer"]) == ("answered", "Giấy hẹn thứ Sáu là đúng.")
    assert client.post(f"{path}/close", headers=officer).json["status"] == "closed"
    told = [one["type"] for one in parts.database["events"].find({"subject": code}).sort("sequence")]
    assert told == ["hotline.petition.received.v1", "hotline.petition.answered.v1"]


CLAIMS = [{"code": DOSSIER, "phone_last4": "5678"}, {"code": DOSSIER, "phone": "0912345678"},
          {"code": DOSSIER, "phone_last4": "0000"}, {"code": UNKNOWN, "phone_last4": "5678"},
          {"code": "không nhớ", "phone_last4": "5678"}, {"code": DOSSIER}, None]  # fmt: skip


def test_the_answer_to_filing_is_the_same_whatever_dossier_is_named(client: Any, parts: Parts) -> None:
    answers = [file(client, dossier=one, headers={"X-Correlation-Id": "the-same-one"}) for one in CLAIMS]
    assert {one.status_code for one in answers} == {201}
    bodies = {one.text.replace(one.json["code"], "CODE").replace(one.json["token"], "TOKEN") for one in answers}
    assert len(bodies) == 1
    headers = {tuple((name, value.replace(one.json["code"], "CODE")) for name, value in one.headers) for one in answers}
    assert len(headers) == 1
    linked = [one["dossier"] for one in parts.database["petitions"].find().sort("_id")]
    assert linked == [DOSSIER, DOSSIER, None, None, None, None, None]


@pytest.mark.parametrize("path", ["callers/verify", "petitions/PA-261005-0001/link"])
def test_unknown_and_wrong_are_answered_byte_for_byte_the_same(client: Any, signed_in: SignedIn, path: str) -> None:
    file(client)
    headers = {**signed_in("operator"), "X-Correlation-Id": "the-same-one"}
    tries = [{"dossier": DOSSIER, "phone_last4": "0000"}, {"dossier": UNKNOWN, "phone_last4": "5678"},
             {"dossier": DOSSIER, "phone": "0912345679"}, {"dossier": UNKNOWN, "phone": "0912345678"},
             {"dossier": "no code", "phone_last4": "5678"}, {"dossier": DOSSIER}]  # fmt: skip
    answers = [client.post(f"{API}/{path}", json=one, headers=headers) for one in tries]
    assert {one.status_code for one in answers} == {404}
    assert len({one.data for one in answers}) == 1
    assert len({tuple(one.headers) for one in answers}) == 1
    assert answers[0].json["type"] == "/problems/not-verified"


def test_a_verified_caller_is_addressed_by_name_and_the_look_is_kept(
    client: Any, parts: Parts, signed_in: SignedIn
) -> None:
    shown = client.post(
        f"{API}/callers/verify", json={"dossier": DOSSIER.lower(), "phone": PHONE}, headers=signed_in("operator")
    )
    assert (shown.status_code, shown.json["applicant"]) == (200, NAME), shown.text
    assert "912345678" not in shown.text
    look = parts.database["looks"].find_one()
    assert look is not None
    assert (look["what"], look["about"], look["who"]) == ("dossier", DOSSIER, "staff:operator")


@pytest.mark.parametrize("dossier", [DOSSIER, UNKNOWN])
def test_verification_is_limited_for_known_and_unknown_alike(
    client: Any, parts: Parts, signed_in: SignedIn, dossier: str
) -> None:
    headers = signed_in("operator")
    for _ in range(10):
        answer = client.post(f"{API}/callers/verify", json={"dossier": dossier, "phone_last4": "0000"}, headers=headers)
        assert answer.status_code == 404
    refused = client.post(f"{API}/callers/verify", json={"dossier": dossier, "phone_last4": "5678"}, headers=headers)
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    taken = file(client, dossier={"code": dossier, "phone_last4": "5678"})
    assert taken.status_code == 201
    assert parts.database["petitions"].find_one()["dossier"] is None  # type: ignore[index]


@pytest.mark.parametrize("kind", ["complaint", "denunciation"])
def test_a_complaint_or_denunciation_gets_its_guide_and_no_step_leads_it_further(
    client: Any, parts: Parts, signed_in: SignedIn, kind: str
) -> None:
    filed = file(client, kind=kind)
    assert (filed.json["status"], filed.json["due_at"]) == ("handed_over", None)
    assert filed.json["guide"]["steps"]
    path, officer = f"{API}/petitions/{filed.json['code']}", signed_in("petition-officer")
    for step, body in (
        ("assign", {"officer": "petition-officer"}),
        ("answer", {"answer": "Đã xem xét xong."}),
        ("close", None),
        ("link", {"dossier": DOSSIER, "phone_last4": "5678"}),
    ):
        refused = client.post(f"{path}/{step}", json=body, headers=officer)
        assert refused.status_code == 409, refused.text
    assert parts.database["events"].count_documents({}) == 0
    assert client.get(path, headers=signed_in("operator")).json["text"] == ""
    assert client.get(path, headers=officer).json["text"] == ""
    opened = client.post(f"{path}/text", json={"why": "chuyển đúng cơ quan"}, headers=officer)
    assert (opened.json["text"], opened.headers["Cache-Control"]) == (TEXT, "no-store")
    assert client.post(f"{path}/text", json={"why": "xem thử"}, headers=signed_in("operator")).status_code == 403


def test_who_it_is_from_is_shown_on_demand_only_and_every_look_is_kept(
    client: Any, parts: Parts, signed_in: SignedIn
) -> None:
    code = file(client).json["code"]
    path, officer = f"{API}/petitions/{code}", signed_in("petition-officer")
    assert "Tâm" not in client.get(path, headers=officer).text
    assert "Tâm" not in client.get(f"{API}/petitions", headers=officer).text
    shown = client.post(f"{path}/identity", json={"why": "Gọi lại cho ông Tâm"}, headers=officer)
    assert (shown.json["name"], shown.json["phone"]) == ("Nguyễn Văn Tâm", "+84900000127")
    assert shown.headers["Cache-Control"] == "no-store"
    assert client.post(f"{path}/identity", json={}, headers=signed_in("leader")).status_code == 403
    looks = list(parts.database["looks"].find())
    assert [(one["about"], one["who"]) for one in looks] == [(code, "staff:petition-officer")]
    assert "Tâm" not in str(looks)


def test_a_wrong_key_and_an_unknown_code_look_the_same(client: Any) -> None:
    filed = file(client).json
    headers = {"X-Correlation-Id": "the-same-one"}
    answers = [
        client.post(f"{API}/petitions/track", json={"code": code, "token": token}, headers=headers)
        for code, token in ((filed["code"], "AAAA-AAAA-AAAA-AAAA"), ("PA-261005-0099", filed["token"]))
    ]
    assert {one.status_code for one in answers} == {404}
    assert len({one.data for one in answers}) == 1


def test_looking_up_is_limited(client: Any) -> None:
    body = {"code": "PA-261005-0001", "token": "AAAA-AAAA-AAAA-AAAA"}
    statuses = [client.post(f"{API}/petitions/track", json=body).status_code for _ in range(21)]
    assert statuses == [404] * 20 + [429]


def test_the_same_key_gives_one_petition_and_the_same_answer(client: Any, parts: Parts) -> None:
    first, second = (file(client, headers={"Idempotency-Key": "once"}) for _ in range(2))
    assert (first.status_code, first.json) == (second.status_code, second.json)
    assert parts.database["petitions"].count_documents({}) == 1
    other = file(client, headers={"Idempotency-Key": "once"}, text="Chuyện khác hẳn chuyện trước")
    assert (other.status_code, other.json["type"]) == (422, "/problems/idempotency-key-reused")


def test_the_same_key_at_the_same_time_gives_one_petition(app: Flask, parts: Parts) -> None:
    def send(_: int) -> Any:
        with app.test_client() as one:
            answer = file(one, headers={"Idempotency-Key": "race"})
            return answer.status_code, answer.json["code"]

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert len(answers) == 1
    assert parts.database["petitions"].count_documents({}) == 1


def test_two_officers_who_answer_at_once_give_one_answer(
    app: Flask, client: Any, parts: Parts, signed_in: SignedIn
) -> None:
    code = file(client).json["code"]
    officer = signed_in("petition-officer")
    client.post(f"{API}/petitions/{code}/assign", json={"officer": "petition-officer"}, headers=officer)

    def send(number: int) -> int:
        with app.test_client() as one:
            body = {"answer": f"Câu trả lời thứ {number}."}
            return int(one.post(f"{API}/petitions/{code}/answer", json=body, headers=officer).status_code)

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(send, range(6)))
    assert statuses[0] == 200
    assert set(statuses[1:]) == {409}
    assert parts.database["events"].count_documents({"type": "hotline.petition.answered.v1"}) == 1


def test_a_step_on_a_version_that_is_no_more_is_refused(client: Any, signed_in: SignedIn) -> None:
    code, operator = file(client).json["code"], signed_in("operator")
    seen = client.get(f"{API}/petitions/{code}", headers=operator).headers["ETag"]
    assign = {"officer": "petition-officer"}
    first, second = (
        client.post(f"{API}/petitions/{code}/assign", json=assign, headers={**operator, "If-Match": seen})
        for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (200, 412)


@pytest.mark.parametrize(("changes", "pointer"), [
    ({"kind": "opinion"}, "/kind"), ({"text": "ngắn"}, "/text"), ({"contact": {"name": "Ông Tâm"}}, "/contact/phone"),
    ({"contact": {"nam": "x"}}, "/contact/nam"), ({"surprise": 1}, "/surprise"),
    ({"dossier": {"code": 5}}, "/dossier/code"),
])  # fmt: skip
def test_a_wrong_field_is_named(client: Any, changes: dict[str, Any], pointer: str) -> None:
    answer = file(client, **changes)
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json["fields"]] == [pointer]


def test_only_operators_write_down_calls(client: Any, signed_in: SignedIn) -> None:
    assert file(client, channel="phone").status_code == 401
    assert file(client, signed_in("leader"), channel="phone").status_code == 403
    taken = file(client, signed_in("operator"), channel="phone")
    assert (taken.status_code, taken.json["status"]) == (201, "received")


def test_pages_of_a_list_lead_from_one_to_the_next_without_a_gap(
    client: Any, parts: Parts, signed_in: SignedIn, clock: Clock
) -> None:
    for number in range(7):
        file(client, topic=("lateness", "behaviour", "other")[number % 3])
        clock.forward(minutes=number % 2)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        address = f"{API}/petitions?limit=3" + (f"&cursor={cursor}" if cursor else "")
        page = client.get(address, headers=signed_in("leader"))
        assert page.status_code == 200, page.text
        seen += [one["code"] for one in page.json["items"]]
        cursor = page.json["next"]
    by_date = [one["_id"] for one in parts.database["petitions"].find().sort([("due_at", 1), ("_id", 1)])]
    assert seen == by_date
    assert client.get(f"{API}/petitions?cursor=x", headers=signed_in("leader")).status_code == 422
    assert client.get(f"{API}/petitions?group=closed", headers=signed_in("leader")).json == {"items": [], "next": None}


def test_a_call_is_taken_and_finished_over_the_api(client: Any, parts: Parts, signed_in: SignedIn) -> None:
    hear(parts, not_reached())
    operator = signed_in("operator")
    (row,) = client.get(f"{API}/callbacks", headers=operator).json["items"]
    assert (row["about"], row["event"], row["state"]) == (DOSSIER, "accepted", "open")
    path = f"{API}/callbacks/{row['id']}"
    assert client.get(path, headers=operator).json["phone"] is None
    taken = client.post(f"{path}/take", headers={**operator, "If-Match": '"1"'})
    assert (taken.status_code, taken.json["holder"]) == (200, "operator")
    shown = client.get(path, headers=operator)
    assert (shown.json["phone"], shown.json["script"]) == ("+84900000555", "Hồ sơ đã tiếp nhận.")
    assert client.get(path, headers=signed_in("leader")).json["phone"] is None
    key = {**operator, "Idempotency-Key": "finish-1"}
    first = client.post(f"{path}/finish", json={"outcome": "done", "note": "đã báo"}, headers=key)
    again = client.post(f"{path}/finish", json={"outcome": "done", "note": "đã báo"}, headers=key)
    assert (first.status_code, first.json["state"], again.json) == (200, "done", first.json)
    bad = client.post(f"{path}/finish", json={"outcome": "perhaps"}, headers=operator)
    assert (bad.status_code, bad.json["fields"][0]["pointer"]) == (422, "/outcome")
    assert client.post(f"{path}/take", headers=operator).json["type"].endswith("/call-is-over")
    assert client.get(f"{API}/callbacks/no-such", headers=operator).status_code == 404
    assert [one["state"] for one in client.get(f"{API}/callbacks?group=ended", headers=operator).json["items"]] == [
        "done"
    ]
