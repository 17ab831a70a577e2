"""Rules of looking on: officers see what was told and how far it got, and never to which number or in what words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.notifications.app import Parts
from services.notifications.domain.message import FOR_EVERYBODY, Channel
from services.notifications.domain.template import BY_EVENT
from services.notifications.use_cases.send_message import send_next
from tests.integration.notifications.conftest import Citizen, sending_of, tell
from tests.integration.notifications.outside import Outside

MESSAGES = "/api/notifications/v1/messages"
Staff = Callable[[str], dict[str, str]]
DOSSIER = "H99.11-261005-0001"


def json_of(answer: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json


def test_what_was_told_of_a_dossier_is_listed_the_newest_first(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen
) -> None:
    tell(parts, citizen)
    tell(parts, citizen, "hotline.petition.received.v1")
    found = json_of(client.get(f"{MESSAGES}?subject={DOSSIER}", headers=staff("reception")))
    assert {(one["event"], one["channel"], one["status"]) for one in found["items"]} == {
        ("accepted", "sms", "queued"), ("accepted", "email", "queued"),
    }  # fmt: skip
    assert len(json_of(client.get(MESSAGES, headers=staff("operator")))["items"]) == 4


def test_a_list_is_read_page_by_page(parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen) -> None:
    for _ in range(3):
        tell(parts, citizen)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = json_of(client.get(f"{MESSAGES}?limit=4{cursor}", headers=staff("leader")))
        seen += [one["id"] for one in page["items"]]
        cursor = f"&cursor={page['next']}" if page["next"] else None
    assert len(seen) == len(set(seen)) == 6


def test_neither_number_nor_address_nor_words_are_shown(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen
) -> None:
    tell(parts, citizen)
    send_next(sending_of(parts))
    html = {"Accept": "text/html"}
    pages = [
        client.get(MESSAGES, headers=staff("admin")).text,
        client.get("/notifications", headers=staff("admin") | html).text,
    ]
    for text in pages:
        for secret in (citizen.phone[3:], citizen.email, "Bích Đào", "Kính gửi"):
            assert secret not in text
        assert f"…{citizen.phone[-3:]}" in text


@pytest.mark.parametrize("path", [MESSAGES, "/api/notifications/v1/templates", "/api/notifications/v1/parked"])
def test_strangers_see_nothing(client: FlaskClient, staff: Staff, path: str) -> None:
    assert client.get(path).status_code == 401
    assert client.get(path, headers=staff("agency-officer")).status_code == 403


@pytest.mark.parametrize("query", ["subject=", "cursor=x", "limit=0", "phone=1", "subject=" + "x" * 65])
def test_a_wrong_query_is_refused_by_name(client: FlaskClient, staff: Staff, query: str) -> None:
    answer = client.get(f"{MESSAGES}?{query}", headers=staff("admin"))
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["fields"][0]["pointer"] == "/" + query.partition("=")[0]


def test_templates_are_listed_with_what_they_make(client: FlaskClient, staff: Staff) -> None:
    query = "language=vi&form=neutral"
    items = json_of(client.get(f"/api/notifications/v1/templates?{query}", headers=staff("operator")))["items"]
    everybody = [(one["event"], one["channel"]) for one in items if one["channel"] in FOR_EVERYBODY]
    assert set(everybody) == {(event, way) for event in BY_EVENT for way in FOR_EVERYBODY}
    assert len(everybody) == len(BY_EVENT) * len(FOR_EVERYBODY)
    assert {one["encoding"] for one in items if one["channel"] == "sms"} == {"gsm-7"}
    assert all(one["parts"] is None for one in items if one["channel"] == "email")


def test_the_page_says_what_was_tried(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen, outside: Outside
) -> None:
    outside.order_sms(answer="500")
    tell(parts, citizen, channels=(Channel.SMS,))
    send_next(sending_of(parts))
    headers = staff("reception") | {"Accept": "text/html"}
    page = client.get(f"/notifications?subject={DOSSIER}", headers=headers).text
    assert "Chưa rõ" in page
    assert "Nhà cung cấp báo lỗi 500. Gửi lại lúc" in page
    english = client.get(f"/notifications?subject={DOSSIER}&lang=en", headers=headers).text
    assert "Not known yet" in english
    assert "The provider told of a fault, 500. Sent again" in english


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    "path", ["/notifications", "/notifications/templates", "/notifications/providers", "/notifications?subject=X-1"]
)
def test_pages_are_whole_in_both_languages(client: FlaskClient, staff: Staff, path: str, language: str) -> None:
    join = "&" if "?" in path else "?"
    answer = client.get(f"{path}{join}lang={language}", headers=staff("operator") | {"Accept": "text/html"})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_who_is_not_signed_in_is_shown_the_way_and_comes_back(client: FlaskClient) -> None:
    answer = client.get("/notifications?subject=X-1", headers={"Accept": "text/html"})
    assert answer.status_code == 401
    assert "/sign-in?next=/notifications%3Fsubject%3DX-1" in answer.text


def test_an_unknown_page_is_a_page(client: FlaskClient) -> None:
    answer = client.get("/notifications/nowhere", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "Chưa thấy trang này" in answer.text


def test_the_service_is_ready(client: FlaskClient) -> None:
    assert client.get("/readyz").status_code == 200


def test_wrong_cursors_of_the_page_are_no_fault_of_ours(client: FlaskClient, staff: Staff) -> None:
    answer = client.get("/notifications?cursor=x", headers=staff("operator") | {"Accept": "text/html"})
    assert answer.status_code == 422
