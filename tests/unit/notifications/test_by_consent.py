"""A further channel: only for whoever agreed, only in words that its provider approved, and an SMS where it fails."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

import pytest

from services.notifications.domain.message import Channel, Message, Status
from services.notifications.domain.preferences.preferences import By, Choice, How
from services.notifications.domain.recipient import chosen_for
from services.notifications.domain.template import Place
from services.notifications.gateways.receipts import ZaloReceipts
from services.notifications.use_cases.ports import BadReceipt
from services.notifications.use_cases.preferences.change import PreferenceDesk, change
from services.notifications.use_cases.queue_messages import Desk
from tests.unit.notifications.inbound_samples import LINKS, NOTICES, OWNER, PEOPLE, World, id_of
from tests.unit.notifications.samples import DESK, NOW

ACCEPTED = "intake.dossier.accepted.v1"
NAME = DESK.templates.find("accepted", Channel.ZALO, "vi").name
OPEN = replace(DESK, people=PEOPLE, channels=frozenset(Channel), approved={NAME: "335001"})
APP, SECRET = "4001", "secret"


@dataclass
class Zalo(World):
    """A house that has Zalo, unless ``desk`` says otherwise."""

    desk: Desk = OPEN

    @property
    def box(self) -> Any:
        return replace(super().box, desk=self.desk)

    def choose(self, agrees: bool = True) -> None:
        preferences = PreferenceDesk(self.work, NOTICES, id_of, LINKS, lambda: self.now)
        by = By("owner", How.LINK, self.now)
        change(preferences, preferences.whose(Channel.SMS, OWNER), Choice(purposes={"zalo": agrees}), by, "c")

    def by(self, channel: Channel) -> Message | None:
        return next((one for one in self.messages if one.channel is channel), None)


def test_whoever_agreed_is_told_there_first_and_the_sms_waits() -> None:
    world = Zalo()
    world.choose()
    world.happen(ACCEPTED, 1)
    zalo, sms, mail = (world.by(one) for one in (Channel.ZALO, Channel.SMS, Channel.EMAIL))
    assert zalo
    assert sms
    assert mail
    assert (zalo.status, zalo.recipient, zalo.template, zalo.is_held) == (Status.QUEUED, OWNER, NAME, False)
    assert (sms.is_held, mail.is_held) == (True, False)


def test_what_the_provider_fills_in_is_just_what_stands_in_its_words() -> None:
    world = Zalo()
    world.choose()
    world.happen(ACCEPTED, 1)
    zalo = world.by(Channel.ZALO)
    assert zalo
    assert zalo.writing
    assert zalo.writing.values.keys() == {"code", "due", "hotline"}
    assert "được tiếp nhận" in zalo.writing.text


@pytest.mark.parametrize("desk", [
    replace(OPEN, approved={}),
    replace(OPEN, approved={"accepted.zalo.vi.neutral@9": "335009"}),
    replace(OPEN, channels=DESK.channels),
])  # fmt: skip
def test_without_a_provider_or_its_approval_everything_goes_as_ever(desk: Desk) -> None:
    world = Zalo(desk=desk)
    world.choose()
    world.happen(ACCEPTED, 1)
    sms = world.by(Channel.SMS)
    assert world.by(Channel.ZALO) is None
    assert sms
    assert not sms.is_held


def test_news_without_words_for_it_goes_by_sms() -> None:
    world = Zalo()
    world.choose()
    world.happen("intake.dossier.withdrawn.v1", 1)
    sms = world.by(Channel.SMS)
    assert world.by(Channel.ZALO) is None
    assert sms
    assert not sms.is_held


def test_nobody_is_written_to_there_without_their_word_and_none_after_taking_it_back() -> None:
    world = Zalo()
    world.happen(ACCEPTED, 1)
    assert world.by(Channel.ZALO) is None
    world.choose()
    world.choose(agrees=False)
    world.happen(ACCEPTED, 2)
    assert world.by(Channel.ZALO) is None


def test_agreeing_later_sends_no_old_news_again() -> None:
    world = Zalo()
    world.happen(ACCEPTED, 1)
    world.choose()
    world.happen(ACCEPTED, 1)
    assert world.by(Channel.ZALO) is None


def test_a_telephone_keeps_one_set_of_choices_and_an_address_of_mail_is_not_asked() -> None:
    assert [chosen_for(one) for one in Channel] == [Channel.SMS, Channel.EMAIL, Channel.SMS]
    assert "zalo" in [one.code for one in NOTICES.for_owner_of("phone")]
    assert "zalo" not in [one.code for one in NOTICES.for_owner_of("email")]
    assert "zalo" not in [one.code for one in NOTICES.with_channels(["sms", "smtp"]).purposes]


def test_words_that_may_be_approved_elsewhere_have_a_place_but_no_duty() -> None:
    assert DESK.templates.at(Place("filed", Channel.ZALO, "vi")) is None
    assert DESK.templates.at(Place("accepted", Channel.ZALO, "vi")) is not None


def told(event: str = "user_received_message", **changed: Any) -> bytes:
    stamp = str(int(NOW.timestamp() * 1000))
    message = {"tracking_id": "a" * 32, "msg_id": "z1"}
    return json.dumps({"event_name": event, "message": message, "timestamp": stamp, **changed}).encode()


def signed(body: bytes, secret: str = SECRET, mark: str = "mac=") -> dict[str, str]:
    stamp = json.loads(body)["timestamp"]
    signature = hashlib.sha256(APP.encode() + body + stamp.encode() + secret.encode()).hexdigest()
    return {"X-Zevent-Signature": f"{mark}{signature}"}


@pytest.mark.parametrize("mark", ["mac=", ""])
def test_a_receipt_of_zalo_says_that_it_arrived(mark: str) -> None:
    receipt = ZaloReceipts(APP, SECRET).read(signed(told(), mark=mark), told(), NOW)
    assert receipt is not None
    assert (receipt.message_id, receipt.delivered, receipt.provider_id) == ("a" * 32, True, "z1")


def test_what_is_no_receipt_is_no_fault() -> None:
    body = told("user_send_text")
    assert ZaloReceipts(APP, SECRET).read(signed(body), body, NOW) is None


@pytest.mark.parametrize(("body", "headers", "reason"), [
    (told(), {}, "unsigned"),
    (told(), {"X-ZEvent-Signature": "mac=12"}, "unsigned"),
    (told(), signed(told(), "other"), "forged"),
    (told(app="x"), signed(told()), "forged"),
    (told(timestamp="1000000000000"), signed(told(timestamp="1000000000000")), "stale"),
    (told(timestamp="now"), signed(told(timestamp="now")), "stale"),
    (told(message={"tracking_id": "mine"}), signed(told(message={"tracking_id": "mine"})), "malformed"),
    (told(message="gone"), signed(told(message="gone")), "malformed"),
])  # fmt: skip
def test_a_receipt_of_zalo_that_is_not_right_is_refused_by_name(
    body: bytes, headers: dict[str, str], reason: str
) -> None:
    with pytest.raises(BadReceipt) as refused:
        ZaloReceipts(APP, SECRET).read(headers, body, NOW)
    assert refused.value.reason == reason
