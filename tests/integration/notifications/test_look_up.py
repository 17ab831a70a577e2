"""A provider that can be asked is asked: before anybody is called, and before anything is sent a second time."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.notifications.app import Parts
from services.notifications.domain.message import Channel, Status
from services.notifications.gateways.http_mapping import BadMapping, read_mapping
from services.notifications.gateways.http_messages import HttpGateway
from services.notifications.gateways.look_up import Found
from services.notifications.settings import DATA, TABLE
from services.notifications.use_cases.send_message import send_next
from shared.settings import Settings, read
from tests.integration.notifications.conftest import Citizen, Clock, message_of, sending_of, tell
from tests.integration.notifications.outside import Outside
from tests.integration.notifications.test_aftercare import look, told
from tests.integration.notifications.test_other_http_provider import MAPPING

SMS = (Channel.SMS,)
ASKED = {
    "path": "/nhanh/v2/messages/{id}", "headers": {"Authorization": "Bearer {secret}"}, "not_there": [404],
    "answer": {"status": "/state", "delivered": ["arrived"], "failed": ["lost"]},
}  # fmt: skip


def gateway(parts: Parts) -> HttpGateway:
    (found,) = parts.fleets[Channel.SMS].gateways.values()
    assert isinstance(found, HttpGateway)
    return found


@pytest.mark.parametrize(("receipts", "status", "calls"), [
    ("none", Status.DELIVERED, []), ("lost", Status.PERMANENTLY_FAILED, ["notifications.person.not_reached.v1"]),
])  # fmt: skip
def test_before_anybody_is_called_the_provider_is_asked(
    parts: Parts, outside: Outside, citizen: Citizen, clock: Clock, receipts: str, status: Status, calls: list[str]
) -> None:
    outside.order_sms(answer="well", receipts=receipts)
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    clock.forward(hours=25)
    look(parts)
    assert (message_of(parts, received).status, told(parts)) == (status, calls)


@pytest.mark.parametrize("order", [
    {"answer": "500"}, {"answer": "garbage"}, {"answer": "401"}, {"answer": "nothing"},
    {"answer": "slow", "seconds": 2},
])  # fmt: skip
def test_a_provider_that_can_not_answer_leaves_it_open(
    parts: Parts, outside: Outside, citizen: Citizen, order: dict[str, Any]
) -> None:
    outside.order_sms(answer="well", receipts="none")
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    outside.order_sms(**order)
    assert gateway(parts).look_up(message_of(parts, received)) is Found.NO_ANSWER
    outside.well()
    assert gateway(parts).look_up(message_of(parts, received)) is Found.ARRIVED


class TestOneThatKnowsNoRepetition:
    """It would send twice what is posted twice, but can be asked by our id."""

    @pytest.fixture
    def settings(self, environment: dict[str, str], outside: Outside, tmp_path: Path) -> Settings:
        mapping = {**json.loads(MAPPING.read_text("utf-8")), "idempotency": None, "look_up": ASKED}
        file = tmp_path / "mapping.json"
        file.write_text(json.dumps(mapping), "utf-8")
        url = f"http://127.0.0.1:{outside.sms_port}/nhanh/v2/messages"
        return read(TABLE, {**environment, "SMS_URL": url, "SMS_MAPPING_FILE": str(file)})

    def test_what_it_has_is_not_sent_again(
        self, parts: Parts, outside: Outside, citizen: Citizen, clock: Clock
    ) -> None:
        outside.order_sms(answer="500", accepted=True, receipts="none")
        received = tell(parts, citizen, channels=SMS)
        send_next(sending_of(parts))
        assert message_of(parts, received).status is Status.UNKNOWN
        clock.forward(seconds=6)
        send_next(sending_of(parts))
        one = message_of(parts, received)
        assert (one.status, one.attempts[-1].reason) == (Status.ACCEPTED, "looked_up")
        assert [sms["requests"] for sms in outside.sms(citizen.phone)] == [1]

    def test_what_it_never_got_is_sent(self, parts: Parts, outside: Outside, citizen: Citizen, clock: Clock) -> None:
        outside.order_sms(answer="nothing", receipts="none")
        received = tell(parts, citizen, channels=SMS)
        send_next(sending_of(parts))
        assert (message_of(parts, received).status, outside.sms(citizen.phone)) == (Status.UNKNOWN, [])
        clock.forward(seconds=6)
        send_next(sending_of(parts))
        assert message_of(parts, received).status is Status.ACCEPTED
        assert [sms["requests"] for sms in outside.sms(citizen.phone)] == [1]


@pytest.mark.parametrize(("changed", "field"), [
    ({"path": "messages/{id}"}, "/look_up/path"), ({"path": "/all"}, "/look_up/path"),
    ({"path": "/{id}/{phone}"}, "/look_up/path"), ({"headers": {"X": "{text}"}}, "/look_up/headers/X"),
    ({"not_there": [200]}, "/look_up/not_there"), ({"answer": None}, "/look_up/answer"),
    ({"answer": {"status": "/state", "delivered": [], "failed": ["x"]}}, "/look_up/answer/delivered"),
    ({"how": "kindly"}, "/look_up/how"),
])  # fmt: skip
def test_a_look_up_that_can_not_work_is_refused_with_its_field(changed: dict[str, Any], field: str) -> None:
    esms = json.loads((DATA / "providers" / "esms.json").read_text("utf-8"))
    with pytest.raises(BadMapping) as refused:
        read_mapping({**esms, "look_up": {**ASKED, **changed}})
    assert refused.value.field == field


def test_patience_is_longer_than_a_schedule_of_attempts(parts: Parts) -> None:
    waits = parts.desk.rules.waits[Channel.SMS]
    assert waits.call_after is not None
    assert waits.call_after > timedelta(hours=8)
