"""Rules of templates over HTTP and in the store: written, approved by a second person, used at once, brought back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from services.notifications.app import Parts, initialise
from services.notifications.domain.message import Channel, Status
from services.notifications.use_cases.send_message import send_next
from services.notifications.words_parts import bring_templates
from tests.integration.notifications.conftest import Citizen, message_of, sending_of, tell
from tests.integration.notifications.outside import Outside
from tests.support.waiting import wait_until

API = "/api/notifications/v1/templates"
PAGES = "/notifications/templates"
KEY = "accepted.sms.vi.neutral"
NEW = "Hồ sơ {code} đã được nhận. Hẹn trả kết quả: {due}. Hỏi thì gọi {hotline}."
PROPOSAL = {"event": "accepted", "channel": "sms", "language": "vi", "text": NEW, "accented": False, "why": "Dễ hiểu"}
Staff = Callable[[str], dict[str, str]]
HTML = {"Accept": "text/html"}


def proposed(client: FlaskClient, staff: Staff, **changed: Any) -> Any:
    answer = client.post(API, json={**PROPOSAL, **changed}, headers=staff("reception"))
    assert answer.status_code == 201, answer.text
    return answer.json


def approved(client: FlaskClient, staff: Staff, number: int = 2) -> Any:
    answer = client.post(f"{API}/{KEY}/versions/{number}/approve", json={}, headers=staff("leader"))
    assert answer.status_code == 200, answer.text
    return answer.json


def test_approved_words_are_used_by_the_next_message_and_named_in_it(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen
) -> None:
    initialise(parts)
    assert proposed(client, staff)["in_force"] == 1
    assert message_of(parts, tell(parts, citizen)).template == f"{KEY}@1"
    assert approved(client, staff)["in_force"] == 2
    after = message_of(parts, tell(parts, citizen))
    assert after.template == f"{KEY}@2"
    assert after.writing is not None
    assert after.writing.text.startswith("Ho so H99.11-261005-0001 da duoc nhan.")


def test_words_outlive_a_new_start_and_a_second_init(parts: Parts, client: FlaskClient, staff: Staff) -> None:
    initialise(parts)
    proposed(client, staff)
    approved(client, staff)
    assert bring_templates(parts).endswith("0 new in force")
    shown = client.get(f"{API}/{KEY}", headers=staff("operator"))
    assert shown.json is not None
    states = [(one["number"], one["state"], one["author"], one["decided_by"]) for one in shown.json["versions"]]
    assert states == [
        (1, "approved", "house", "house"), (2, "approved", "staff:demo-reception", "staff:demo-leader"),
    ]  # fmt: skip


def test_a_repeated_request_makes_one_version(parts: Parts, client: FlaskClient, staff: Staff) -> None:
    headers = staff("reception") | {"Idempotency-Key": "k-1"}
    first, again = (client.post(API, json=PROPOSAL, headers=headers) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.headers["Location"] == f"{API}/{KEY}"


def test_who_saw_another_state_is_refused(parts: Parts, client: FlaskClient, staff: Staff) -> None:
    proposed(client, staff)
    tag = client.get(f"{API}/{KEY}", headers=staff("leader")).headers["ETag"]
    client.post(f"{API}/{KEY}/versions/2/take-back", headers=staff("reception"))
    late = staff("leader") | {"If-Match": tag}
    assert client.post(f"{API}/{KEY}/versions/2/approve", json={}, headers=late).status_code == 412
    assert client.post(API, json={**PROPOSAL, "based_on": 7}, headers=staff("reception")).status_code == 409


WRONG: tuple[tuple[str, str, Any, int, str], ...] = (
    ("GET", f"{API}/nothing.sms.vi.neutral", None, 404, "unknown-template"),
    ("GET", f"{API}/{KEY}/versions/9", None, 404, "unknown-template-version"),
    ("POST", f"{API}/{KEY}/versions/9/approve", {}, 404, "unknown-template-version"),
    ("POST", f"{API}/{KEY}/versions/9/return-to", {"why": "vì"}, 404, "unknown-template-version"),
    ("POST", f"{API}/{KEY}/versions/9/test", {"recipient": "0912345678"}, 404, "unknown-template-version"),
    ("POST", API, {**PROPOSAL, "text": "{nam}"}, 422, "invalid"),
    ("POST", API, {**PROPOSAL, "channel": "fax"}, 422, "invalid"),
    ("POST", API, {**PROPOSAL, "colour": "red"}, 422, "invalid"),
    ("POST", f"{API}/look", {"event": "accepted", "channel": "sms", "language": "vi", "text": ""}, 422, "invalid"),
)


def test_what_is_not_known_or_wrong_is_told_by_name(parts: Parts, client: FlaskClient, staff: Staff) -> None:
    for method, path, body, status, slug in WRONG:
        answer = client.open(path, method=method, json=body, headers=staff("leader"))
        assert answer.json is not None
        assert (answer.status_code, answer.json["type"]) == (status, f"/problems/{slug}"), path
        if status == 422:
            assert answer.json["fields"][0]["pointer"].startswith("/")


def test_refusals_are_told_in_the_caller_s_language(parts: Parts, client: FlaskClient, staff: Staff) -> None:
    body = {**PROPOSAL, "text": "{code} {nam}"}
    vietnamese = client.post(API, json=body, headers=staff("reception"))
    english = client.post(API, json=body, headers=staff("reception") | {"Accept-Language": "en"})
    assert "Không có chỗ trống {nam}" in vietnamese.text
    assert "There is no placeholder {nam}" in english.text


def test_a_look_with_real_values_is_of_the_last_message_and_masked(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen
) -> None:
    initialise(parts)
    tell(parts, citizen)
    words = {
        "event": "accepted",
        "channel": "email",
        "language": "vi",
        "subject": "{code}",
        "text": "{name}: {due}, {code}",
    }
    seen: dict[str, Any] = {
        role: client.post(f"{API}/look?real=true", json=words, headers=staff(role)).json for role in ("admin", "leader")
    }
    assert seen["admin"]["hidden"] is True
    assert seen["admin"]["told_at"]
    assert "Đào" not in seen["admin"]["text"]
    assert seen["leader"]["text"].startswith("Nguyễn Thị Bích Đào: 8:00 thứ Hai 12/10/2026")


def test_a_test_is_sent_marked_and_tells_nobody_else(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen, outside: Outside
) -> None:
    sent = client.post(
        f"{API}/{KEY}/versions/1/test", json={"recipient": citizen.dialled}, headers=staff("reception")
    )  # an untouched template is known as the delivery's version
    assert sent.status_code == 202, sent.text
    done = send_next(sending_of(parts))
    assert done is not None
    assert done.status in (Status.ACCEPTED, Status.DELIVERED)
    wait_until(lambda: bool(outside.sms(citizen.dialled)), 5, describe="the test on the phone")
    (sms,) = outside.sms(citizen.dialled)
    assert sms["content"].startswith("[Thu] Ho so H99.11-261005-0001 ")
    page = client.get(f"{PAGES}/{KEY}", headers=staff("reception") | HTML).text
    assert f"…{citizen.phone[-3:]}" in page


def test_the_pages_lead_from_writing_over_looking_to_approval(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen
) -> None:
    initialise(parts)
    writer, leader = staff("reception") | HTML, staff("leader") | HTML
    form = {"text": NEW, "accented": "yes", "why": "Dễ hiểu", "based_on": "1", "with": "sample"}
    unseen = client.post(f"{PAGES}/{KEY}/new", data={**form, "do": "send"}, headers=writer)
    assert "Xem tin như người dân sẽ đọc" in unseen.text
    assert "2 phần" in unseen.text
    seen = re.search(r'name="seen" value="(\w+)"', unseen.text)
    assert seen is not None
    sent = client.post(f"{PAGES}/{KEY}/new", data={**form, "seen": seen[1], "do": "send"}, headers=writer)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{PAGES}/{KEY}?done=proposed")
    own = client.get(f"{PAGES}/{KEY}", headers=writer).text
    assert "Rút lại bản này" in own
    assert "Duyệt và dùng bản này" not in own
    assert "Bản 2 chờ duyệt" in client.get(PAGES, headers=leader).text
    assert "<ins>" in client.get(f"{PAGES}/{KEY}", headers=leader).text
    refused = client.post(f"{PAGES}/{KEY}/versions/2/send-back", data={"note": ""}, headers=leader)
    assert refused.status_code == 422
    assert client.post(f"{PAGES}/{KEY}/versions/2/approve", data={}, headers=leader).status_code == 303
    again = client.post(f"{PAGES}/{KEY}/versions/2/approve", data={}, headers=leader)
    assert (again.status_code, "không còn chờ duyệt" in again.text) == (409, True)
    back = client.get(f"{PAGES}/{KEY}/new?from=1", headers=writer).text
    assert "đã được tiếp nhận" in back
    assert message_of(parts, tell(parts, citizen)).encoding == "ucs-2"


def test_template_pages_are_whole_in_both_languages(client: FlaskClient, staff: Staff) -> None:
    for path in (
        f"{PAGES}?words=en", f"{PAGES}?words=vi&form=elder", f"{PAGES}/{KEY}?done=tested",
        f"{PAGES}/accepted.email.en.neutral?real=1", f"{PAGES}/{KEY}/new?from=",
        f"{PAGES}/accepted.sms.vi.elder/new?from=x",
    ):  # fmt: skip
        for language in ("vi", "en"):
            join = "&" if "?" in path else "?"
            answer = client.get(f"{path}{join}lang={language}", headers=staff("leader") | HTML)
            assert (answer.status_code, f'<html lang="{language}"' in answer.text) == (200, True), path


def test_a_letter_is_shown_with_its_own_styles_and_nothing_else(client: FlaskClient, staff: Staff) -> None:
    path = f"{PAGES}/accepted.email.vi.neutral/versions/1/letter"
    answer = client.get(path, headers=staff("operator") | HTML)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert client.get(path.replace("/1/", "/9/"), headers=staff("operator") | HTML).status_code == 404


def test_strangers_and_lookers_on_change_nothing(client: FlaskClient, staff: Staff) -> None:
    assert client.post(API, json=PROPOSAL).status_code == 401
    assert client.post(API, json=PROPOSAL, headers=staff("operator")).status_code == 403
    assert client.post(f"{API}/{KEY}/versions/1/approve", json={}, headers=staff("reception")).status_code == 403
    assert client.get(f"{PAGES}/{KEY}/new", headers=staff("operator") | HTML).status_code == 403


def test_what_a_message_cost_stands_beside_it(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen
) -> None:
    tell(parts, citizen, channels=(Channel.SMS,))
    found = client.get("/api/notifications/v1/messages", headers=staff("operator")).json
    assert found is not None
    costs = {one["channel"]: one["cost"] for one in found["items"]}
    assert costs == {"sms": 850, "email": None}
    assert "850" in client.get("/notifications", headers=staff("operator") | HTML).text
