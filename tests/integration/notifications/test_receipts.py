"""Rules of callbacks: only a fresh, rightly signed one counts, and it counts once."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from services.notifications.app import Parts, make_app
from services.notifications.domain.message import Channel, Message, Status
from services.notifications.use_cases.send_message import send_next
from shared.store.change import Change, Conflict, Context, Key, Loaded, Work
from tests.integration.notifications.conftest import Citizen, message_of, sending_of, tell
from tests.integration.notifications.outside import SECRET, Outside
from tests.support.waiting import wait_until

ADDRESS = "/api/notifications/v1/receipts/esms"


@pytest.fixture
def accepted(parts: Parts, outside: Outside, citizen: Citizen) -> Message:
    """A message that the provider took; its own callbacks go nowhere."""
    outside.order_sms(receipts="none")
    received = tell(parts, citizen, channels=(Channel.SMS,))
    sent = send_next(sending_of(parts))
    assert sent is not None
    assert sent.status is Status.ACCEPTED
    return message_of(parts, received)


def body_of(message: Message, *, delivered: bool = True, **changed: Any) -> bytes:
    told = {"RequestId": message.id, "SMSID": message.provider_id, "SendStatus": "5",
            "SendSuccess": "1" if delivered else "0", "SendFailed": "0" if delivered else "1", **changed}  # fmt: skip
    return json.dumps(told).encode()


def call(client: FlaskClient, body: bytes, *, secret: str = SECRET, at: float | None = None, **headers: str) -> Any:
    stamp = str(int(time.time() if at is None else at))
    signature = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    signed = {"X-Timestamp": stamp, "X-Signature": signature, "Content-Type": "application/json"} | headers
    return client.post(ADDRESS, data=body, headers={name: value for name, value in signed.items() if value})


def state(parts: Parts) -> list[dict[str, Any]]:
    return [*parts.database["messages"].find(), *parts.database["events"].find()]


def test_a_receipt_proves_delivery(client: FlaskClient, parts: Parts, accepted: Message) -> None:
    answer = call(client, body_of(accepted))
    assert (answer.status_code, answer.json) == (200, {"status": "delivered"})
    assert parts.database["events"].count_documents({"subject": accepted.id}) == 2


@dataclass
class AlwaysLate:
    """Others are faster every time, as where a process that died still holds the message."""

    work: Work

    def load(self, *keys: Key) -> Loaded:
        return self.work.load(*keys)

    def commit(self, change: Change, context: Context) -> None:
        raise Conflict


def test_a_receipt_that_could_not_be_kept_is_asked_for_again(
    client: FlaskClient, parts: Parts, accepted: Message
) -> None:
    with make_app(replace(parts, work=AlwaysLate(parts.work))).test_client() as busy:  # type: ignore[arg-type]
        answer = call(busy, body_of(accepted))
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    assert call(client, body_of(accepted)).json == {"status": "delivered"}


def test_a_repeated_receipt_changes_nothing(client: FlaskClient, parts: Parts, accepted: Message) -> None:
    call(client, body_of(accepted))
    before = state(parts)
    assert call(client, body_of(accepted)).status_code == 200
    assert call(client, body_of(accepted, delivered=False)).json == {"status": "delivered"}
    assert state(parts) == before


def test_a_receipt_of_failure_is_final(client: FlaskClient, accepted: Message) -> None:
    assert call(client, body_of(accepted, delivered=False)).json == {"status": "permanently_failed"}


@pytest.mark.parametrize(("more", "slug"), [
    ({"secret": "somebody else's"}, "forged-receipt"),
    ({"X-Signature": ""}, "unsigned-receipt"),
    ({"X-Timestamp": ""}, "unsigned-receipt"),
    ({"X-Signature": "0" * 64}, "forged-receipt"),
    ({"X-Signature": "ă" * 64}, "unsigned-receipt"),
    ({"X-Timestamp": "1"}, "forged-receipt"),
    ({"at": 1_000_000_000}, "stale-receipt"),
    ({"at": 99_999_999_999}, "stale-receipt"),
])  # fmt: skip
def test_a_receipt_that_is_not_believed_changes_nothing(
    client: FlaskClient, parts: Parts, accepted: Message, more: dict[str, Any], slug: str
) -> None:
    before = state(parts)
    more = {name: value.encode().decode("latin-1") if name == "X-Signature" else value for name, value in more.items()}
    answer = call(client, body_of(accepted), **more)
    assert (answer.status_code, answer.json["type"]) == (401, f"/problems/{slug}")
    assert state(parts) == before


@pytest.mark.parametrize(("changed", "status", "slug"), [
    ({"RequestId": "0" * 32}, 404, "unknown-message"),
    ({"SMSID": "another"}, 409, "another-message"),
    ({"RequestId": "x"}, 422, "malformed-receipt"),
    ({"SendSuccess": "many"}, 422, "malformed-receipt"),
    ({"SMSID": "a b"}, 422, "malformed-receipt"),
])  # fmt: skip
def test_a_signed_receipt_that_makes_no_sense_changes_nothing(
    client: FlaskClient, parts: Parts, accepted: Message, changed: dict[str, Any], status: int, slug: str
) -> None:
    before = state(parts)
    answer = call(client, body_of(accepted, **changed))
    assert (answer.status_code, answer.json["type"]) == (status, f"/problems/{slug}")
    assert state(parts) == before


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'"x"', b"null"])
def test_a_signed_receipt_that_is_no_object_is_refused(client: FlaskClient, body: bytes) -> None:
    assert call(client, body).status_code == 422


def test_news_that_is_not_final_changes_nothing(client: FlaskClient, parts: Parts, accepted: Message) -> None:
    before = state(parts)
    assert call(client, body_of(accepted, SendStatus="3")).json == {"status": None}
    assert state(parts) == before


def test_nobody_else_may_call(client: FlaskClient) -> None:
    assert client.post("/api/notifications/v1/receipts/nobody", data=b"{}").status_code == 404


def test_the_simulators_forged_and_doubled_callbacks_change_nothing_and_once(
    parts: Parts, outside: Outside, citizen: Citizen, open_to_callbacks: None
) -> None:
    outside.order_sms(receipts="forged")
    received = tell(parts, citizen, channels=(Channel.SMS,))
    send_next(sending_of(parts))
    wait_until(lambda: "401" in outside.sms(citizen.dialled)[0]["receipt"])
    assert message_of(parts, received).status is Status.ACCEPTED
    outside.order_sms(receipts="twice")
    second = tell(parts, citizen, channels=(Channel.SMS,))
    send_next(sending_of(parts))
    wait_until(lambda: message_of(parts, second).status is Status.DELIVERED)
    assert parts.database["events"].count_documents({"subject": message_of(parts, second).id}) <= 2
