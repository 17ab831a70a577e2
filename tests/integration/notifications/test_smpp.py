"""SMS over SMPP at a real server: once to each phone, never blindly again, one bind at a time, receipts matched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.app import Parts, build, initialise, make_senders
from services.notifications.domain.message import Channel, Outcome, Reply, Status, Writing
from services.notifications.gateways.smpp import SmppGateway
from services.notifications.gateways.smpp_session import NotBound
from services.notifications.settings import TABLE
from services.notifications.use_cases.send_message import send_next
from shared.bus.worker import Part
from shared.settings import InvalidSetting, Settings, read
from shared.store.change import StoreAway
from tests.integration.notifications.centre import Smsc, running_centre
from tests.integration.notifications.conftest import Citizen, Clock, message_of, sending_of, tell
from tests.support.waiting import wait_until
from tests.unit.notifications.samples import message

SMS = (Channel.SMS,)
WAITS = "waits_for_receipt"


@pytest.fixture(scope="module")
def one_centre() -> Iterator[Smsc]:
    with running_centre() as smsc:
        yield smsc


@pytest.fixture
def smsc(one_centre: Smsc) -> Iterator[Smsc]:
    one_centre.well()
    yield one_centre
    one_centre.well()


@pytest.fixture
def settings(environment: dict[str, str], smsc: Smsc) -> Settings:
    return read(TABLE, {
        **environment, "SMS_URL": "", "SMPP_HOST": "127.0.0.1", "SMPP_PORT": str(smsc.port),
        "SMPP_SYSTEM_ID": "motcua", "SMPP_PASSWORD": "secret",
    })  # fmt: skip


@contextmanager
def at_work(*parts: Part) -> Iterator[None]:
    stop = Event()
    threads = [Thread(target=one.run, args=(stop,)) for one in parts]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def line_of(parts: Parts) -> SmppGateway:
    assert parts.line is not None
    parts.line._first_pause = 0.1
    return parts.line


@pytest.fixture
def line(parts: Parts) -> Iterator[SmppGateway]:
    """Bound."""
    parts.database["leases"].delete_many({})
    parts.database["submitted"].delete_many({})
    one = line_of(parts)
    with at_work(one):
        wait_until(lambda: one.is_ready)
        yield one


def test_a_message_arrives_whole_and_its_receipts_come_back(
    parts: Parts, smsc: Smsc, citizen: Citizen, database: Any
) -> None:
    initialise(parts)
    database["leases"].delete_many({})
    line_of(parts)
    received = tell(parts, citizen, channels=SMS)
    senders = make_senders(parts)
    with at_work(senders["smpp bind"], senders["sms sender"]):
        wait_until(lambda: message_of(parts, received).status is Status.DELIVERED, 20)
    one, (sms,) = message_of(parts, received), smsc.sms(citizen.phone)
    assert one.writing is not None
    assert (sms["content"], sms["parts"], sms["sender"]) == (one.writing.text, one.parts, "SYT HASON")
    assert sms["submits"] == one.parts


@pytest.mark.parametrize(
    ("text", "cut"),
    [("Ho so [H99] ~ 5€ {da} duoc tiep nhan @ Ha Son", 1), ("Đã nhận hồ sơ 😀 của bà. " * 12, 5), ("a|" * 200, 4)],
)
def test_every_alphabet_arrives_as_it_was_written(
    line: SmppGateway, smsc: Smsc, citizen: Citizen, text: str, cut: int
) -> None:
    written = message(event_id=uuid4().hex, recipient=citizen.phone, writing=Writing(text))
    assert line.send(written) == Reply(Outcome.ACCEPTED)
    (sms,) = smsc.sms(citizen.phone)
    assert (sms["content"], sms["parts"]) == (text, cut)


@pytest.mark.parametrize(
    ("order", "status", "reason"),
    [
        ({"answer": "throttled"}, Status.TEMPORARILY_FAILED, "throttled"),
        ({"answer": "code_20"}, Status.TEMPORARILY_FAILED, "queue_full"),
        ({"answer": "code_11"}, Status.PERMANENTLY_FAILED, "smpp_0x0b"),
        ({"answer": "code_13"}, Status.TEMPORARILY_FAILED, "smpp_0x0d"),
        ({"answer": "code_8"}, Status.UNKNOWN, "smpp_0x08"),
        ({"answer": "silent", "seconds": 1}, Status.UNKNOWN, "no_answer"),
        ({"answer": "nothing"}, Status.UNKNOWN, "cut_off"),
    ],
)
def test_every_fault_has_its_outcome_and_what_may_be_there_is_not_submitted_again(
    parts: Parts, line: SmppGateway, smsc: Smsc, citizen: Citizen, clock: Clock, order: dict[str, Any], status: Status,
    reason: str,
) -> None:  # fmt: skip
    smsc.order(**order)
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    one = message_of(parts, received)
    assert (one.status, one.reason) == (status, reason)
    clock.forward(seconds=6)
    wait_until(lambda: line.is_ready)
    send_next(sending_of(parts))
    one = message_of(parts, received)
    if status is Status.TEMPORARILY_FAILED:
        assert one.status in (Status.ACCEPTED, Status.DELIVERED)
        assert [sms["submits"] for sms in smsc.sms(citizen.phone)] == [one.parts]
    else:
        assert one.reason == (WAITS if status is Status.UNKNOWN else reason)
        assert smsc.sms(citizen.phone) == []


@pytest.mark.parametrize("answer", ["silent", "nothing"])
def test_a_receipt_settles_what_nobody_knew(
    parts: Parts, line: SmppGateway, smsc: Smsc, citizen: Citizen, answer: str
) -> None:
    smsc.order(answer=answer, accepted=True, seconds=1, receipt_seconds=1.5)
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    assert message_of(parts, received).status is Status.UNKNOWN
    wait_until(lambda: message_of(parts, received).status is Status.DELIVERED)
    assert [sms["submits"] for sms in smsc.sms(citizen.phone)] == [1]


def test_an_answer_that_comes_late_is_written_down(
    parts: Parts, line: SmppGateway, smsc: Smsc, citizen: Citizen
) -> None:
    smsc.order(answer="late", seconds=1.5, receipts="none")
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    assert message_of(parts, received).reason == "no_answer"
    wait_until(lambda: message_of(parts, received).status is Status.ACCEPTED)


def test_a_receipt_of_failure_is_told_and_a_repeated_one_changes_nothing(
    parts: Parts, line: SmppGateway, smsc: Smsc, new_citizen: Callable[[], Citizen]
) -> None:
    lost, twice = new_citizen(), new_citizen()
    smsc.order(receipts="failed")
    received = tell(parts, lost, channels=SMS)
    send_next(sending_of(parts))
    wait_until(lambda: message_of(parts, received).status is Status.PERMANENTLY_FAILED)
    assert message_of(parts, received).reason == "undeliv"
    smsc.order(receipts="twice")
    received = tell(parts, twice, channels=SMS)
    send_next(sending_of(parts))
    wait_until(lambda: smsc.sms(twice.phone)[0]["receipts"] >= 2)
    assert message_of(parts, received).status is Status.DELIVERED


def test_a_line_that_breaks_is_bound_again(parts: Parts, line: SmppGateway, smsc: Smsc, citizen: Citizen) -> None:
    before = smsc.binds()
    smsc.order(away=0.3)
    wait_until(lambda: smsc.binds() > before and line.is_ready, 20)
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    assert message_of(parts, received).status in (Status.ACCEPTED, Status.DELIVERED)


def test_without_a_bind_nothing_is_sent(parts: Parts, citizen: Citizen) -> None:
    received = tell(parts, citizen, channels=SMS)
    send_next(sending_of(parts))
    one = message_of(parts, received)
    assert (one.status, one.reason) == (Status.TEMPORARILY_FAILED, "not_bound")


def test_one_of_two_copies_is_bound_and_the_other_follows(
    parts: Parts, line: SmppGateway, smsc: Smsc, settings: Settings, database: Any
) -> None:
    other = line_of(build(settings, database=database))
    other._holder = "another process"
    stop, before = Event(), smsc.binds()
    thread = Thread(target=other.run, args=(stop,))
    thread.start()
    try:
        database["leases"].update_one({"_id": "bind smpp"}, {"$set": {"seen": True}})
        assert not other.is_ready
        assert smsc.binds() == before
        database["leases"].update_one({"_id": "bind smpp"}, {"$set": {"holder": "another process"}})
        wait_until(lambda: other.is_ready and not line.is_ready, 20)
    finally:
        stop.set()
        thread.join()


def test_what_a_person_writes_is_kept_before_it_is_acknowledged(
    parts: Parts, line: SmppGateway, smsc: Smsc, citizen: Citizen, database: Any
) -> None:
    database["inbound"].delete_many({})
    assert smsc.write(citizen.phone, "Dừng") == ["taken"]
    (kept,) = parts.inbound.latest(None, 5)
    assert (kept.sender, kept.text, kept.provider, kept.done.value) == (citizen.phone, "Dừng", "smpp", "stopped")
    assert smsc.write(citizen.phone, "Dừng") == ["taken"]  # told again, as after a lost acknowledgement
    assert len(parts.inbound.latest(None, 5)) == 1


def test_a_long_text_over_smpp_becomes_whole(
    parts: Parts, line: SmppGateway, smsc: Smsc, citizen: Citizen, database: Any
) -> None:
    database["inbound"].delete_many({})
    text = "Tôi nộp hồ sơ 😀 đã mười ngày mà chưa ai gọi lại cho tôi. " * 5
    assert set(smsc.write(citizen.phone, text)) == {"taken"}
    (kept,) = parts.inbound.latest(None, 5)
    assert (kept.text, kept.word.value) == (text.strip(), "other")


def test_while_the_store_is_away_the_centre_keeps_what_people_write(
    parts: Parts, line: SmppGateway, smsc: Smsc, citizen: Citizen, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    database["inbound"].delete_many({})
    commit = parts.work.commit
    failed: list[bool] = []

    def away_once(self: Any, *arguments: Any) -> None:
        if not failed:
            failed.append(True)
            raise StoreAway("as ordered")
        commit(*arguments)

    monkeypatch.setattr(type(parts.work), "commit", away_once)
    assert smsc.write(citizen.phone, "Chờ ba tuần rồi") == ["refused", "taken"]
    assert [one.text for one in parts.inbound.latest(None, 5)] == ["Chờ ba tuần rồi"]


def test_settings_that_contradict_each_other_are_refused(settings: Settings, database: Any) -> None:
    for changed in ({"sms_url": "http://x.example/"}, {"smpp_password": "longer than eight"}):
        with pytest.raises(InvalidSetting, match="SMPP_"):
            build(settings.replaced(**changed), database=database)


def test_a_refusal_to_bind_says_why() -> None:
    assert NotBound(0x0E).status == 0x0E
