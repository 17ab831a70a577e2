"""Rules of sending, counted at the provider's side: each person once, whatever goes wrong, never a false success."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from services.notifications.app import Parts
from services.notifications.domain.message import FOR_EVERYBODY, LEASE, Channel, Message, Outcome, Reply, Status
from services.notifications.domain.schedule import MOST_ATTEMPTS
from services.notifications.use_cases.send_message import record_reply, send_next
from tests.integration.notifications.conftest import (
    Citizen,
    Clock,
    message_of,
    senders_at_work,
    sending_of,
    tell,
)
from tests.integration.notifications.outside import Outside
from tests.support.waiting import wait_until

SMS, EMAIL = (Channel.SMS,), (Channel.EMAIL,)
SMS_FAULTS = [
    ({"answer": "400"}, Status.PERMANENTLY_FAILED, "http_400"),
    ({"answer": "401"}, Status.TEMPORARILY_FAILED, "http_401"),
    ({"answer": "404"}, Status.TEMPORARILY_FAILED, "http_404"),
    ({"answer": "429"}, Status.TEMPORARILY_FAILED, "http_429"),
    ({"answer": "500"}, Status.UNKNOWN, "http_500"),
    ({"answer": "500", "accepted": True}, Status.UNKNOWN, "http_500"),
    ({"answer": "503"}, Status.TEMPORARILY_FAILED, "http_503"),
    ({"answer": "nothing"}, Status.UNKNOWN, "cut_off"),
    ({"answer": "nothing", "accepted": True}, Status.UNKNOWN, "cut_off"),
    ({"answer": "silent", "seconds": 30}, Status.UNKNOWN, "no_answer"),
    ({"answer": "slow", "seconds": 2}, Status.UNKNOWN, "no_answer"),
    ({"answer": "garbage"}, Status.UNKNOWN, "garbage"),
    ({"answer": "html", "accepted": True}, Status.UNKNOWN, "garbage"),
    ({"answer": "code_103"}, Status.TEMPORARILY_FAILED, "code_103"),
    ({"answer": "code_108"}, Status.PERMANENTLY_FAILED, "code_108"),
]
MAIL_FAULTS = [
    ({"answer": "451"}, Status.TEMPORARILY_FAILED, "smtp_451"),
    ({"answer": "452"}, Status.TEMPORARILY_FAILED, "smtp_452"),
    ({"answer": "550"}, Status.PERMANENTLY_FAILED, "smtp_550"),
    ({"answer": "nothing", "accepted": True}, Status.UNKNOWN, "cut_off"),
    ({"answer": "silent", "seconds": 2}, Status.UNKNOWN, "no_answer"),
    ({"answer": "slow", "seconds": 2}, Status.UNKNOWN, "no_answer"),
]


def told(parts: Parts, message: Message) -> list[dict[str, Any]]:
    """The events about a message, in the order of its versions."""
    rows = parts.database["events"].find({"subject": message.id}).sort("sequence")
    return [json.loads(bytes(row["body"]))["data"] for row in rows]


@pytest.mark.parametrize(("order", "status", "reason"), SMS_FAULTS)
def test_every_fault_of_the_sms_provider_has_its_outcome(
    parts: Parts, outside: Outside, citizen: Citizen, order: dict[str, Any], status: Status, reason: str
) -> None:
    outside.order_sms(**order)
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    one = message_of(parts, received)
    assert (one.status, one.reason, one.attempts[0].reason) == (status, reason, reason)
    assert len(told(parts, one)) == (1 if status is Status.PERMANENTLY_FAILED else 0)


@pytest.mark.parametrize(("order", "status", "reason"), MAIL_FAULTS)
def test_every_fault_of_the_mail_server_has_its_outcome(
    parts: Parts, outside: Outside, citizen: Citizen, order: dict[str, Any], status: Status, reason: str
) -> None:
    outside.order_mail(**order)
    received = tell(parts, citizen, channels=EMAIL)
    send_next(sending_of(parts, Channel.EMAIL))
    one = message_of(parts, received, Channel.EMAIL)
    assert (one.status, one.reason) == (status, reason)


@pytest.mark.parametrize("channel", list(FOR_EVERYBODY))
def test_a_provider_that_is_away_is_tried_again(
    parts: Parts, settings: Any, database: Any, citizen: Citizen, clock: Clock, channel: Channel
) -> None:
    from services.notifications.app import build

    away = build(settings.replaced(sms_url="http://127.0.0.1:1/x", smtp_port=1), clock=clock, database=database)
    received = tell(parts, citizen, channels=(channel,))
    send_next(sending_of(away, channel))
    one = message_of(parts, received, channel)
    assert (one.status, one.reason) == (Status.TEMPORARILY_FAILED, "not_reached")


@pytest.mark.parametrize("order", [order for order, status, _ in SMS_FAULTS if status is not Status.PERMANENTLY_FAILED])
def test_after_any_passing_fault_the_phone_shows_the_message_once(
    parts: Parts, outside: Outside, citizen: Citizen, clock: Clock, order: dict[str, Any]
) -> None:
    outside.order_sms(**order)
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    assert send_next(sending_of(parts)) is None, "it is not tried again before its time"
    clock.forward(seconds=6)
    send_next(sending_of(parts))
    one = message_of(parts, received)
    assert one.status in (Status.ACCEPTED, Status.DELIVERED)
    assert len(wait_until(lambda: outside.sms(citizen.dialled))) == 1
    assert next(row["status"] for row in told(parts, one)) == "accepted"


def test_a_message_that_never_gets_through_ends_and_is_told_once(
    parts: Parts, outside: Outside, citizen: Citizen, clock: Clock
) -> None:
    outside.order_sms(answer="503", count=100)
    received = tell(parts, citizen, channels=SMS)
    for _ in range(MOST_ATTEMPTS + 3):
        send_next(sending_of(parts))
        clock.forward(hours=7)
    one = message_of(parts, received)
    assert (one.status, len(one.attempts)) == (Status.PERMANENTLY_FAILED, MOST_ATTEMPTS)
    assert [(row["status"], row["attempts"]) for row in told(parts, one)] == [("permanently_failed", MOST_ATTEMPTS)]
    assert outside.sms(citizen.dialled) == []


def test_what_nobody_knows_ends_as_unknown_and_never_as_success(
    parts: Parts, outside: Outside, citizen: Citizen, clock: Clock
) -> None:
    outside.order_sms(answer="nothing", count=100)
    received = tell(parts, citizen, channels=SMS)
    for _ in range(MOST_ATTEMPTS + 1):
        send_next(sending_of(parts))
        clock.forward(hours=7)
    one = message_of(parts, received)
    assert (one.status, one.due_at) == (Status.UNKNOWN, None)
    assert [row["status"] for row in told(parts, one)] == ["unknown"]


def test_sms_and_mail_arrive_with_the_right_words_and_the_receipt_comes_back(
    parts: Parts, outside: Outside, citizen: Citizen, open_to_callbacks: None
) -> None:
    received = tell(parts, citizen)
    with senders_at_work(parts):
        wait_until(lambda: message_of(parts, received).status is Status.DELIVERED)
        wait_until(lambda: message_of(parts, received, Channel.EMAIL).status is Status.ACCEPTED)
    sms, letter = outside.sms(citizen.dialled)[0], outside.letters(citizen.email)[0]
    one = message_of(parts, received)
    assert "da duoc tiep nhan" in sms["content"]
    assert (sms["brandname"], sms["parts"], sms["request_id"]) == ("SYT HASON", one.parts, one.id)
    assert letter["subject"] == "Hồ sơ H99.11-261005-0001: hẹn trả kết quả 8:00 thứ Hai 12/10/2026"
    assert "Kính gửi Nguyễn Thị Bích Đào," in letter["text"]
    assert "</p>" in letter["html"]
    assert letter["message_id"] == f"<{message_of(parts, received, Channel.EMAIL).id}@hason.example>"
    # The receipt may be here before the provider's answer is written down: then there is nothing to tell between.
    assert [row["status"] for row in told(parts, one)] in (["accepted", "delivered"], ["delivered"])


def test_a_replayed_event_sends_nothing_twice(parts: Parts, outside: Outside, citizen: Citizen) -> None:
    received = tell(parts, citizen)
    with senders_at_work(parts):
        wait_until(lambda: message_of(parts, received).status is Status.ACCEPTED)
        parts.database["inbox"].delete_many({})  # as after a restored inbox: only the derived id can know
        tell(parts, citizen, id=received.id)
        other = tell(parts, citizen)
        wait_until(lambda: message_of(parts, other).status is Status.ACCEPTED)
    assert sorted(one["requests"] for one in outside.sms(citizen.dialled)) == [1, 1]


def test_a_sender_that_dies_between_claim_and_call_loses_nothing(
    parts: Parts, outside: Outside, citizen: Citizen, clock: Clock
) -> None:
    received = tell(parts, citizen, channels=SMS)
    claimed = message_of(parts, received).claim("esms", clock())
    assert claimed is not None
    assert parts.messages.take(claimed)
    assert send_next(sending_of(parts)) is None, "the lease holds"
    clock.forward(seconds=LEASE.total_seconds() + 1)
    send_next(sending_of(parts))
    one = message_of(parts, received)
    assert one.status is Status.ACCEPTED
    assert [(attempt.outcome, attempt.reason) for attempt in one.attempts] == [
        (Outcome.UNKNOWN, "interrupted"), (Outcome.ACCEPTED, ""),
    ]  # fmt: skip
    assert [sms["requests"] for sms in outside.sms(citizen.dialled)] == [1]


@pytest.mark.parametrize("channel", list(FOR_EVERYBODY))
def test_a_sender_that_dies_between_call_and_record_sends_nothing_twice(
    parts: Parts, outside: Outside, citizen: Citizen, clock: Clock, channel: Channel
) -> None:
    received = tell(parts, citizen, channels=(channel,))
    fleet = parts.fleets[channel]
    (provider,) = fleet.providers
    claimed = message_of(parts, received, channel).claim(provider.name, clock())
    assert claimed is not None
    assert parts.messages.take(claimed)
    assert fleet.send(provider, claimed).outcome is Outcome.ACCEPTED
    clock.forward(seconds=LEASE.total_seconds() + 1)
    send_next(sending_of(parts, channel))
    assert message_of(parts, received, channel).status is Status.ACCEPTED
    if channel is Channel.SMS:
        assert [sms["requests"] for sms in outside.sms(citizen.dialled)] == [2]
    else:
        assert [letter["copies"] for letter in outside.letters(citizen.email)] == [2]


def test_a_claim_is_won_by_one(parts: Parts, citizen: Citizen, clock: Clock) -> None:
    received = tell(parts, citizen, channels=SMS)
    queued = message_of(parts, received)
    claims = [queued.claim(name, clock()) for name in ("one", "two")]
    assert [one is not None and parts.messages.take(one) for one in claims] == [True, False]


def test_many_senders_share_the_work_and_double_nothing(
    parts: Parts, outside: Outside, new_citizen: Callable[[], Citizen]
) -> None:
    people = [new_citizen() for _ in range(40)]
    with senders_at_work(parts, copies=3, threads=3):
        events = [tell(parts, one, channels=SMS) for one in people]
        wait_until(lambda: all(message_of(parts, one).status is Status.ACCEPTED for one in events), 30)
    assert [sum(sms["requests"] for sms in outside.sms(one.dialled)) for one in people] == [1] * 40


def test_a_slow_sms_provider_does_not_hold_up_the_mail(parts: Parts, outside: Outside, citizen: Citizen) -> None:
    outside.order_sms(answer="silent", count=1000, seconds=5)
    received = [tell(parts, citizen) for _ in range(5)]
    with senders_at_work(parts):
        wait_until(lambda: all(message_of(parts, one, Channel.EMAIL).status is Status.ACCEPTED for one in received))


def test_a_reply_recorded_late_finds_what_was_learnt_meanwhile(parts: Parts, citizen: Citizen, clock: Clock) -> None:
    received = tell(parts, citizen, channels=SMS)
    claimed = message_of(parts, received).claim("esms", clock())
    assert claimed is not None
    assert parts.messages.take(claimed)
    sending = sending_of(parts)
    record_reply(sending, claimed.id, 1, Reply(Outcome.ACCEPTED, "", "sms-1"))
    again = record_reply(sending, claimed.id, 1, Reply(Outcome.UNKNOWN, "no_answer"))
    assert again is not None
    assert again.status is Status.ACCEPTED


def test_nothing_personal_lies_in_plain(parts: Parts, outside: Outside, citizen: Citizen) -> None:
    import bson

    received = tell(parts, citizen)
    with senders_at_work(parts):
        wait_until(lambda: message_of(parts, received).status is Status.ACCEPTED)
        wait_until(lambda: message_of(parts, received, Channel.EMAIL).status is Status.ACCEPTED)
    secrets = ["Bích Đào", citizen.phone[3:], citizen.email.partition("@")[0], "Kính gửi", "da duoc tiep nhan"]
    for name in parts.database.list_collection_names():
        for document in parts.database[name].find():
            raw = bson.encode(document)
            assert not [secret for secret in secrets if secret.encode() in raw], name
