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


STEP = {"step": "handed_over", "paper": "12/PC-SYT", "to": "Thanh tra Mít Mật", "note": "bà Cúc Dại hỏi"}


def test_a_denunciation_goes_through_its_register_sealed_and_seen_by_petition_officers_alone(
    client: Any, parts: Parts, signed_in: SignedIn, staff: Any
) -> None:
    code = file(client, kind="denunciation", answers="violation.crime.yes").json["code"]
    officer, page = signed_in("petition-officer"), f"/hotline/desk/register/{code}"
    for role in ("operator", "leader"):  # that each route asks for its role, the wiring's tests see
        assert client.get(f"{API}/register/{code}", headers=signed_in(role)).status_code == 403
        assert staff(role).get(page).status_code == 403
    [row] = client.get(f"{API}/register", headers=officer).json["items"]
    assert (row["code"], row["limit"]["id"], row["limit"]["due_at"]) == (
        code, "first-steps", "2026-10-14T08:00:00+07:00",
    )  # fmt: skip
    browser = staff("petition-officer")
    assert code in browser.get("/hotline/desk/register").text
    shown = browser.get(page)
    assert (TEXT in text_of(shown), "Nhận ra bằng các câu hỏi" in text_of(shown)) == (True, True)
    assert "Phiếu hướng dẫn tố cáo" in text_of(browser.get(f"{page}/guide"))
    assert parts.database["looks"].count_documents({"what": "register", "about": code}) == 2
    wrong = browser.post(f"{page}/steps", data={"step": "handed_over", "version": "1"})
    assert (wrong.status_code, 'id="to-error"' in wrong.text) == (422, True)
    stale = browser.post(f"{page}/steps", data={**STEP, "version": "7"})
    assert (stale.status_code, "Có người vừa đổi" in stale.text) == (409, True)
    headers = {**officer, "Idempotency-Key": "once"}
    first, again = (client.post(f"{API}/register/{code}/steps", json=STEP, headers=headers) for _ in range(2))
    assert (first.status_code, first.json["open"], again.json) == (200, False, first.json), first.text
    assert client.post(f"{API}/register/{code}/steps", json=STEP, headers=officer).status_code == 409
    entries = client.get(f"{API}/register/{code}", headers=officer).json["entries"]
    assert [one["step"] for one in entries] == ["received", "guided", "handed_over"]
    assert (entries[-1]["to"], entries[-1]["note"]) == (STEP["to"], STEP["note"])
    raw = b"".join(bson.encode(one) for name in parts.database.list_collection_names()
                   for one in parts.database[name].find())  # fmt: skip
    for secret in ("Mít Mật", "Cúc Dại", "12/PC-SYT"):
        assert secret.encode() not in raw
    assert parts.database["events"].count_documents({}) == 0
    assert client.get(f"{API}/register?group=ended", headers=officer).json["items"][0]["code"] == code


def test_a_petition_changes_its_path_by_the_questions_and_keeps_everything(
    client: Any, parts: Parts, signed_in: SignedIn, staff: Any
) -> None:
    code, officer = file(client).json["code"], staff("petition-officer")
    page = f"/hotline/desk/{code}/classify"
    assert f"{page}" in officer.get(f"/hotline/desk/{code}").text
    assert f"{page}?answers=decision" in officer.get(page).text
    end = officer.get(f"{page}?answers=decision.yes.review")
    assert "Đây là khiếu nại" in text_of(end)
    form = {"answers": "decision.yes.review", "version": "1"}
    assert 'id="why-error"' in officer.post(page, data=form).text
    done = officer.post(page, data={**form, "why": "Muốn xem lại quyết định"})
    assert done.location == f"/hotline/desk/register/{code}?done=classified"
    assert "Chưa đưa" in text_of(officer.get(done.location))
    assert TEXT not in text_of(officer.get(f"/hotline/desk/{code}"))
    assert TEXT in text_of(officer.post(f"/hotline/desk/{code}/text", data={"why-text": "chuyển đúng cơ quan"}))
    back = client.post(f"{API}/petitions/{code}/classify", json={"answers": "unhappy.no.no", "why": "Hỏi lại rồi"},
                       headers=signed_in("petition-officer"))  # fmt: skip
    assert (back.json["kind"], back.json["status"]) == ("feedback", "received"), back.text
    assert client.post(f"{API}/petitions/{code}/classify", json={"answers": "idea", "why": "x"},
                       headers=signed_in("operator")).status_code == 403  # fmt: skip


def test_complaints_of_before_there_was_a_register_are_entered_once(
    client: Any, parts: Parts, signed_in: SignedIn
) -> None:
    code = file(client, kind="complaint").json["code"]
    parts.database["register"].delete_many({})
    assert "register: 1 earlier complaints and denunciations entered" in initialise(parts)
    assert not [line for line in initialise(parts) if line.startswith("register")]
    shown = client.get(f"{API}/register/{code}", headers=signed_in("petition-officer")).json
    assert (shown["kind"], shown["text"], shown["received_at"]) == ("complaint", TEXT, "2026-10-05T08:00:00+07:00")
    plan = parts.room.legal.cases.cursor(True, None, 10).explain()["executionStats"]  # type: ignore[attr-defined]
    assert plan["totalDocsExamined"] <= 1


def test_a_promise_to_call_back_stands_among_the_calls_to_be_made_once(
    client: Any, parts: Parts, signed_in: SignedIn, staff: Any
) -> None:
    page, operator = tell(client, signed_in, operator="operator").json["page"], staff("operator")
    form = {"once": "0123456789abcdef", "who": "anonymous", "kind": "feedback", "topic": "lateness", "text": TEXT,
            "again_in": "3", "do": "call-back"}  # fmt: skip
    refused = operator.post(page, data={**form, "kind": "denunciation"})
    assert (refused.status_code, parts.database["petitions"].count_documents({})) == (422, 0)
    for _ in range(2):
        assert operator.post(page, data=form).location == "/hotline/desk/received"
    [promised] = client.get(f"{API}/callbacks", headers=signed_in("operator")).json["items"]
    assert (promised["event"], promised["next_at"]) == ("call_back", "2026-10-05T11:00:00+07:00")
    assert promised["about"] == parts.database["petitions"].find_one()["_id"]  # type: ignore[index]
    operator.post(f"/hotline/desk/callbacks/{promised['id']}/take")
    assert "0900 000 127" in operator.get(f"/hotline/desk/callbacks/{promised['id']}").text
