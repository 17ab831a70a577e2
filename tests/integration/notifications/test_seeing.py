"""Rules of finding messages: by what is asked, the recipient as a digest; all that came of one is told on one page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.notifications.app import Parts
from services.notifications.domain.message import Channel, Status
from services.notifications.use_cases.seeing.search import Wanted
from services.notifications.use_cases.send_message import send_next
from tests.integration.notifications.conftest import Citizen, message_of, sending_of, tell
from tests.integration.notifications.outside import Outside

API = "/api/notifications/v1"
Staff = Callable[[str], dict[str, str]]
HTML = {"Accept": "text/html"}


def ids(answer: Any) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {one["id"] for one in answer.json["items"]}


def test_a_recipient_is_found_however_typed_and_stands_in_no_address(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen, new_citizen: Callable[[], Citizen]
) -> None:
    told = tell(parts, citizen)
    tell(parts, new_citizen())
    sms, mail = (message_of(parts, told, channel).id for channel in (Channel.SMS, Channel.EMAIL))
    home = f"{citizen.dialled[:4]} {citizen.dialled[4:]}"
    for typed, wanted in ((home, sms), (citizen.phone, sms), (citizen.email.upper(), mail)):
        answer = client.post(f"{API}/messages/search", json={"recipient": typed}, headers=staff("reception"))
        assert ids(answer) == {wanted}
    answer = client.post("/notifications", data={"recipient": home}, headers=staff("reception") | HTML)
    assert answer.status_code == 303
    assert citizen.dialled[1:] not in answer.headers["Location"].replace("+", "")
    page = client.get(answer.headers["Location"], headers=staff("reception") | HTML).text
    assert f"/notifications/messages/{sms}" in page
    assert mail not in page


def test_who_is_no_recipient_is_refused_by_name(client: FlaskClient, staff: Staff) -> None:
    answer = client.post(f"{API}/messages/search", json={"recipient": "12"}, headers=staff("reception"))
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["fields"][0] == {"pointer": "/recipient", "detail": "bad_phone"}
    page = client.post("/notifications", data={"recipient": "12"}, headers=staff("reception") | HTML)
    assert page.status_code == 422
    assert "Số điện thoại không đúng" in page.text


def test_messages_are_found_by_how_they_stand_who_sent_them_and_when(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen, outside: Outside
) -> None:
    told = tell(parts, citizen)
    sent = send_next(sending_of(parts))
    assert sent is not None
    waiting = message_of(parts, told, Channel.EMAIL).id
    day = (sent.asked_at + timedelta(hours=7)).date()
    for query, wanted in (
        ("status=accepted", {sent.id}),
        ("status=queued", {waiting}),
        (f"provider={sent.attempts[0].provider}", {sent.id}),
        ("event=accepted", {sent.id, waiting}),
        ("event=filed", set()),
        (f"day={day}", {sent.id, waiting}),
        (f"day={day - timedelta(days=1)}", set()),
    ):
        assert ids(client.get(f"{API}/messages?{query}", headers=staff("operator"))) == wanted, query
    assert client.get(f"{API}/messages?status=lost", headers=staff("operator")).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Wanted(about="H99.11-261005-0001"), "about"),
        (Wanted(recipient="digest"), "recipient"),
        (Wanted(status=Status.QUEUED), "status"),
        (Wanted(provider="esms"), "provider"),
        (Wanted(event="accepted"), "event"),
        (Wanted(day=datetime(2026, 10, 5, tzinfo=UTC).date()), "newest"),
        (Wanted(), "newest"),
    ],
)
def test_each_question_reads_one_index_in_its_order(parts: Parts, wanted: Wanted, index: str) -> None:
    plan = str(parts.looking.messages.cursor(wanted, None, 50).explain()["queryPlanner"]["winningPlan"])  # type: ignore[attr-defined]
    assert f"'indexName': '{index}'" in plan
    assert "'SORT'" not in plan


def test_all_that_came_of_a_message_is_told(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen, outside: Outside
) -> None:
    told = tell(parts, citizen)
    sent = send_next(sending_of(parts))
    assert sent is not None
    story = client.get(f"{API}/messages/{sent.id}", headers=staff("reception")).json
    assert story is not None
    assert [one["outcome"] for one in story["attempts"]] == ["accepted"]
    assert story["reach"]["standing"] == "open"
    assert story["suppression"] is None
    assert story["others"] == [message_of(parts, told, Channel.EMAIL).id]
    page = client.get(f"/notifications/messages/{sent.id}", headers=staff("reception") | HTML).text
    assert f"Lần 1: {sent.attempts[0].provider} đã nhận" in page
    assert citizen.phone[3:] not in page
    assert client.get("/notifications/messages/none", headers=staff("reception") | HTML).status_code == 404
    assert client.get(f"{API}/messages/none", headers=staff("reception")).status_code == 404


def test_the_providers_are_told_with_their_standing(client: FlaskClient, staff: Staff) -> None:
    answer = client.get(f"{API}/providers", headers=staff("operator"))
    assert answer.json is not None
    assert {(one["channel"], one["standing"], one["share"]) for one in answer.json["items"]} == {
        ("sms", "well", 100), ("email", "well", 100),
    }  # fmt: skip
    assert client.get(f"{API}/providers").status_code == 401
