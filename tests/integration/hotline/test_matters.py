"""Matters on a real store, over the API and on the pages: found by digests, merged in one transaction, parted again."""

from __future__ import annotations

import html
import re
from typing import Any

import bson
import pytest

from services.hotline.app import Parts, initialise
from services.hotline.domain.matters.matter import Matter
from services.hotline.domain.petition import Petition
from shared.http.sessions import SESSION_COOKIE
from shared.store.change import Key
from tests.integration.hotline.conftest import Clock, SignedIn
from tests.integration.hotline.test_http_path import API, file
from tests.integration.hotline.test_pages import CALL
from tests.unit.hotline.fakes import DOSSIER

FIRST, SECOND, THIRD = "PA-261005-0001", "PA-261005-0002", "PA-261005-0003"
OTHER_TEXT = "Tôi gọi lần trước rồi mà chưa thấy ai trả lời về giấy hẹn."
WHY = "bà Lụa gọi lại lần nữa"


@pytest.fixture
def browser(app: Any, signed_in: SignedIn) -> Any:
    return _browser(app, signed_in, "petition-officer")


@pytest.fixture
def staff_operator(app: Any, signed_in: SignedIn) -> Any:
    return _browser(app, signed_in, "operator")


def _browser(app: Any, signed_in: SignedIn, role: str) -> Any:
    one = app.test_client()
    one.set_cookie(SESSION_COOKIE, signed_in(role)["Authorization"].removeprefix("Bearer "))
    one.environ_base |= {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ACCEPT": "text/html"}
    return one


def words_of(answer: Any) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))).replace("\xa0", " ")


def test_a_matter_over_the_api_from_its_finding_to_its_parting(
    client: Any, parts: Parts, signed_in: SignedIn, clock: Clock
) -> None:
    file(client, dossier={"code": DOSSIER, "phone_last4": "5678"})
    file(client, text=OTHER_TEXT, contact={"name": "nguyen van TAM", "phone": "+84 900 000 127"})
    file(client, anonymous=True, contact=None, text="Quầy số 2 mở cửa muộn, phải chờ mãi.", topic="behaviour")
    officer = signed_in("petition-officer")
    (found,) = client.get(f"{API}/petitions/{SECOND}/same-matter", headers=officer).json["items"]
    assert (found["petition"]["code"], found["score"], found["likely"]) == (FIRST, 63, False)
    assert {one["reason"] for one in found["reasons"]} == {"same_phone", "same_topic", "near_in_time"}
    assert "900" not in str(found)
    key = {**officer, "Idempotency-Key": "merge-once"}
    merged = [
        client.post(f"{API}/petitions/{SECOND}/merge", json={"petition": FIRST, "why": WHY}, headers=key)
        for _ in range(2)
    ]
    assert [(one.status_code, one.json["matter"]) for one in merged] == [(200, FIRST)] * 2, merged[0].text
    assert client.get(f"{API}/petitions/{SECOND}/same-matter", headers=officer).json["items"] == []
    assigned = client.post(f"{API}/petitions/{FIRST}/assign", json={"officer": "petition-officer"}, headers=officer)
    assert assigned.status_code == 200, assigned.text
    matter = client.get(f"{API}/matters/{FIRST}", headers=officer)
    assert (matter.json["owner"], matter.json["contacts"]) == ("petition-officer", 2)
    assert {one["officer"] for one in matter.json["petitions"]} == {"petition-officer"}
    assert [one["why"] for one in matter.json["history"]] == [WHY, WHY, ""]
    (row,) = client.get(f"{API}/matters?limit=1", headers=officer).json["items"]
    assert (row["code"], row["latest"]["code"]) == (FIRST, SECOND)
    words = {"answer": "Giấy hẹn thứ Sáu là đúng."}
    assert client.post(f"{API}/petitions/{SECOND}/answer", json=words, headers=officer).json["to_approve"]
    approved = client.post(f"{API}/petitions/{FIRST}/approve", headers=signed_in("leader"))
    assert approved.json["status"] == "answered", approved.text
    told = parts.database["events"].find({"type": "hotline.petition.answered.v1"})
    assert sorted(one["subject"] for one in told) == [FIRST, SECOND]
    parted = client.post(f"{API}/petitions/{SECOND}/unmerge", json={}, headers=officer)
    assert (parted.json["matter"], parted.json["status"]) == (None, "answered")
    assert client.get(f"{API}/matters/{FIRST}", headers=officer).json["contacts"] == 0
    assert client.get(f"{API}/matters", headers=officer).json["items"] == []
    again = {"petition": SECOND, "apart": False}
    assert client.post(f"{API}/petitions/{FIRST}/apart", json=again, headers=officer).status_code == 204
    assert len(client.get(f"{API}/petitions/{SECOND}/same-matter", headers=officer).json["items"]) == 1
    for path in (f"petitions/{FIRST}/merge", f"petitions/{FIRST}/apart"):
        assert client.post(f"{API}/{path}", json={"petition": THIRD}, headers=signed_in("leader")).status_code == 403
    assert client.get(f"{API}/matters/{THIRD}", headers=officer).status_code == 404


def test_nothing_personal_of_a_matter_lies_in_plain_and_it_is_read_as_it_was_written(
    client: Any, parts: Parts, signed_in: SignedIn
) -> None:
    file(client), file(client)
    officer = signed_in("petition-officer")
    merged = client.post(f"{API}/petitions/{SECOND}/merge", json={"petition": FIRST, "why": WHY}, headers=officer)
    assert merged.status_code == 200, merged.text
    for name in parts.database.list_collection_names():
        for document in parts.database[name].find():
            for secret in ("Lụa", "900000127", "Văn Tâm", "van tam"):
                assert secret.encode() not in bson.encode(document), f"{secret} lies in {name}"
    matter = parts.work.load(Key(Matter, FIRST)).get(Matter, FIRST)
    assert matter is not None
    assert [one.why for one in matter.history] == [WHY, WHY]
    assert matter.petitions == (FIRST, SECOND)


def test_meetings_are_kept_sealed_and_a_second_one_needs_a_reason(
    client: Any, parts: Parts, signed_in: SignedIn
) -> None:
    file(client), file(client)
    officer, path = signed_in("petition-officer"), f"{API}/petitions/{FIRST}/meetings"
    held = {"held_at": "2026-10-05T07:30:00+07:00", "with": "bà Lụa", "about": "giấy hẹn của bà Lụa", "result": "xong"}
    key = {**officer, "Idempotency-Key": "met-once"}
    kept = [client.post(path, json=held, headers=key) for _ in range(2)]
    assert [one.status_code for one in kept] == [201, 201], kept[0].text
    merged = client.post(f"{API}/petitions/{SECOND}/merge", json={"petition": FIRST}, headers=officer)
    assert merged.status_code == 200, merged.text
    path = f"{API}/petitions/{SECOND}/meetings"
    again = client.post(path, json=held, headers=officer)
    assert (again.status_code, "/reason_again" in again.text) == (422, True), again.text
    planned = {**held, "held_at": "2026-10-08T14:00:00+07:00", "result": "", "reason_again": "bà Lụa có giấy mới"}
    arranged = client.post(path, json=planned, headers=officer).json
    end = {"outcome": "held", "result": "bà Lụa đồng ý"}
    assert client.post(f"{path}/{arranged['id']}/end", json=end, headers=officer).json["state"] == "held"
    shown = client.get(path, headers=signed_in("leader")).json["items"]
    assert [(one["petition"], one["result"]) for one in shown] == [(SECOND, "bà Lụa đồng ý"), (FIRST, "xong")]
    assert all("Lụa" not in str(document) for document in parts.database["meetings"].find())


def test_what_was_kept_before_there_were_matters_is_found_too(client: Any, parts: Parts, signed_in: SignedIn) -> None:
    file(client, dossier={"code": DOSSIER, "phone_last4": "5678"})
    for name in ("petitions", "identities"):
        parts.database[name].update_many({}, {"$unset": {"kin": "", "matter": ""}})
    initialise(parts)
    initialise(parts)
    file(client, text=OTHER_TEXT)
    petition = parts.work.load(Key(Petition, FIRST)).get(Petition, FIRST)
    assert petition is not None
    assert (petition.matter, petition.version) == ("", 1)
    (found,) = client.get(f"{API}/petitions/{SECOND}/same-matter", headers=signed_in("operator")).json["items"]
    assert found["petition"]["code"] == FIRST


def test_questions_about_matters_walk_their_indexes(client: Any, parts: Parts) -> None:
    at = parts.clock()
    parts.database["matters"].insert_many(
        {"_id": f"PA-261004-{number:04d}", "version": 1, "owner": None, "members": [], "history": [], "why": None,
         "listed": number % 2 == 0, "order_at": at}
        for number in range(1, 401)
    )  # fmt: skip
    first = parts.matters.page(None, 10)
    assert [one.id for one in first][:2] == ["PA-261004-0400", "PA-261004-0398"]
    for cursor in (parts.matters.cursor(None, 10), parts.matters.cursor((at, first[-1].id), 10)):
        stats = cursor.explain()["executionStats"]
        assert (stats["totalDocsExamined"], stats["nReturned"]) == (10, 10)
    for name in ("petitions", "identities"):
        plan = parts.database[name].find({"kin": {"$in": ["x"]}}).sort("_id", -1).limit(5).explain()
        assert plan["executionStats"]["totalDocsExamined"] == 0
        assert "COLLSCAN" not in str(plan["queryPlanner"]["winningPlan"])


def test_the_petitions_page_suggests_merges_and_parts(app: Any, browser: Any) -> None:
    client = app.test_client()  # unlike the fixture's it leaves no context open, in which the language would stay
    file(client), file(client, text=OTHER_TEXT), file(client, text="Lệ phí thu sai so với bảng niêm yết.", topic="fees")
    page = browser.get(f"/hotline/desk/{SECOND}")
    assert "Có thể cùng vụ việc" in words_of(page)
    assert "Cùng số điện thoại +45" in words_of(page)
    wrong = browser.post(f"/hotline/desk/{SECOND}/merge", data={"petition": SECOND, "version": "1"})
    assert (wrong.status_code, "Đây chính là phản ánh này" in words_of(wrong)) == (409, True)
    assert browser.post(f"/hotline/desk/{SECOND}/merge", data={"petition": "PA-261005-0099"}).status_code == 404
    done = browser.post(f"/hotline/desk/{SECOND}/merge", data={"petition": FIRST, "version": "1", "merge-why": WHY})
    assert (done.status_code, done.location) == (303, f"/hotline/desk/{SECOND}?done=merged")
    assert "2 lần liên hệ" in words_of(browser.get("/hotline/desk/matters"))
    whole = words_of(browser.get(f"/hotline/desk/matters/{FIRST}"))
    assert OTHER_TEXT in whole
    assert WHY in whole
    assert f"vụ việc {FIRST}" in words_of(browser.get("/hotline/desk"))
    met = {"meeting-held_at": "2026-10-05T07:30", "meeting-with": "bà Lụa", "meeting-about": "giấy hẹn"}
    missing = browser.post(f"/hotline/desk/{FIRST}/meetings", data=met)
    assert (missing.status_code, 'href="#meeting-result"' in missing.text) == (422, True)
    assert 'value="bà Lụa"' in missing.text
    sent = browser.post(f"/hotline/desk/{FIRST}/meetings", data={**met, "meeting-result": "đã xin lỗi"})
    assert sent.location == f"/hotline/desk/{FIRST}?done=met"
    again = {**met, "meeting-held_at": "2026-10-08T09:00", "meeting-reason_again": "bà Lụa có giấy tờ mới"}
    assert browser.post(f"/hotline/desk/{FIRST}/meetings", data=again).status_code == 303
    (id,) = re.findall(
        rf'action="/hotline/desk/{FIRST}/meetings/([^/]+)/end"', browser.get(f"/hotline/desk/{FIRST}").text
    )
    end = f"/hotline/desk/{FIRST}/meetings/{id}/end"
    assert browser.post(end, data={"outcome": "held"}).status_code == 422
    ended = browser.post(end, data={"outcome": "held", f"meeting-came-{id}": "bà Lụa đồng ý"})
    assert ended.location == f"/hotline/desk/{FIRST}?done=met-end"
    assert "ghi ở PA-261005-0001" in words_of(browser.get(f"/hotline/desk/{SECOND}"))
    apart = browser.post(f"/hotline/desk/{THIRD}/apart", data={"petition": FIRST})
    assert apart.location == f"/hotline/desk/{THIRD}?done=apart"
    parted = browser.post(f"/hotline/desk/{FIRST}/unmerge", data={"part-why": "việc khác"})
    assert parted.location == f"/hotline/desk/{FIRST}?done=parted"
    assert "mỗi phản ánh lại đứng riêng" in words_of(browser.get(f"/hotline/desk/matters/{FIRST}"))
    assert "The same matter" in words_of(browser.get(f"/hotline/desk/{FIRST}?lang=en"))


def test_after_a_call_the_operator_hears_that_it_was_told_before(app: Any, staff_operator: Any) -> None:
    file(app.test_client())
    sent = staff_operator.post("/hotline/desk/new", data=CALL)
    assert sent.status_code == 303, words_of(sent)
    page = words_of(staff_operator.get("/hotline/desk/received"))
    assert "Việc này có thể đã được nói đến" in page
    assert FIRST in page


def test_for_whom_one_contact_names_there_is_no_such_matter(client: Any, parts: Parts, signed_in: SignedIn) -> None:
    file(client), file(client)
    operator, officer = signed_in("operator"), signed_in("petition-officer")
    assert client.post(f"{API}/petitions/{SECOND}/merge", json={"petition": FIRST}, headers=operator).status_code == 200
    named = {"accounts": ["petition-officer"]}
    assert client.post(f"{API}/petitions/{FIRST}/named", json=named, headers=operator).status_code == 200
    for path in (f"petitions/{FIRST}", f"petitions/{SECOND}", f"petitions/{SECOND}/meetings", f"matters/{FIRST}"):
        assert client.get(f"{API}/{path}", headers=officer).status_code == 404, path
    for path in ("petitions", "matters"):
        assert client.get(f"{API}/{path}", headers=officer).json["items"] == []
        assert client.get(f"{API}/{path}", headers=operator).json["items"] != []
    refused = client.post(f"{API}/petitions/{SECOND}/assign", json={"officer": "petition-officer"}, headers=operator)
    assert refused.status_code == 409
