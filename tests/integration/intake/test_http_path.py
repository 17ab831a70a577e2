"""The front door over HTTP on a real store: the path of a dossier, and every refusal on it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from services.intake.app import Parts
from services.intake.domain.dossier import Dossier
from services.intake.domain.progress import Decision, Outcome, Task
from services.intake.use_cases.record_progress import record_decision, record_task_dispatched
from shared.store.change import Key
from tests.integration.intake.conftest import APPLICANT, FILING, Clock

API = "/api/intake/v1"
SignIn = Callable[[str], dict[str, str]]


def file(client: Any, filing: dict[str, Any] = FILING, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"{API}/dossiers", json=filing, headers=named)


def decide(parts: Parts, code: str) -> None:
    """What the consumer does when the case was sent out and decided elsewhere."""
    dossier = parts.work.load(Key(Dossier, code)).get(Dossier, code)
    assert dossier is not None
    task = Task("t1", "appraisal", "H99.11.01", "Phòng Bảo trợ xã hội", parts.clock(), dispatch_told=2)
    sent: Any = record_task_dispatched(dossier, task)
    parts.work.commit(sent, parts.context("test"))
    decision = Decision(
        Outcome.GRANTED,
        parts.clock(),
        "H99.11.01",
        "Phòng Bảo trợ xã hội",
        "Đủ điều kiện",
        "Giấy chứng nhận",
        "12/GCN",
        told=4,
    )
    parts.work.commit(record_decision(sent.saved[0], decision), parts.context("test"))


def test_a_dossier_goes_from_filing_to_its_returned_result(
    client: Any, parts: Parts, sign_in: SignIn, clock: Clock
) -> None:
    filed = file(client)
    assert filed.status_code == 201
    code, token = filed.json["code"], filed.json["owner_token"]
    assert code == "H99.11-261005-0001"
    assert filed.headers["Location"] == f"{API}/dossiers/{code}"
    officer = sign_in("reception")
    accepted = client.post(f"{API}/dossiers/{code}/accept", headers=officer)
    assert accepted.status_code == 200
    assert accepted.json["status"] == 2
    assert accepted.json["due_at"] == "2026-10-12T08:00:00+07:00"
    clock.forward(minutes=9)
    decide(parts, code)
    tracked = client.post(f"{API}/tracking", json={"code": code, "phone_last4": "5678"}).json
    assert (tracked["status"], tracked["status_text"]) == (9, "Đã xử lý xong")
    returned = client.post(f"{API}/dossiers/{code}/return-result", headers=officer, json={"method": "counter"})
    assert returned.json["status"] == 10
    whole = client.get(f"{API}/dossiers/{code}", headers={"X-Owner-Token": token}).json
    assert whole["applicant"]["name"] == APPLICANT["name"]
    assert [line["kind"] for line in whole["timeline"]] == ["filed", "accepted", "dispatched", "decided", "returned"]
    told = [one["type"] for one in parts.database["events"].find({"subject": code}).sort("sequence")]
    assert told == [
        "intake.dossier.filed.v1",
        "intake.dossier.accepted.v1",
        "intake.dossier.result_ready.v1",
        "intake.dossier.returned.v1",
    ]


def test_the_same_key_gives_one_dossier_and_the_same_answer(client: Any, parts: Parts) -> None:
    first, second = file(client, Idempotency_Key="once-1"), file(client, Idempotency_Key="once-1")
    assert first.status_code == second.status_code == 201
    assert first.json == second.json
    assert parts.database["dossiers"].count_documents({}) == 1
    other = file(client, {**FILING, "return_method": "post"}, Idempotency_Key="once-1")
    assert (other.status_code, other.json["type"]) == (422, "/problems/idempotency-key-reused")


def test_the_same_key_at_the_same_time_gives_one_dossier(app: Flask, parts: Parts) -> None:
    def send(_: int) -> Any:
        with app.test_client() as client:
            answer = file(client, Idempotency_Key="race")
            return answer.status_code, answer.json["code"]

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert len(answers) == 1
    assert parts.database["dossiers"].count_documents({}) == 1


def test_fifty_filings_at_once_get_fifty_codes(app: Flask, parts: Parts) -> None:
    def send(_: int) -> str:
        with app.test_client() as client:
            answer = file(client)
            assert answer.status_code == 201, answer.text
            return str(answer.json["code"])

    with ThreadPoolExecutor(16) as pool:
        codes = list(pool.map(send, range(50)))
    assert len(set(codes)) == 50
    assert parts.database["dossiers"].count_documents({}) == 50


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        (("applicant", "phone"), "123", "/applicant/phone"),
        (("applicant", "identity_number"), "12", "/applicant/identity_number"),
        (("applicant", "birth_date"), "2999-01-01", "/applicant/birth_date"),
        (("applicant", "email"), "no address", "/applicant/email"),
        (("procedure",), "7.777777", "/procedure"),
        (("return_method",), "pigeon", "/return_method"),
        (("variant",), "none", "/variant"),
        (("surprise",), 1, "/surprise"),
    ],
)
def test_a_wrong_field_is_named(client: Any, path: tuple[str, ...], value: Any, pointer: str) -> None:
    filing: dict[str, Any] = {**FILING, "applicant": dict(APPLICANT)}
    inner = filing
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    answer = file(client, filing)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert [fault["pointer"] for fault in answer.json["fields"]] == [pointer]


def test_bad_bodies_get_the_status_that_is_due(client: Any) -> None:
    assert client.post(f"{API}/dossiers", data="a=b").status_code == 415
    assert client.post(f"{API}/dossiers", data="{", content_type="application/json").status_code == 400
    assert file(client, {**FILING, "form": {"content": "x" * 30_000}}).status_code == 413
    assert client.post(f"{API}/dossiers", json={}).status_code == 422


def test_other_channels_need_an_officer(client: Any, sign_in: SignIn) -> None:
    at_counter = {**FILING, "channel": "counter"}
    assert file(client, at_counter).status_code == 401
    answer = client.post(f"{API}/dossiers", json=at_counter, headers=sign_in("reception"))
    assert (answer.status_code, answer.json["channel"]) == (201, "counter")
    assert client.post(f"{API}/dossiers", json=at_counter, headers=sign_in("agency-a")).status_code == 403


def test_illegal_steps_say_why(client: Any, sign_in: SignIn) -> None:
    code, officer = file(client).json["code"], sign_in("reception")
    early = client.post(f"{API}/dossiers/{code}/return-result", headers=officer, json={"method": "post"})
    assert (early.status_code, early.json["type"]) == (409, "/problems/no-result-yet")
    assert client.post(f"{API}/dossiers/{code}/accept", headers=officer).status_code == 200
    again = client.post(f"{API}/dossiers/{code}/accept", headers=officer)
    assert (again.status_code, again.json["type"]) == (409, "/problems/already-accepted")
    assert client.post(f"{API}/dossiers/H99.11-261005-9999/accept", headers=officer).status_code == 404
    assert client.post(f"{API}/dossiers/{code}/accept").status_code == 401


def test_a_step_on_an_older_version_is_refused(client: Any, sign_in: SignIn) -> None:
    code, officer = file(client).json["code"], sign_in("reception")
    stale = client.post(f"{API}/dossiers/{code}/accept", headers={**officer, "If-Match": '"7"'})
    assert stale.status_code == 412
    seen = client.get(f"{API}/dossiers/{code}", headers=officer)
    known = {**officer, "If-None-Match": seen.headers["ETag"]}
    assert client.get(f"{API}/dossiers/{code}", headers=known).status_code == 304
    fresh = client.post(f"{API}/dossiers/{code}/accept", headers={**officer, "If-Match": seen.headers["ETag"]})
    assert fresh.status_code == 200


def test_unknown_code_and_wrong_phone_look_the_same(client: Any) -> None:
    code = file(client).json["code"]
    wrong = client.post(f"{API}/tracking", json={"code": code, "phone_last4": "0000"})
    unknown = client.post(f"{API}/tracking", json={"code": "H99.11-261005-7777", "phone_last4": "5678"})
    nonsense = client.post(f"{API}/tracking", json={"code": "what", "phone_last4": "5678"})
    bodies = [{**one.json, "correlation_id": ""} for one in (wrong, unknown, nonsense)]
    assert wrong.status_code == 404
    assert bodies[0] == bodies[1] == bodies[2]


def test_public_tracking_shows_code_status_date_and_unit_only(client: Any) -> None:
    filed = file(client).json
    public = client.post(f"{API}/tracking", json={"code": filed["code"].lower(), "phone_last4": "5678"})
    assert set(public.json) == {"code", "status", "status_text", "due_at", "unit", "unit_code", "standing"}
    assert APPLICANT["name"] not in public.text
    owner = client.post(f"{API}/tracking", json={"code": filed["code"], "token": filed["owner_token"]})
    assert owner.json["dossier"]["applicant"]["name"] == APPLICANT["name"]


def test_tracking_is_limited_per_code(client: Any) -> None:
    code = file(client).json["code"]
    answers = [client.post(f"{API}/tracking", json={"code": code, "phone_last4": "0000"}) for _ in range(21)]
    assert {one.status_code for one in answers[:20]} == {404}
    assert answers[20].status_code == 429
    assert int(answers[20].headers["Retry-After"]) > 0


def test_a_stranger_never_sees_a_dossier(client: Any, sign_in: SignIn) -> None:
    first, second = file(client).json, file(client).json
    assert client.get(f"{API}/dossiers/{first['code']}").status_code == 401
    other = client.get(f"{API}/dossiers/{first['code']}", headers={"X-Owner-Token": second["owner_token"]})
    assert other.status_code == 404
    assert client.get(f"{API}/dossiers/{first['code']}", headers=sign_in("agency-a")).status_code == 403


def test_sign_in_refuses_unknown_and_wrong_alike(client: Any) -> None:
    def body(username: str) -> dict[str, Any]:
        answer = client.post(f"{API}/sessions", json={"username": username, "password": "guess"})
        assert answer.status_code == 401
        return {**answer.json, "correlation_id": ""}

    assert body("reception") == body("nobody")


def test_lists_page_by_due_date_and_find_by_whole_values(client: Any, sign_in: SignIn) -> None:
    officer = sign_in("reception")
    slow, quick = file(client).json["code"], file(client, {**FILING, "procedure": "1.001653"}).json["code"]
    new = file(
        client,
        {
            **FILING,
            "applicant": {**APPLICANT, "name": "Trần Văn Ổi", "phone": "0987654321", "identity_number": "001158099999"},
        },
    ).json["code"]
    for code in (slow, quick):
        assert client.post(f"{API}/dossiers/{code}/accept", headers=officer).status_code == 200

    def codes(query: str) -> list[str]:
        answer = client.get(f"{API}/dossiers?{query}", headers=officer)
        assert answer.status_code == 200, answer.text
        return [one["code"] for one in answer.json["items"]]

    assert codes("status=2") == [quick, slow]
    assert codes("lateness=new") == [new]
    assert codes("search=tran van oi") == codes("search=0987 654 321") == codes("search=001158099999") == [new]
    assert codes(f"search={slow}") == [slow]
    first = client.get(f"{API}/dossiers?limit=1", headers=officer).json
    rest = codes(f"limit=5&cursor={first['next']}")
    assert {first["items"][0]["code"], *rest} == {slow, quick, new}
    assert client.get(f"{API}/dossiers?cursor=broken", headers=officer).status_code == 422
    assert client.get(f"{API}/dossiers/counts", headers=officer).json["new"] == 1


def test_the_deadline_is_explained_before_filing(client: Any) -> None:
    answer = client.get(f"{API}/deadline?procedure=1.013817&from=2026-08-20T14:00:00%2B07:00").json
    assert answer["due_at"] == "2026-08-26T14:00:00+07:00", "Saturday the 22nd is worked"
    assert sum(one["counted_minutes"] for one in answer["ledger"]) == 5 * 480
    assert client.get(f"{API}/deadline?procedure=1.013817&from=2026-08-20T14:00:00").status_code == 422
    assert client.get(f"{API}/deadline?procedure=nothing").status_code == 404


def test_procedures_are_found_without_marks(client: Any) -> None:
    assert len(client.get(f"{API}/procedures").json["items"]) == 36
    found = client.get(f"{API}/procedures?search=giay xac nhan khuyet tat").json["items"]
    assert {one["code"] for one in found} == {"1.001653", "1.001699"}
    assert client.get(f"{API}/procedures/1.003006").json["fees"][0]["amount"] == 1_500_000


def test_the_scoreboard_counts(client: Any, parts: Parts, sign_in: SignIn, clock: Clock) -> None:
    code = file(client).json["code"]
    client.post(f"{API}/dossiers/{code}/accept", headers=sign_in("reception"))
    decide(parts, code)
    file(client)
    clock.forward(seconds=6)
    board = client.get(f"{API}/scoreboard").json
    assert (board["by_status"]["1"], board["by_status"]["9"]) == (1, 1)
    assert (board["finished"], board["finished_in_time"]) == (1, 1)


def test_a_parked_message_is_seen_and_dropped_with_a_reason(client: Any, parts: Parts, sign_in: SignIn) -> None:
    admin = sign_in("admin")
    parts.inbox.park(b"not json", "data: broken", headers={}, routing_key="routing.case.opened.v1")
    (item,) = client.get(f"{API}/parked", headers=admin).json["items"]
    assert item["reason"] == "data: broken"
    assert client.post(f"{API}/parked/{item['id']}/drop", headers=admin, json={}).status_code == 422
    dropped = client.post(f"{API}/parked/{item['id']}/drop", headers=admin, json={"why": "a test"})
    assert dropped.json["state"] == "dropped"
    assert client.post(f"{API}/parked/{item['id']}/replay", headers=admin, json={}).status_code == 409
    assert client.get(f"{API}/parked", headers=sign_in("reception")).status_code == 403


def test_times_have_an_offset(client: Any) -> None:
    filed_at = datetime.fromisoformat(file(client).json["filed_at"])
    assert filed_at.astimezone(UTC) == datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
