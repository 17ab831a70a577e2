"""People write by SMS over HTTP and over SMPP and by letter: kept in the real store once, answered, told on the bus."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.app import Parts
from services.notifications.domain.inbound.message import Inbound
from services.notifications.domain.message import Channel
from services.notifications.use_cases.preferences.change import Whose
from shared.security.keys import KeyRing
from shared.security.personal import HandOver
from shared.settings import Settings
from shared.store.change import Conflict
from tests.integration.notifications.conftest import Citizen, Clock, tell
from tests.integration.notifications.outside import SECRET
from tests.unit.notifications.samples import DOSSIER

INBOUND, MINE = "/api/notifications/v1/inbound/esms", "/notifications/my"
ASK = f"tra cứu {DOSSIER.lower()}"


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    from services.notifications.settings import TABLE
    from shared.settings import read

    return read(TABLE, {**environment, "MAIL_INBOUND_SECRET": SECRET, "LOOK_UP_RATE": "3"})


@pytest.fixture(autouse=True)
def emptied(database: Any) -> None:
    for name in ("inbound", "inbound_pieces", "standings", "preferences"):
        database[name].delete_many({})


@pytest.fixture
def write(client: Any, clock: Clock) -> Callable[..., Any]:
    """A provider passes a message on."""

    def post(content: dict[str, str] | bytes, path: str = INBOUND, secret: str = SECRET) -> Any:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        stamp = str(int(clock().timestamp()))
        signature = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return client.post(path, data=body, headers={"X-Timestamp": stamp, "X-Signature": signature})

    return post


def sms(citizen: Citizen, text: str, id: str | None = None) -> dict[str, str]:
    return {"MoId": id or uuid4().hex, "Phone": citizen.dialled, "Content": text}


def answers(database: Any, parts: Parts, event: str) -> list[str]:
    rows = database["messages"].find({"event": event}).sort("asked_at", 1)
    found = [parts.messages._documents.from_document(row) for row in rows]
    return [one.writing.text for one in found if one.writing]


def test_the_owner_is_answered_and_a_stranger_learns_nothing(
    parts: Parts, write: Callable[..., Any], database: Any, citizen: Citizen, new_citizen: Callable[[], Citizen]
) -> None:
    tell(parts, citizen)
    assert write(sms(citizen, ASK)).json == {"word": "look_up", "done": "answered"}
    assert write(sms(new_citizen(), ASK)).json == {"word": "look_up", "done": "answered"}
    assert write(sms(citizen, "TRA CUU H99.11-261005-7777")).json["done"] == "answered"
    (known,) = answers(database, parts, "look_up")
    assert known.startswith(f"Ho so {DOSSIER}: dang giai quyet, hen tra 8:00 thu Hai 12/10/2026.")
    assert len(set(answers(database, parts, "look_up_unknown"))) == 1
    assert [row["code"] for row in database["inbound"].find().sort("received_at", 1)] == [DOSSIER, None, None]


def test_a_doubled_message_is_kept_and_told_once(
    write: Callable[..., Any], database: Any, citizen: Citizen, parts: Parts
) -> None:
    for _ in range(3):
        assert write(sms(citizen, "Chờ ba tuần rồi", "mo-1")).json == {"word": "other", "done": "handed_on"}
    assert database["inbound"].count_documents({}) == 1
    (told,) = database["events"].find({"type": "notifications.message.inbound.v1"})
    body = json.loads(told["body"])
    assert (body["data"]["word"], body["data"]["provider"]) == ("other", "esms")
    opened = parts.opener.open(body["data"]["personal"], body["id"])
    assert opened == {"from": citizen.phone, "text": "Chờ ba tuần rồi", "language": "vi"}
    assert citizen.phone[-8:].encode() not in told["body"]


def test_a_message_that_could_not_be_kept_is_asked_for_again(
    write: Callable[..., Any], citizen: Citizen, parts: Parts, monkeypatch: pytest.MonkeyPatch, database: Any
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(type(parts.work), "commit", _always_late)
        late = write(sms(citizen, "Chờ ba tuần rồi", "mo-2"))
    assert (late.status_code, "Retry-After" in late.headers) == (503, True)
    assert write(sms(citizen, "Chờ ba tuần rồi", "mo-2")).json["done"] == "handed_on"
    assert database["inbound"].count_documents({}) == 1


def _always_late(*_: Any) -> None:
    """Others are faster every time."""
    raise Conflict


def test_nothing_that_identifies_a_person_lies_open(write: Callable[..., Any], database: Any, citizen: Citizen,
                                                    parts: Parts) -> None:  # fmt: skip
    tell(parts, citizen)
    write(sms(citizen, ASK))
    write(sms(citizen, "DUNG"))
    for name in ("inbound", "standings", "preferences", "send_counts", "messages"):
        kept = repr(list(database[name].find()))
        assert citizen.phone[-8:] not in kept, name


def test_look_ups_are_bounded(write: Callable[..., Any], citizen: Citizen) -> None:
    assert [write(sms(citizen, ASK)).json["done"] for _ in range(5)] == ["answered"] * 3 + ["too_many"] * 2


@pytest.mark.parametrize(
    ("path", "content", "secret", "status", "slug"),
    [
        (INBOUND, {"MoId": "1", "Phone": "0912345127", "Content": "x"}, "another's", 401, "forged-inbound"),
        (INBOUND, b"{", SECRET, 422, "malformed-inbound"),
        (INBOUND, {"MoId": "1", "Phone": "1414", "Content": "x"}, SECRET, 422, "malformed-inbound"),
        ("/api/notifications/v1/inbound/nobody", {}, SECRET, 404, "unknown-provider"),
    ],
)
def test_bad_input_has_a_name(
    write: Callable[..., Any], database: Any, path: str, content: Any, secret: str, status: int, slug: str
) -> None:
    answer = write(content, path, secret)
    assert (answer.status_code, answer.json["type"]) == (status, f"/problems/{slug}")
    assert database["inbound"].count_documents({}) == 0


def test_a_letter_is_answered_by_a_letter_and_an_automatic_one_is_not(
    parts: Parts, write: Callable[..., Any], database: Any, citizen: Citizen
) -> None:
    tell(parts, citizen)
    head = (
        f"From: {citizen.email}\r\nMessage-ID: <{uuid4().hex}@thu.example>\r\nContent-Type: text/plain; charset=utf-8"
    )
    path = "/api/notifications/v1/inbound/mail"
    assert write(f"{head}\r\nAuto-Submitted: auto-replied\r\n\r\n{ASK}".encode(), path).json["done"] == "ignored"
    assert write(f"{head}\r\n\r\n{ASK}\r\n\r\n> Hồ sơ".encode(), path).json["done"] == "answered"
    (row,) = database["messages"].find({"event": "look_up"})
    assert row["channel"] == "email"


def test_stop_over_sms_ends_optional_notices_of_that_number(
    parts: Parts, write: Callable[..., Any], database: Any, citizen: Citizen, clock: Clock
) -> None:
    assert write(sms(citizen, "Dừng")).json == {"word": "stop", "done": "stopped"}
    tell(parts, citizen, "intake.dossier.filed.v1")
    tell(parts, citizen, "intake.dossier.accepted.v1")
    rows = {(row["event"], row["channel"]): (row["status"], row["reason"]) for row in database["messages"].find()}
    assert rows["filed", "sms"] == ("skipped", "left_by_person")
    assert rows["filed", "email"][0] == rows["accepted", "sms"][0] == "queued"
    write(sms(citizen, "NHAN"))
    (kept,) = database["preferences"].find()
    assert [(one["how"], one["what"]) for one in kept["history"]] == [("sms", ["stopped"]), ("sms", ["started"])]


def test_old_words_are_forgotten_and_the_fact_stays(
    write: Callable[..., Any], parts: Parts, clock: Clock, citizen: Citizen
) -> None:
    write(sms(citizen, "Chờ ba tuần rồi"))
    assert parts.inbound.forget_words(clock()) == 1
    assert parts.inbound.forget_words(clock()) == 0
    (kept,) = parts.inbound.latest(None, 5)
    assert (kept.sender, kept.text, kept.from_masked, kept.word.value) == (None, None, "…", "other")


def test_officers_see_what_was_asked_and_not_by_whom(
    client: Any, write: Callable[..., Any], staff: Callable[[str], dict[str, str]], citizen: Citizen
) -> None:
    write(sms(citizen, "Chờ ba tuần rồi"))
    assert client.get("/api/notifications/v1/inbound").status_code == 401
    (row,) = client.get("/api/notifications/v1/inbound", headers=staff("reception")).json["items"]
    assert (row["from_masked"], row["word"], row["done"]) == (f"…{citizen.phone[-3:]}", "other", "handed_on")
    page = client.get("/notifications/inbound", headers=staff("operator")).text
    assert "Phản ánh, kiến nghị" in page
    assert citizen.dialled not in page
    assert "Chờ ba tuần rồi" not in page


def test_an_officer_reads_and_changes_by_number_and_the_law_stands(
    client: Any, staff: Callable[[str], dict[str, str]], citizen: Citizen
) -> None:
    at, operator = f"/api/notifications/v1/preferences/{citizen.dialled}", staff("operator")
    assert client.get(at).status_code == 401
    assert client.get(at, headers=staff("leader")).status_code == 403
    assert client.get(at.replace(citizen.dialled, "x" * 43), headers=operator).status_code == 404
    read = client.get(at, headers=operator)
    assert (read.json["version"], read.json["stopped"], read.json["to_masked"]) == (0, False, f"…{citizen.phone[-3:]}")
    assert [one["agreed"] for one in read.json["purposes"]] == [False]
    refused = client.put(at, json={"notices": {"result": False}}, headers=operator)
    assert (refused.status_code, refused.json["type"]) == (422, "/problems/must-send")
    assert refused.json["fields"][0]["pointer"] == "/notices/result"
    unknown = client.put(at, json={"purposes": {"selling": True}}, headers=operator)
    assert (unknown.status_code, unknown.json["fields"][0]["pointer"]) == (422, "/purposes/selling")
    wanted = {"notices": {"progress": False}, "purposes": {"survey": True}, "why": "gọi đến từ số này"}
    done = client.put(at, json=wanted, headers={**operator, "If-Match": '"0"'})
    assert (done.status_code, done.json["version"]) == (200, 1)
    assert client.put(at, json={"stopped": True}, headers={**operator, "If-Match": '"0"'}).status_code == 412
    (entry,) = client.get(f"/api/notifications/v1/preferences/{done.json['recipient']}", headers=operator).json[
        "history"
    ]
    assert (entry["who"], entry["how"], entry["what"], entry["why"]) == (
        "staff:demo-operator", "api", ["off:progress", "agreed:survey"], "gọi đến từ số này",
    )  # fmt: skip


@pytest.fixture
def whose(parts: Parts, citizen: Citizen) -> Whose:
    return parts.letterbox.preferences.whose(Channel.EMAIL, citizen.email)


@pytest.fixture
def token(parts: Parts, whose: Whose) -> str:
    return parts.letterbox.preferences.links.make(whose)


def test_a_person_chooses_on_the_page_behind_their_link(client: Any, token: str) -> None:
    page = client.get(MINE, query_string={"t": token}).text
    assert 'id="notices-progress" name="notices" value="progress" checked' in page
    assert 'id="purposes-survey" name="purposes" value="survey" aria' in page
    assert "Nghị định 118/2025/NĐ-CP" in page
    saved = client.post(MINE, data={"t": token, "notices": ["guidance"], "purposes": ["survey"], "do": "save"})
    assert saved.status_code == 303
    read = client.get(f"/api/notifications/v1/preferences/{token}").json
    assert {one["kind"]: one["on"] for one in read["notices"] if not one["must_send"]} == {
        "progress": False, "petition_survey": False, "guidance": True, "invitations": False,
    }  # fmt: skip
    assert (read["purposes"][0]["agreed"], read["history"][0]["how"], read["history"][0]["who"]) == (
        True, "link", "owner",
    )  # fmt: skip
    assert client.post(MINE, data={"t": token, "do": "stop"}).status_code == 303
    assert client.get(f"/api/notifications/v1/preferences/{token}").json["stopped"]


def test_one_click_stops_and_looking_does_not(client: Any, token: str) -> None:
    at = f"{MINE}/stop"
    assert client.get(at, query_string={"t": token}).status_code == 303
    assert client.get(f"/api/notifications/v1/preferences/{token}").json["version"] == 0
    clicked = client.post(at, query_string={"t": token}, data={"List-Unsubscribe": "One-Click"})
    assert clicked.status_code == 200
    read = client.get(f"/api/notifications/v1/preferences/{token}").json
    assert (read["stopped"], read["history"][0]["how"]) == (True, "one_click")
    assert client.post(at, query_string={"t": "nobody's"}).status_code == 404


def test_a_wrong_link_says_how_to_come_to_ones_own_page(client: Any, token: str) -> None:
    wrong = client.get(MINE, query_string={"t": token[:-1]})
    assert (wrong.status_code, "bị thiếu vài chữ" in wrong.text) == (404, True)
    assert client.get(MINE).status_code == 200


def test_whoever_signed_in_at_the_front_door_is_handed_over(
    client: Any, secrets: Any, citizen: Citizen, clock: Clock
) -> None:
    front = HandOver(KeyRing.read(secrets / "intake" / "bus.json"), "notices")
    told = {"phone": citizen.phone, "email": citizen.email, "until": clock().timestamp() + 60}
    page = client.get(MINE, query_string={"h": front.seal(told)}, follow_redirects=True).text
    assert f"số điện thoại …{citizen.phone[-3:]}" in page
    assert "Chọn cho địa chỉ thư b…@t…" in page
    late = client.get(MINE, query_string={"h": front.seal({**told, "until": 0})}, follow_redirects=True)
    assert "số điện thoại" not in late.text.partition("<main")[2].partition("</main")[0]
    assert client.get(MINE, query_string={"h": "x"}, follow_redirects=True).status_code == 200


def test_an_officer_chooses_for_a_person_and_says_why(
    client: Any, staff: Callable[[str], dict[str, str]], citizen: Citizen, database: Any
) -> None:
    reception, at = staff("reception"), "/notifications/preferences"
    assert client.post(f"{at}/find", data={"address": "xyz"}, headers=reception).status_code == 422
    found = client.post(f"{at}/find", data={"address": citizen.dialled}, headers=reception)
    page = client.get(found.headers["Location"], headers=reception).text
    token = page.partition('name="t" value="')[2].partition('"')[0]
    assert client.post(at, data={"t": token, "do": "stop", "why": ""}, headers=reception).status_code == 422
    assert database["preferences"].count_documents({}) == 0
    saved = client.post(at, data={"t": token, "do": "stop", "why": "Đến quầy xin thôi nhận tin"}, headers=reception)
    assert saved.status_code == 303
    (kept,) = database["preferences"].find()
    assert (kept["stopped"], kept["history"][0]["who"], kept["history"][0]["how"]) == (
        True, "staff:demo-reception", "staff",
    )  # fmt: skip


def test_kept_messages_are_read_back_whole(parts: Parts, write: Callable[..., Any], citizen: Citizen) -> None:
    write(sms(citizen, "Dòng một\nDòng hai 😀"))
    (kept,) = parts.inbound.latest(None, 5)
    assert isinstance(kept, Inbound)
    assert (kept.sender, kept.text) == (citizen.phone, "Dòng một\nDòng hai 😀")
