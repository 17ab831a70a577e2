"""Addresses that are left alone, recipients that are nobody: counted, blocked, released, and everybody is called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.notifications.app import Parts
from services.notifications.domain.message import Channel, Receipt, Status
from services.notifications.domain.suppression import Why
from services.notifications.use_cases.record_receipt import record_receipt
from services.notifications.use_cases.send_message import send_next
from tests.integration.notifications.conftest import Citizen, Clock, message_of, sending_of, tell
from tests.integration.notifications.outside import Outside
from tests.integration.notifications.test_aftercare import NOT_REACHED, fails, look, told
from tests.unit.notifications.samples import NOW

API = "/api/notifications/v1/suppressions"
PAGE = "/notifications/suppressions"
Staff = Callable[[str], dict[str, str]]
EMAIL = (Channel.EMAIL,)


def blocked(parts: Parts) -> list[Any]:
    return list(parts.suppressions.page(None, 10))


def test_a_mailbox_that_nobody_has_is_left_alone_and_the_person_is_called(
    parts: Parts, outside: Outside, citizen: Citizen
) -> None:
    outside.order_mail(answer="550", count=1)
    first = tell(parts, citizen, channels=EMAIL)
    send_next(sending_of(parts, Channel.EMAIL))
    assert message_of(parts, first, Channel.EMAIL).reason == "smtp_550"
    look(parts)
    (one,) = blocked(parts)
    assert (one.why, one.to_masked) == (Why.NOBODY_THERE, "b…@t…")
    second = tell(parts, citizen, channels=EMAIL)
    send_next(sending_of(parts, Channel.EMAIL))
    after = message_of(parts, second, Channel.EMAIL)
    assert (after.status, after.reason, after.recipient) == (Status.SKIPPED, "suppressed", None)
    look(parts)
    assert (told(parts), outside.letters(citizen.email)) == ([NOT_REACHED] * 2, [])


def test_failures_in_a_row_are_counted_once_and_one_arrival_clears_them(
    parts: Parts, citizen: Citizen, clock: Clock
) -> None:
    rule = parts.desk.rules.bounces[Channel.SMS]
    for _ in range(rule.in_a_row - 1):
        fails(parts, message_of(parts, tell(parts, citizen, channels=(Channel.SMS,))))
        look(parts)
        look(parts)
    arrived = message_of(parts, tell(parts, citizen, channels=(Channel.SMS,)))
    record_receipt(parts.work, Receipt(arrived.id, True, clock()), clock, "esms")
    look(parts)
    for _ in range(rule.in_a_row):
        assert blocked(parts) == []
        fails(parts, message_of(parts, tell(parts, citizen, channels=(Channel.SMS,))))
        look(parts)
    assert [one.why for one in blocked(parts)] == [Why.TOO_OFTEN]


def test_a_code_is_sent_to_a_blocked_address(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen, clock: Clock, outside: Outside
) -> None:
    body = {"channel": "sms", "address": citizen.dialled, "why": "theo yêu cầu"}
    assert client.post(API, json=body, headers=staff("operator")).status_code == 200
    clock.ahead = NOW - datetime.now(UTC)  # when the code holds
    code = tell(parts, citizen, "intake.sign_in_code.issued.v1", channels=(Channel.SMS,))
    send_next(sending_of(parts))
    assert message_of(parts, code).status in (Status.ACCEPTED, Status.DELIVERED)


def test_officers_block_and_release_with_a_reason_and_see_no_address(
    parts: Parts, client: FlaskClient, staff: Staff, citizen: Citizen
) -> None:
    operator = {**staff("operator"), "Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
    form = {"channel": "email", "address": citizen.email.upper(), "why": "Người dân yêu cầu"}
    assert client.post(PAGE, data=form, headers=operator).status_code == 303
    page = client.get(PAGE, headers=operator).text
    assert "Người dân yêu cầu" in page
    assert citizen.email not in page.lower()
    assert citizen.email not in str(list(parts.database["suppressions"].find())).lower()
    assert "Chặn một địa chỉ" not in client.get(PAGE, headers={**staff("leader"), "Accept": "text/html"}).text
    received = tell(parts, citizen, channels=EMAIL)
    send_next(sending_of(parts, Channel.EMAIL))
    assert message_of(parts, received, Channel.EMAIL).status is Status.SKIPPED
    listed: Any = client.get(API, headers=staff("leader")).json
    (row,) = listed["items"]
    assert client.post(f"{PAGE}/{row['id']}/release", data={"why": " "}, headers=operator).status_code == 422
    assert (
        client.post(f"{PAGE}/{row['id']}/release", data={"why": "Đã sửa hộp thư"}, headers=operator).status_code == 303
    )
    again = tell(parts, citizen, channels=EMAIL)
    send_next(sending_of(parts, Channel.EMAIL))
    assert message_of(parts, again, Channel.EMAIL).status is Status.ACCEPTED
    kept = parts.database["suppressions"].find_one({"_id": row["id"]})
    assert kept is not None
    assert [(one["what"], one["who"]) for one in kept["steps"]] == [
        ("blocked", "staff:demo-operator"), ("released", "staff:demo-operator"),
    ]  # fmt: skip


@pytest.mark.parametrize(("body", "pointer"), [
    ({"channel": "sms", "address": "12", "why": "x"}, "/address"),
    ({"channel": "sms", "address": "0912345678", "why": " "}, "/why"),
    ({"channel": "email", "address": "nobody", "why": "x"}, "/address"),
    ({"channel": "pigeon", "address": "0912345678", "why": "x"}, "/channel"),
])  # fmt: skip
def test_what_can_not_be_blocked_is_named(
    client: FlaskClient, staff: Staff, body: dict[str, str], pointer: str
) -> None:
    answer: Any = client.post(API, json=body, headers=staff("admin"))
    assert (answer.status_code, answer.json["fields"][0]["pointer"]) == (422, pointer)
    assert client.post(API, json=body, headers=staff("leader")).status_code == 403
    assert client.post(f"{API}/none/release", json={"why": "x"}, headers=staff("admin")).status_code == 404


@pytest.mark.parametrize(("phone", "wait", "status", "calls"), [
    ("+84300000001", 3, Status.DELIVERED, 0), ("+84300000002", 3, Status.PERMANENTLY_FAILED, 1),
    ("+84300000003", 3, Status.ACCEPTED, 0), ("+84300000003", 601, Status.DELIVERED, 0),
])  # fmt: skip
def test_simulated_recipients_go_through_everything_but_a_provider(
    parts: Parts, outside: Outside, clock: Clock, phone: str, wait: int, status: Status, calls: int
) -> None:
    received = tell(parts, Citizen(phone, ""), channels=(Channel.SMS,))
    send_next(sending_of(parts))
    look(parts)
    clock.forward(seconds=wait)
    look(parts)
    one = message_of(parts, received)
    assert (one.status, [attempt.provider for attempt in one.attempts]) == (status, ["simulated"])
    assert (outside.sms("0" + phone.removeprefix("+84")), len(told(parts)), blocked(parts)) == ([], calls, [])
