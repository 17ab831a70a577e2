"""A provider of another shape than eSMS, known by its mapping file alone: it is told, understood and believed alike."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.notifications.app import Parts, build
from services.notifications.domain.message import Channel, Status
from services.notifications.use_cases.send_message import send_next
from shared.settings import InvalidSetting, Settings
from tests.integration.notifications.conftest import Citizen, Clock, message_of, senders_at_work, sending_of, tell
from tests.integration.notifications.outside import Outside
from tests.support.waiting import wait_until

SMS = (Channel.SMS,)
MAPPING = Path(__file__).parent / "nhanh.json"
FAULTS = [
    ({"answer": "400"}, Status.PERMANENTLY_FAILED, "http_400"),
    ({"answer": "401"}, Status.TEMPORARILY_FAILED, "http_401"),
    ({"answer": "429"}, Status.TEMPORARILY_FAILED, "http_429"),
    ({"answer": "500", "accepted": True}, Status.UNKNOWN, "http_500"),
    ({"answer": "503"}, Status.TEMPORARILY_FAILED, "http_503"),
    ({"answer": "nothing", "accepted": True}, Status.UNKNOWN, "cut_off"),
    ({"answer": "slow", "seconds": 2}, Status.UNKNOWN, "no_answer"),
    ({"answer": "garbage", "accepted": True}, Status.UNKNOWN, "http_200"),
]


@pytest.fixture
def settings(environment: dict[str, str], outside: Outside, api_port: int) -> Settings:
    from services.notifications.settings import TABLE
    from shared.settings import read

    return read(TABLE, {
        **environment, "SMS_URL": f"http://127.0.0.1:{outside.sms_port}/nhanh/v2/messages",
        "SMS_MAPPING_FILE": str(MAPPING),
        "SMS_CALLBACK_URL": f"http://127.0.0.1:{api_port}/api/notifications/v1/receipts/nhanh",
    })  # fmt: skip


def test_a_message_arrives_and_its_receipt_comes_back(
    parts: Parts, outside: Outside, citizen: Citizen, open_to_callbacks: None
) -> None:
    received = tell(parts, citizen, channels=SMS)
    with senders_at_work(parts):
        wait_until(lambda: message_of(parts, received).status is Status.DELIVERED)
    (sms,) = outside.sms(citizen.phone)
    one = message_of(parts, received)
    assert (sms["request_id"], sms["sms_id"], sms["brandname"]) == (one.id, one.provider_id, "SYT HASON")
    assert "da duoc tiep nhan" in sms["content"]
    assert one.attempts[0].provider == "nhanh"


@pytest.mark.parametrize(("order", "status", "reason"), FAULTS)
def test_every_fault_has_its_outcome_and_the_phone_shows_the_message_once(
    parts: Parts, outside: Outside, citizen: Citizen, clock: Clock, order: dict[str, Any], status: Status, reason: str
) -> None:
    outside.order_sms(**order)
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    one = message_of(parts, received)
    assert (one.status, one.reason) == (status, reason)
    clock.forward(seconds=6)
    send_next(sending_of(parts))
    refused = status is Status.PERMANENTLY_FAILED
    assert message_of(parts, received).status in ((status,) if refused else (Status.ACCEPTED, Status.DELIVERED))
    assert len(outside.sms(citizen.phone)) == (0 if refused else 1)


def test_a_message_that_did_not_arrive_is_told(
    parts: Parts, outside: Outside, citizen: Citizen, open_to_callbacks: None
) -> None:
    outside.order_sms(answer="well", receipts="failed")
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    wait_until(lambda: message_of(parts, received).status is Status.PERMANENTLY_FAILED)
    assert message_of(parts, received).reason == "undelivered"


def test_a_forged_receipt_is_not_believed(
    parts: Parts, outside: Outside, citizen: Citizen, open_to_callbacks: None
) -> None:
    outside.order_sms(answer="well", receipts="forged")
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    wait_until(lambda: "401" in outside.sms(citizen.phone)[0]["receipt"])
    assert message_of(parts, received).status is Status.ACCEPTED


def test_a_provider_that_knows_no_repetition_is_asked_once(
    settings: Settings, database: Any, outside: Outside, citizen: Citizen, clock: Clock, tmp_path: Path
) -> None:
    told = {**json.loads(MAPPING.read_text("utf-8")), "idempotency": None}
    file = tmp_path / "mapping.json"
    file.write_text(json.dumps(told), "utf-8")
    parts = build(settings.replaced(sms_mapping_file=file), clock=clock, database=database)
    outside.order_sms(answer="nothing", accepted=True)
    received = tell(parts, citizen, channels=SMS)
    for _ in range(3):
        send_next(sending_of(parts))
        clock.forward(hours=1)
    one = message_of(parts, received)
    assert (one.status, one.reason) == (Status.UNKNOWN, "waits_for_receipt")
    assert [sms["requests"] for sms in outside.sms(citizen.phone)] == [1]


def test_a_bad_mapping_file_is_refused_at_the_start_with_its_field(
    settings: Settings, database: Any, tmp_path: Path
) -> None:
    file = tmp_path / "mapping.json"
    for content, said in (("{", "no JSON"), ('{"name": "X"}', "/name"), (None, "can't be read")):
        if content is None:
            file.unlink()
        else:
            file.write_text(content, "utf-8")
        with pytest.raises(InvalidSetting, match=f"SMS_MAPPING_FILE.*{said}"):
            build(settings.replaced(sms_mapping_file=file), database=database)
