"""Answers over HTTP and on a real database: approved, published, judged; sealed at rest until they are public."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

import bson

from services.hotline.app import Parts
from services.hotline.composition.answers import answer_jobs
from services.hotline.composition.clocks import clock_handlers
from shared.store.jobs import Jobs
from tests.integration.hotline.conftest import Clock, SignedIn
from tests.integration.hotline.test_http_path import API, file

TOLD = "Tôi tên là Phạm Thị Sữa, số 0356789012. Giấy hẹn thứ Sáu mà quầy nói thứ Năm."
ANSWER = "Giấy hẹn thứ Sáu là đúng."
SECRETS = ("Phạm Thị Sữa", "0356789012", "Lời thì thầm")


def test_an_answer_is_approved_published_and_judged(
    client: Any, parts: Parts, signed_in: SignedIn, clock: Clock
) -> None:
    code = file(client, text=TOLD).json["code"]
    path = f"{API}/petitions/{code}"
    officer, leader = signed_in("petition-officer"), signed_in("leader")
    client.post(f"{path}/assign", json={"officer": "petition-officer"}, headers=officer)
    client.post(f"{path}/answer", json={"answer": "Lời thì thầm chưa duyệt."}, headers=officer)
    assert all(
        one.encode() not in bson.encode(parts.database["petitions"].find_one({"_id": code}) or {}) for one in SECRETS
    )
    listed = client.get(f"{API}/petitions?group=to_approve", headers=leader).json["items"]
    assert [one["code"] for one in listed] == [code]
    assert client.post(f"{path}/send-back", json={"reason": "Viết lại cho rõ"}, headers=leader).status_code == 200
    assert client.get(f"{API}/petitions?group=to_approve", headers=leader).json["items"] == []
    client.post(f"{path}/answer", json={"answer": ANSWER}, headers=officer)
    assert client.post(f"{path}/approve", headers=officer).status_code == 403
    assert client.post(f"{path}/approve", headers=leader).json["status"] == "answered"
    shown = client.get(path, headers=leader).json
    assert [one["verdict"] for one in shown["proposals"]] == ["sent_back", "approved"]
    assert shown["proposals"][0]["reason"] == "Viết lại cho rõ"

    draft = client.get(f"{path}/publication/draft", headers=officer).json
    assert "[tên]" in draft["question"]
    assert (
        client.put(f"{path}/publication", json={"question": TOLD, "answer": ANSWER}, headers=officer).status_code == 422
    )
    words = {"question": draft["question"], "answer": draft["answer"]}
    assert client.put(f"{path}/publication", json=words, headers=officer).json["state"] == "waiting"
    assert client.get(f"{API}/answers/{code}").status_code == 404
    assert client.post(f"{path}/publication/publish", headers=leader).json["state"] == "published"
    for topic, found in (("", [code]), ("?topic=other", []), (f"?topic={shown['topic']}", [code])):
        assert [one["code"] for one in client.get(f"{API}/answers{topic}").json["items"]] == found
    for page in ("/hotline/answers", f"/hotline/answers/{code}"):
        public = client.get(page)
        assert public.status_code == 200
        assert "[tên]" in public.text
        assert not any(one in public.text for one in SECRETS)

    clock.forward(hours=4)
    handlers = {**clock_handlers(parts.clocks), **answer_jobs(parts.ports, parts.stores)}
    Jobs(parts.work, service="hotline").run_due(handlers, clock.now)
    told: Any = parts.database["surveys"].find_one({"_id": code})
    assert told["asked_at"] is not None
    assert parts.stores.surveys.newest_of("+84900000127", clock.now) == code
    assert parts.database["events"].count_documents({"type": "hotline.petition.survey_asked.v1"}) == 1


def test_opinions_are_counted_and_their_words_sealed(
    client: Any, parts: Parts, signed_in: SignedIn, clock: Clock
) -> None:
    officer, leader = signed_in("petition-officer"), signed_in("leader")
    for opinion in ("satisfied", "satisfied", "unsatisfied"):
        filed = file(client).json
        path = f"{API}/petitions/{filed['code']}"
        client.post(f"{path}/assign", json={"officer": "petition-officer"}, headers=officer)
        client.post(f"{path}/answer", json={"answer": ANSWER}, headers=officer)
        client.post(f"{path}/approve", headers=leader)
        who = {"code": filed["code"], "token": filed["token"]}
        rated = client.post(
            f"{API}/petitions/rate", json={**who, "opinion": opinion, "aspects": ["slow"], "comment": "Lời thì thầm"}
        )
        assert rated.status_code == 200, rated.text
        tracked = client.post("/hotline/track", data={"code": filed["code"], "key": filed["token"]})
        assert "Lời thì thầm" in html.unescape(tracked.text)
        again = client.post(
            "/hotline/track/opinion", data={"code": filed["code"], "key": filed["token"], "opinion": ""}
        )
        assert (again.status_code, "opinion-error" in again.text) == (422, True)
    raw = b"".join(bson.encode(one) for one in parts.database["surveys"].find())
    assert "thì thầm".encode() not in raw
    span = {"start": (clock.now - timedelta(days=1)).isoformat(), "end": (clock.now + timedelta(days=1)).isoformat()}
    figures = client.get(f"{API}/opinions", query_string=span, headers=leader).json
    assert (figures["rated"], figures["content_percent"], figures["aspects"]) == (3, 67, {"slow": 3})
    assert client.get(f"{API}/opinions", query_string=span, headers=signed_in("operator")).status_code == 403
    page = client.get("/hotline/desk/opinions", headers=leader)
    assert "67%" in page.text
    stand = client.post(
        f"{API}/petitions/standing", json={"code": filed["code"], "phone_last4": "0127"}, headers=signed_in("operator")
    )
    assert (stand.status_code, stand.json["answer"]) == (200, ANSWER)
    for language in ("vi", "en"):
        for address in (path.replace(API, "").replace("/petitions", "/hotline/desk") + "/publication",
                        "/hotline/desk/publications", f"/hotline/desk/{filed['code']}"):  # fmt: skip
            assert client.get(f"{address}?lang={language}", headers=leader).status_code == 200
        assert client.get(f"/hotline/desk/standing?lang={language}", headers=signed_in("operator")).status_code == 200
