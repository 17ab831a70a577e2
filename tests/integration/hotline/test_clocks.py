"""A petition's clocks on a real store: over the API, on the pages, by the timers; told once by all workers."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from bson import encode
from flask import Flask

from services.hotline.app import Parts
from services.hotline.composition.clocks import clock_handlers, watch_all
from services.hotline.domain.clocks.escalation import Matter
from services.hotline.jobs import run_jobs
from shared.store.jobs import Jobs
from tests.integration.hotline.conftest import Clock, SignedIn
from tests.integration.hotline.test_http_path import API, file

QUESTION = "Bà đến quầy số mấy, gặp ai ở đó?"


def tick(parts: Parts, clock: Clock, **amounts: float) -> None:
    """Time goes by; each job is done at its own time."""
    until = clock.now + timedelta(**amounts)
    jobs = Jobs(parts.work, service="hotline")
    while True:
        row = parts.database["jobs"].find_one({"next_try_at": {"$lte": until}}, sort=[("next_try_at", 1)])
        clock.now = max(clock.now, row["next_try_at"]) if row else until
        if row is None:
            return
        run_jobs(jobs, clock_handlers(parts.clocks), clock.now)


def told(parts: Parts) -> list[tuple[str, str]]:
    rows = parts.database["events"].find({"type": "hotline.petition.escalated.v1"}).sort("at", 1)
    data = [json.loads(row["body"])["data"] for row in rows]
    return [(one["matter"], one["to"]) for one in data]


@pytest.fixture
def page(app: Flask, signed_in: SignedIn) -> Any:
    """A page as a role sees it, or what comes of a form."""

    def get(role: str, address: str, data: dict[str, str] | None = None) -> Any:
        with app.test_client() as client:
            ask = client.post if data is not None else client.get
            headers = {**signed_in(role), "Accept": "text/html"}
            return ask(address, headers=headers, **({"data": data} if data is not None else {}))

    return get


def test_it_is_given_asked_about_replied_answered_and_reopened(
    client: Any, parts: Parts, signed_in: SignedIn, clock: Clock
) -> None:
    filed = file(client).json
    path = f"{API}/petitions/{filed['code']}"
    tick(parts, clock, hours=2)
    row = client.get(path, headers=signed_in("leader")).json
    assert (row["status"], row["officer"], row["version"]) == ("assigned", "petition-officer", 2)
    asked = {"reason": "petitioner", "days": 5, "text": QUESTION}
    paused = client.post(f"{path}/pause", json=asked, headers=signed_in("petition-officer"))
    assert (paused.status_code, paused.json["version"]) == (200, 3), paused.text
    own = {"code": filed["code"], "token": filed["token"]}
    tracked = client.post(f"{API}/petitions/track", json=own).json
    assert (tracked["words"][-1]["text"], tracked["reply_by"]) == (QUESTION, "2026-10-12T10:00:00+07:00")
    assert [one["code"] for one in _items(client, signed_in, "petitions?group=paused")] == [filed["code"]]
    tick(parts, clock, days=1)
    reply = {**own, "text": "Tôi gặp chị Lụa ở quầy 3."}
    replied = client.post(f"{API}/petitions/track/reply", json=reply, headers={"Idempotency-Key": "a"})
    again = client.post(f"{API}/petitions/track/reply", json=reply, headers={"Idempotency-Key": "a"})
    assert (replied.json["due_at"], again.json) == ("2026-10-15T08:00:00+07:00", replied.json)
    raw = encode(parts.database["petitions"].find_one() or {})
    assert "chị Lụa".encode() not in raw  # what people say is sealed
    view = client.get(f"{path}/clocks", headers=signed_in("petition-officer")).json
    assert [(one["kind"], one["late"], one["met_at"] is None) for one in view["clocks"]] == [
        ("first_answer", False, False), ("update", False, True), ("solution", False, True),
    ]  # fmt: skip
    officer = signed_in("petition-officer")
    assert (
        client.post(f"{path}/answer", json={"answer": "Giấy hẹn thứ Sáu là đúng."}, headers=officer).status_code == 200
    )
    assert client.post(f"{path}/approve", headers=signed_in("leader")).status_code == 200
    refused = client.post(f"{API}/petitions/track/reopen", json={**own, "why": "ngắn"})
    assert (refused.status_code, refused.json["fields"][0]["pointer"]) == (422, "/why")
    reopened = client.post(f"{API}/petitions/track/reopen", json={**own, "why": "Chưa nói ai xin lỗi tôi."})
    assert (reopened.json["status"], reopened.json["earlier"]) == ("assigned", ["Giấy hẹn thứ Sáu là đúng."])
    unknown = client.post(f"{API}/petitions/track/reopen", json={**own, "token": "x", "why": "Chưa nói ai xin lỗi."})
    assert unknown.status_code == 404


def test_many_workers_at_once_tell_everybody_once(client: Any, parts: Parts, signed_in: SignedIn, clock: Clock) -> None:
    for _ in range(6):
        code = file(client).json["code"]
        body = {"officer": "petition-officer"}
        client.post(f"{API}/petitions/{code}/assign", json=body, headers=signed_in("operator"))
    clock.forward(days=12)
    jobs, handlers = Jobs(parts.work, service="hotline"), clock_handlers(parts.clocks)
    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda _: run_jobs(jobs, handlers, clock.now), range(12)))
    assert sorted(told(parts)) == sorted([("first_answer", "leader"), ("solution", "leader")] * 6)
    assert parts.clocks.book.count(Matter.SOLUTION) == 6
    listed = _items(client, signed_in, "escalations?matter=solution&limit=4")
    assert len(listed) == 4
    assert listed[0]["escalations"][0]["told"][0]["role"] == "leader"
    parts.database["petitions"].update_one({"_id": listed[0]["code"]}, {"$set": {"named": ["leader"]}})
    assert listed[0]["code"] not in {one["code"] for one in _items(client, signed_in, "escalations?limit=50")}


def test_what_was_taken_before_there_were_clocks_is_watched_too(client: Any, parts: Parts, clock: Clock) -> None:
    file(client)
    parts.database["jobs"].delete_many({})
    parts.database["petitions"].update_many(
        {}, {"$unset": dict.fromkeys(("pauses", "remarks", "earlier", "unit", "bounces", "leader_decides"), "")}
    )
    assert watch_all(parts.clocks, parts.database, clock.now) == 1
    assert watch_all(parts.clocks, parts.database, clock.now) == 0
    tick(parts, clock, hours=2)
    assert (parts.database["petitions"].find_one() or {})["officer"] == "petition-officer"


def test_the_desk_does_every_step_on_the_petitions_page(client: Any, parts: Parts, page: Any, clock: Clock) -> None:
    code = file(client).json["code"]
    tick(parts, clock, hours=2)
    address = f"/hotline/desk/{code}"
    first = page("petition-officer", address).text
    assert "Ba đồng hồ" in first
    assert page("petition-officer", f"{address}/tell", {"tell-text": "Đã hỏi quầy 3."}).location.endswith("done=told")
    typed = {"pause-reason": "agency", "pause-days": "99", "pause-text": "Chờ Phòng Bảo trợ xã hội."}
    wrong = page("petition-officer", f"{address}/pause", typed)
    assert wrong.status_code == 422
    assert 'value="99"' in wrong.text
    assert page("petition-officer", f"{address}/pause", {**typed, "pause-days": "3"}).status_code == 303
    assert "Đứng yên" in page("leader", address).text
    assert code in page("leader", "/hotline/desk?group=paused").text
    assert page("petition-officer", f"{address}/resume", {}).status_code == 303
    assert page("operator", f"{address}/topic", {"topic": "fees"}).status_code == 303
    assert page("leader", f"{address}/extend", {"extend-why": "Phải xác minh ở ba nơi."}).status_code == 303
    handed = {"unit": "social", "hand-why": "Việc này của Phòng Bảo trợ xã hội."}
    assert page("petition-officer", f"{address}/hand-on", handed).status_code == 303
    assert "Chuyển đến Phòng Bảo trợ xã hội" in page("leader", address).text
    clock.forward(days=30)
    tick(parts, clock, hours=1)
    listed = page("leader", "/hotline/desk/escalations").text
    assert code in listed
    assert "Trả lời trễ hẹn" in listed
    assert page("leader", "/hotline/desk/escalations?matter=bounced&lang=en").status_code == 200


def test_whoever_petitioned_replies_and_reopens_on_their_own_page(
    client: Any, parts: Parts, page: Any, clock: Clock
) -> None:
    filed = file(client).json
    own = {"code": filed["code"], "key": filed["token"]}
    address = f"/hotline/desk/{filed['code']}"
    tick(parts, clock, hours=2)
    page("petition-officer", f"{address}/pause",
         {"pause-reason": "petitioner", "pause-days": "5", "pause-text": QUESTION})  # fmt: skip
    asked = client.post("/hotline/track", data=own).text
    assert "Chúng tôi chờ ông bà, anh chị trả lời" in asked
    assert QUESTION in asked
    assert filed["token"] not in asked
    assert client.post("/hotline/track/reply", data={**own, "reply": "ngắn"}).status_code == 422
    replied = client.post("/hotline/track/reply", data={**own, "reply": "Tôi gặp chị Lụa ở quầy 3."})
    assert "Đã gửi thêm" in replied.text
    client.post("/hotline/track/reply", data={**own, "reply": "Tôi gặp chị Lụa ở quầy 3."})  # sent twice
    desk = page("petition-officer", address).text
    assert desk.count("Tôi gặp chị Lụa ở quầy 3.") == 1
    page("petition-officer", f"{address}/answer", {"answer": "Chị Lụa đã xin lỗi bà."})
    page("leader", f"{address}/approve", {})
    assert "Câu trả lời chưa thỏa đáng?" in client.post("/hotline/track", data=own).text
    again = client.post("/hotline/track/reopen", data={**own, "reopen": "Tôi chưa được ai xin lỗi."})
    assert "Trả lời trước khi mở lại" in again.text
    assert client.post("/hotline/track/reopen", data={**own, "reopen": "Tôi chưa được ai xin lỗi."}).status_code == 409
    client.delete_cookie("petition", path="/hotline/track")
    assert client.post("/hotline/track/reopen", data={**own, "reopen": "Tôi chưa được ai."}).status_code == 404


def _items(client: Any, signed_in: SignedIn, path: str) -> list[dict[str, Any]]:
    answer = client.get(f"{API}/{path}", headers=signed_in("leader"))
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json["items"]
    return items
