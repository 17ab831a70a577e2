"""Calls, guided questions and the register of complaints and denunciations, on a real database over HTTP."""

from __future__ import annotations

from typing import Any

import bson

from services.hotline.app import Parts, initialise
from tests.integration.hotline.conftest import Clock, SignedIn
from tests.integration.hotline.test_http_path import API, PETITION, file
from tests.integration.hotline.test_pages import text_of
from tests.unit.hotline.fakes import TEXT

TOLD = {"call_id": "1764.7", "number": "0900 000 127", "started_at": "2026-10-05T08:00:00+07:00", "line": "Số 2"}
DESK = "/hotline/desk/calls"


def tell(client: Any, signed_in: SignedIn, **changes: Any) -> Any:
    return client.post(f"{API}/calls", json={**TOLD, **changes}, headers=signed_in("telephony"))


def test_a_call_comes_in_is_taken_written_down_and_ended(
    client: Any, parts: Parts, signed_in: SignedIn, staff: Any
) -> None:
    earlier = file(client).json["code"]
    file(client, kind="denunciation")
    told = tell(client, signed_in)
    assert (told.status_code, told.json["state"]) == (201, "ringing"), told.text
    assert tell(client, signed_in).status_code == 200
    wrong = tell(client, signed_in, number="12")
    assert (wrong.status_code, "/number" in wrong.text) == (422, True)
    page, operator = told.json["page"], staff("operator")
    assert "Nghe máy" in operator.get(DESK).text
    waiting = operator.get(page)
    assert (waiting.status_code, "0900 000 127" in waiting.text, earlier in waiting.text) == (200, False, False)
    assert operator.post(f"{page}/take").location == page
    shown = operator.get(page)
    assert 'value="0900 000 127"' in shown.text
    assert f"/hotline/desk/{earlier}" in shown.text
    assert "Tố cáo:" not in text_of(shown)
    assert "no-store" in shown.headers["Cache-Control"]
    assert "0900 000 127" not in staff("petition-officer").get(page).text
    form = {"once": "0123456789abcdef", "who": "named", "kind": "feedback", "topic": "lateness", "text": TEXT,
            "contact-name": "Nguyễn Văn Tâm", "contact-phone": "0900 000 127", "do": "save"}  # fmt: skip
    wrong = operator.post(page, data={**form, "text": ""})
    assert (wrong.status_code, 'id="text-error"' in wrong.text) == (422, True)
    for _ in range(2):  # a slow network: pressed twice, written once
        assert operator.post(page, data=form).location == "/hotline/desk/received"
    assert parts.database["petitions"].count_documents({}) == 3
    assert client.post(f"{API}/calls/1764.7/end", json={"ended_at": "2026-10-05T08:09:00+07:00"},
                       headers=signed_in("telephony")).json["state"] == "ended"  # fmt: skip
    again = operator.get(f"{API}/calls/{told.json['id']}", headers=signed_in("operator")).json
    assert (again["outcome"], len(again["petitions"]), again["mine"]) == ("written", 2, True)
    assert parts.database["looks"].count_documents({"what": "call", "who": "staff:operator"}) == 1


def test_a_question_that_is_answered_at_once_is_kept_with_the_call_and_sealed(
    client: Any, parts: Parts, signed_in: SignedIn, staff: Any
) -> None:
    page, operator = tell(client, signed_in, operator="operator").json["page"], staff("operator")
    form = {"text": "Bác Tư Rằn hỏi giờ", "said": "Bảy rưỡi sáng", "do": "answered", "channel": "phone"}
    assert operator.post(page, data={**form, "said": ""}).status_code == 422
    assert operator.post(page, data=form).location == DESK
    raw = b"".join(bson.encode(one) for name in parts.database.list_collection_names()
                   for one in parts.database[name].find())  # fmt: skip
    for secret in ("Tư Rằn", "Bảy rưỡi", "900000127", "1764.7"):
        assert secret.encode() not in raw
    second = tell(client, signed_in, call_id="2", operator="operator").json["page"]
    assert "Trả lời ngay" in text_of(operator.get(second))
    assert parts.database["petitions"].count_documents({}) == 0


def test_petitions_of_before_are_found_by_their_number_too(client: Any, parts: Parts, signed_in: SignedIn) -> None:
    code = file(client, contact=PETITION["contact"]).json["code"]
    parts.database["identities"].update_many({}, {"$unset": {"phone_digest": ""}})
    call = tell(client, signed_in, operator="operator").json["id"]

    def find() -> Any:
        return client.get(f"{API}/calls/{call}", headers=signed_in("operator")).json["petitions"]

    assert find() == []
    initialise(parts)
    initialise(parts)
    assert [one["code"] for one in find()] == [code]


def test_the_list_of_calls_goes_along_its_index(client: Any, parts: Parts, clock: Clock, signed_in: SignedIn) -> None:
    tell(client, signed_in)
    plan = parts.database["calls"].find({"live": True, "started_at": {"$gt": clock.now}}).sort("started_at", 1)
    assert "COLLSCAN" not in str(plan.explain()["queryPlanner"]["winningPlan"])


def test_guided_questions_lead_to_the_form_and_during_a_call_to_the_kind(client: Any, staff: Any) -> None:
    first = client.get("/hotline/questions")
    assert "/hotline/questions?answers=decision" in first.text
    end = client.get("/hotline/questions?answers=decision.yes.review")
    assert "Đây là khiếu nại" in text_of(end)
    assert 'href="/hotline?kind=complaint&amp;answers=decision.yes.review"' in end.text
    assert 'value="complaint" checked' in client.get("/hotline?kind=complaint&answers=decision.yes.review").text
    asked = client.get(f"{API}/questions?answers=violation.crime").json
    assert (asked["question"]["id"], asked["kind"]) == ("who", None)
    found = client.get(f"{API}/questions?answers={asked['question']['choices'][0]['answers']}").json
    assert (found["kind"], found["question"]) == ("denunciation", None)
    assert found["guide"]["limits"]
    typed = {"text": TEXT, "kind": "feedback", "contact-name": "Ông Tâm", "answers": "decision.yes"}
    further = staff("operator").post("/hotline/desk/new", data={**typed, "ask": "decision.yes.review"})
    assert (further.status_code, 'value="complaint" checked' in further.text) == (200, True)
    assert 'value="Ông Tâm"' in further.text
    assert 'name="answers" value="decision.yes.review"' in further.text
