"""Zalo as a further channel, against its simulator: approved words by number, receipts, and an SMS where it fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.notifications.aftercare_parts import look_at_one
from services.notifications.app import Parts, build
from services.notifications.domain.message import Channel, Message, Status
from services.notifications.domain.preferences.preferences import By, Choice, How
from services.notifications.settings import DATA, TABLE
from services.notifications.use_cases.preferences.change import change
from services.notifications.use_cases.send_message import send_next
from shared.settings import InvalidSetting, Settings, read
from shared.store.jobs import Jobs
from tests.integration.notifications.conftest import Citizen, Clock, message_of, senders_at_work, sending_of, tell
from tests.integration.notifications.outside import ACCOUNT, KEY, SECRET, Outside
from tests.support.waiting import wait_until

PHONE = (Channel.SMS, Channel.ZALO)
NUMBERS = json.loads((DATA / "zalo_templates.json").read_text("utf-8"))["approved"]


@pytest.fixture
def settings(environment: dict[str, str], outside: Outside, api_port: int, tmp_path: Path) -> Settings:
    for name, secret in (("account", ACCOUNT), ("key", KEY), ("callbacks", SECRET)):
        (tmp_path / name).write_text(secret, "utf-8")
    sms = {
        "name": "esms", "kind": "sms", "mapping": str(DATA / "providers" / "esms.json"), "url": outside.sms_url,
        "api_key_file": str(tmp_path / "account"), "secret_key_file": str(tmp_path / "key"),
        "callback_secret_file": str(tmp_path / "callbacks"), "brandname": "SYT HASON",
        "callback_url": environment["SMS_CALLBACK_URL"],
    }  # fmt: skip
    zalo = {
        "name": "zalo", "kind": "zalo", "mapping": str(DATA / "providers" / "zalo.json"), "url": outside.zalo_url,
        "token_file": str(tmp_path / "key"), "app_id": "4001", "callback_secret_file": str(tmp_path / "callbacks"),
        "templates_file": str(DATA / "zalo_templates.json"),
    }  # fmt: skip
    (tmp_path / "providers.json").write_text(json.dumps({"providers": [sms, zalo]}), "utf-8")
    outside.order_sms(zalo_url=f"http://127.0.0.1:{api_port}/api/notifications/v1/receipts/zalo", without_zalo=[])
    keep = {name: value for name, value in environment.items() if not name.startswith(("SMS_", "SMTP_"))}
    return read(TABLE, {**keep, "PROVIDERS_FILE": str(tmp_path / "providers.json")})


@pytest.fixture
def agreed(parts: Parts, citizen: Citizen) -> Citizen:
    desk = parts.letterbox.preferences
    by = By("owner", How.LINK, parts.clock())
    change(desk, desk.whose(Channel.SMS, citizen.phone), Choice(purposes={"zalo": True}), by, "c")
    return citizen


def digits(citizen: Citizen) -> str:
    return citizen.phone.removeprefix("+")


def test_approved_words_arrive_by_number_and_no_sms_is_paid_for(
    parts: Parts, outside: Outside, agreed: Citizen, open_to_callbacks: None
) -> None:
    received = tell(parts, agreed, channels=PHONE)
    with senders_at_work(parts):
        wait_until(lambda: message_of(parts, received, Channel.ZALO).status is Status.DELIVERED)
    (shown,) = outside.sms(digits(agreed))
    one = message_of(parts, received, Channel.ZALO)
    assert (shown["brandname"], shown["request_id"]) == (f"Zalo {NUMBERS['accepted.zalo.vi.neutral@1']}", one.id)
    assert f"code={received.subject}" in shown["content"]
    look(parts)
    sms = message_of(parts, received)
    assert (sms.status, sms.reason, outside.sms(agreed.dialled)) == (Status.SKIPPED, "reached_otherwise", [])


def look(parts: Parts) -> int:
    jobs, done = Jobs(parts.work, service="notifications"), 0
    while look_at_one(jobs, parts.care, parts.clock):
        done += 1
    return done


def sent_twice(parts: Parts, received: Any, clock: Clock) -> tuple[Message, Message]:
    """Over Zalo, then, once that came to nothing, by SMS."""
    send_next(sending_of(parts, Channel.ZALO))
    first = message_of(parts, received, Channel.ZALO)
    look(parts)
    clock.forward(minutes=16)
    look(parts)
    send_next(sending_of(parts))
    return first, message_of(parts, received)


def test_whoever_has_no_zalo_gets_an_sms(parts: Parts, outside: Outside, agreed: Citizen, clock: Clock) -> None:
    outside.order_sms(without_zalo=[digits(agreed)])
    first, sms = sent_twice(parts, tell(parts, agreed, channels=PHONE), clock)
    assert (first.status, first.reason) == (Status.PERMANENTLY_FAILED, "code_-118")
    assert sms.status is Status.ACCEPTED
    assert len(outside.sms(agreed.dialled)) == 1


def test_what_zalo_took_but_never_told_to_have_arrived_is_followed_by_an_sms(
    parts: Parts, outside: Outside, agreed: Citizen, clock: Clock
) -> None:
    outside.order_sms(receipts="none")
    first, sms = sent_twice(parts, tell(parts, agreed, channels=PHONE), clock)
    assert (first.status, sms.status) == (Status.ACCEPTED, Status.ACCEPTED)


def test_an_answer_that_got_lost_is_never_asked_for_again(
    parts: Parts, outside: Outside, agreed: Citizen, clock: Clock
) -> None:
    """Zalo knows no repetition: a second call would be a second message."""
    outside.order_sms(answer="nothing", accepted=True, receipts="none")
    received = tell(parts, agreed, channels=PHONE)
    for _ in range(3):
        send_next(sending_of(parts, Channel.ZALO))
        clock.forward(hours=1)
    assert message_of(parts, received, Channel.ZALO).status is Status.UNKNOWN
    assert len(outside.sms(digits(agreed))) == 1


def test_a_token_that_ran_out_is_renewed_by_its_file(
    parts: Parts, agreed: Citizen, clock: Clock, tmp_path: Path
) -> None:
    (tmp_path / "key").write_text("old", "utf-8")
    received = tell(parts, agreed, channels=PHONE)
    send_next(sending_of(parts, Channel.ZALO))
    one = message_of(parts, received, Channel.ZALO)
    assert (one.status, one.reason) == (Status.TEMPORARILY_FAILED, "code_-124")
    (tmp_path / "key").write_text(KEY, "utf-8")
    clock.forward(seconds=6)
    send_next(sending_of(parts, Channel.ZALO))
    assert message_of(parts, received, Channel.ZALO).status is Status.ACCEPTED


def test_a_file_of_numbers_that_cannot_be_read_stops_the_start(
    settings: Settings, database: Any, tmp_path: Path
) -> None:
    told = json.loads((tmp_path / "providers.json").read_text("utf-8"))
    told["providers"][1]["templates_file"] = str(tmp_path / "key")
    (tmp_path / "providers.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(InvalidSetting, match="templates_file"):
        build(settings, database=database)
