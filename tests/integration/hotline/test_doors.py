"""The doors on a real store and over HTTP: nothing of a petition reaches whom it names; looks are chained."""

from __future__ import annotations

from typing import Any

from services.hotline.app import Parts
from services.hotline.door_commands import lines_of, read_head
from services.hotline.use_cases.doors.verify_looks import prove
from shared.http.sessions import SESSION_COOKIE
from tests.integration.hotline.conftest import Clock, SignedIn, hear
from tests.integration.hotline.test_http_path import API, file
from tests.unit.hotline.fakes import event
from tests.unit.hotline.test_callbacks import not_reached
from tests.unit.hotline.test_projection import message

DESK = "/hotline/desk"


def test_nothing_of_a_petition_reaches_whom_it_names(app: Any, client: Any, parts: Parts, signed_in: SignedIn) -> None:
    code, other = file(client).json["code"], file(client).json["code"]
    officer, leader = signed_in("petition-officer"), signed_in("leader")
    client.post(f"{API}/petitions/{code}/assign", json={"officer": "petition-officer"}, headers=leader)
    client.post(f"{API}/petitions/{code}/identity", json={"why": "gọi lại hỏi thêm"}, headers=officer)
    named = client.post(f"{API}/petitions/{code}/named", json={"accounts": ["petition-officer"]}, headers=leader)
    assert (named.status_code, named.json["named"], named.json["officer"]) == (200, ["petition-officer"], None)
    hear(parts, not_reached(about=code), message(2, "delivered", about=code))
    stranger = {**officer, "X-Correlation-Id": "the-same-one"}
    for way, path, body in (
        ("GET", "", None), ("POST", "/identity", {"why": "muốn biết ai"}), ("POST", "/text", {"why": "muốn biết gì"}),
        ("POST", "/assign", {"officer": "petition-officer"}), ("POST", "/answer", {"answer": "Không có chuyện đó."}),
        ("POST", "/close", None), ("POST", "/link", {"dossier": "H99.11-261005-0001", "phone_last4": "5678"}),
        ("POST", "/unlink", None), ("POST", "/named", {"accounts": []}),
    ):  # fmt: skip
        refused, unknown = (
            client.open(f"{API}/petitions/{one}{path}", method=way, json=body, headers=stranger)
            for one in (code, "PA-261005-0999")
        )
        assert (refused.status_code, refused.data) == (404, unknown.data), path
    callback = parts.database["callbacks"].find_one()
    assert callback is not None
    assert client.post(f"{API}/callbacks/{callback['_id']}/take", headers=officer).status_code == 404
    with app.test_client() as browser:
        browser.set_cookie(SESSION_COOKIE, officer["Authorization"].removeprefix("Bearer "))
        shown = [client.get(f"{API}/petitions", headers=officer), client.get(f"{API}/callbacks", headers=officer)]
        shown += [
            browser.get(path) for path in (DESK, f"{DESK}?mine=1", f"{DESK}/callbacks", f"{DESK}?lateness=in_time")
        ]
        assert {one.status_code for one in shown} == {200}
        assert not [one.request.path for one in shown if code in one.text]
        assert other in shown[0].text
        assert browser.get(f"{DESK}/{code}").status_code == 404
    seen = client.get(f"{API}/petitions", headers=leader)
    assert {one["code"] for one in seen.json["items"]} == {code, other}
    assert client.get(f"{API}/petitions/{code}/looks", headers=leader).json["items"][0]["why"] == "gọi lại hỏi thêm"


def test_every_look_is_chained_and_what_is_done_to_the_chain_is_found(
    client: Any, parts: Parts, signed_in: SignedIn, clock: Clock
) -> None:
    codes = [file(client).json["code"] for _ in range(3)]
    for code in codes:
        headers = signed_in("operator")
        assert (
            client.post(f"{API}/petitions/{code}/identity", json={"why": "gọi lại"}, headers=headers).status_code == 200
        )
        clock.forward(seconds=1)
    assert parts.doors.keeper.chain() == 0  # nothing has settled yet
    clock.forward(seconds=10)
    assert parts.doors.chain()
    assert not parts.doors.chain()
    leader = signed_in("leader")
    proof = client.get(f"{API}/audit/verify", headers=leader).json
    assert (proof["proved"], proof["looks"], proof["waiting"], proof["head"]["number"]) == (True, 3, 0, 3)
    listed = client.get(f"{API}/looks?limit=2", headers=leader).json
    assert [(one["about"], one["number"]) for one in listed["items"]] == [(codes[2], 3), (codes[1], 2)]
    rest = client.get(f"{API}/looks?limit=2&cursor={listed['next']}", headers=leader).json
    assert ([one["about"] for one in rest["items"]], rest["next"]) == ([codes[0]], None)
    assert client.get(f"{API}/audit/verify", headers=signed_in("petition-officer")).status_code == 403
    parts.database["looks"].update_one({"number": 2}, {"$set": {"who": "staff:nobody"}})
    broken = client.get(f"{API}/audit/verify", headers=leader).json
    assert [(one["flaw"], one["number"]) for one in broken["faults"]] == [("changed", 2)]
    parts.database["looks"].delete_many({"number": {"$gt": 1}})
    first = parts.database["looks"].find_one({"number": 1})
    assert first is not None
    parts.database["look_heads"].update_one({}, {"$set": {"number": 1, "link": first["link"]}})
    noted = read_head(f"{proof['head']['number']}:{proof['head']['link']}")
    assert "number 3: The chain is not what was noted before" in lines_of(prove(parts.doors.looks, clock(), noted))


def test_looks_of_before_the_chain_get_their_numbers(
    client: Any, parts: Parts, signed_in: SignedIn, clock: Clock
) -> None:
    code = file(client).json["code"]
    client.post(f"{API}/petitions/{code}/identity", json={"why": "gọi lại"}, headers=signed_in("operator"))
    parts.database["looks"].update_one({}, {"$unset": {"unchained": 1, "why_digest": 1}})
    parts.doors.keeper.ensure()
    clock.forward(minutes=1)
    assert parts.doors.keeper.chain() == 1
    assert prove(parts.doors.looks, clock()).proved


def test_what_is_closed_is_opened_on_its_page_and_who_looked_is_told(
    app: Any, client: Any, parts: Parts, signed_in: SignedIn
) -> None:
    code = file(client, kind="denunciation").json["code"]

    def browser(role: str) -> Any:
        one = app.test_client()
        one.set_cookie(SESSION_COOKIE, signed_in(role)["Authorization"].removeprefix("Bearer "))
        one.environ_base |= {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ACCEPT": "text/html"}
        return one

    officer, leader = browser("petition-officer"), browser("leader")
    text = "ngày nào đúng?"
    assert text not in officer.get(f"{DESK}/{code}").text
    refused = officer.post(f"{DESK}/{code}/text", data={"why-text": "x"})
    assert (refused.status_code, text in refused.text) == (422, False)
    opened = officer.post(f"{DESK}/{code}/text", data={"why-text": "chuyển đúng cơ quan"})
    assert (opened.status_code, text in opened.text, opened.headers["Cache-Control"]) == (200, True, "no-store")
    assert officer.post(f"{DESK}/{code}/identity", data={"why": ""}).status_code == 422
    for page in (f"{DESK}/looks?verify=1", f"{DESK}/{code}"):
        shown = leader.get(page)
        assert (shown.status_code, "chuyển đúng cơ quan" in shown.text) == (200, True), page
    sent = leader.post(f"{DESK}/{code}/named", data={"accounts": "le-thu-ha, tran-van-b\n"})
    assert sent.location == f"{DESK}/{code}?done=named"
    page = leader.get(f"{DESK}/{code}").text
    assert all(f'<b class="keep">{one}</b>' in page for one in ("le-thu-ha", "tran-van-b"))
    assert leader.post(f"{DESK}/{code}/named", data={"accounts": "Lê Thu Hà"}).status_code == 422


def test_notes_steps_and_files_on_the_desk(app: Any, client: Any, parts: Parts, signed_in: SignedIn) -> None:
    dossier = {"code": "H99.11-261005-0001", "phone_last4": "5678"}
    code, officer = file(client, dossier=dossier).json["code"], signed_in("petition-officer")
    browser = app.test_client()
    browser.set_cookie(SESSION_COOKIE, officer["Authorization"].removeprefix("Bearer "))
    browser.environ_base |= {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ACCEPT": "text/html"}
    assert browser.post(f"{DESK}/{code}/notes", data={"note": "Chị Lụa hẹn thứ Năm"}).status_code == 303
    assert browser.post(f"{DESK}/{code}/notes", data={"note": ""}).status_code == 422
    key = {**officer, "Idempotency-Key": "note-1"}
    first, again = (client.post(f"{API}/petitions/{code}/notes", json={"note": "Hỏi lại."}, headers=key) for _ in "12")
    assert (first.status_code, first.json) == (201, again.json)
    notes = client.get(f"{API}/petitions/{code}/notes", headers=officer).json["items"]
    assert sorted(one["note"] for one in notes) == ["Chị Lụa hẹn thứ Năm", "Hỏi lại."]
    assert "Lụa" not in str(list(parts.database["notes"].find()))
    sent = browser.post(f"{DESK}/{code}/step", data={"step": "appraisal/H99.11.01"})
    assert sent.location == f"{DESK}/{code}?done=placed"
    assert "Phòng Bảo trợ xã hội" in client.get(f"{API}/petitions/{code}", headers=officer).json["went_wrong"]
    page = browser.get(f"{DESK}/{code}").text
    assert "Chị Lụa hẹn thứ Năm" in page
    assert client.post(f"{API}/petitions/{code}/step", json={}, headers=officer).status_code == 422
    sent = browser.post(f"{DESK}/{code}/tasks", data={"agency": "H99.11.01", "question": "Vì sao hồ sơ này chậm?"})
    assert sent.location == f"{DESK}/{code}?done=asked"
    (task,) = client.get(f"{API}/petitions/{code}/tasks", headers=officer).json["items"]
    said = {"outcome": "given", "answer": "Chị Hoa nghỉ ốm, xong 12/10", "answered_at": "2026-10-06T10:00:00+07:00"}
    hear(parts, event("routing.question.answered.v1", 3, said, subject=task["id"]))
    assert "Chị Hoa nghỉ ốm, xong 12/10" in browser.get(f"{DESK}/{code}").text
    assert not [one for one in parts.database["agency_tasks"].find() if "Hoa" in str(one) or "chậm" in str(one)]
    assert browser.post(f"{DESK}/{code}/tasks", data={"agency": "H99.11.01", "question": ""}).status_code == 422
    bare = client.get(f"{API}/petitions/export", headers=signed_in("leader"))
    assert (bare.status_code, bare.mimetype, code in bare.text, "Tâm" in bare.text) == (200, "text/csv", True, False)
    named = browser.post(f"{DESK}/export", data={"group": "open", "names": "yes", "why": "mời họp dân"})
    assert (named.status_code, "Nguyễn Văn Tâm" in named.text) == (200, True)
    assert browser.post(f"{DESK}/export", data={"group": "", "names": "yes", "why": ""}).status_code == 422
    assert browser.get(f"{DESK}/export").status_code == 200
    look = parts.database["looks"].find_one({"what": "export"})
    assert look is not None
    assert (look["about"], look["who"]) == (code, "staff:petition-officer")
