"""Rules of sending with a store in memory: lost races are decided anew, worn-out messages are given up and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from services.notifications.domain.lane import Lane
from services.notifications.domain.message import LEASE, Channel, Message, Outcome, Receipt, Reply, Status
from services.notifications.domain.schedule import MOST_ATTEMPTS
from services.notifications.use_cases.choose_provider import Fleet
from services.notifications.use_cases.pacing import Pace
from services.notifications.use_cases.ports import BadReceipt
from services.notifications.use_cases.record_receipt import record_receipt
from services.notifications.use_cases.send_message import Sending, send_next
from shared.store.change import Change, Conflict, Context, StoreAway
from tests.support.fake_store import FakeWork
from tests.unit.notifications.samples import NOW, message

ACCEPTED = Reply(Outcome.ACCEPTED, provider_id="sms-1")


@dataclass
class FakeQueue:
    """The due messages of a FakeWork."""

    work: FakeWork

    def due(self, channel: Channel, lane: Lane, now: datetime, limit: int) -> list[Message]:
        self.work.check_away()
        places = [one for one in self.work.all(Message) if (one.channel, one.lane) == (channel, lane)]
        return [one for one in places if one.due_at and one.due_at <= now][:limit]

    def is_replaced(self, message: Message) -> bool:
        return any(one.replaces(message) for one in self.work.all(Message))

    def take(self, claimed: Message) -> bool:
        try:
            self.work.commit(Change((claimed,)), Context("test", NOW, "correlation"))
        except Conflict:
            return False
        return True

    def news(self, timeout: float) -> Iterator[None]:
        yield


@dataclass
class FakeGateway:
    """Says what it was told to; ``meanwhile`` happens during the call."""

    reply: Reply = ACCEPTED
    meanwhile: Callable[[Message], object] = lambda _: None
    name: str = "fake"
    sent: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> Reply:
        self.sent.append(message)
        self.meanwhile(message)
        return self.reply


@dataclass
class World:
    work: FakeWork
    gateway: FakeGateway
    now: datetime = NOW
    pace: Pace | None = None
    fleet: Fleet | None = None

    @property
    def sending(self) -> Sending:
        return Sending(
            Channel.SMS,
            self.fleet or Fleet.of(self.gateway),
            FakeQueue(self.work),
            self.work,
            lambda: self.now,
            self.pace,
        )

    @property
    def only(self) -> Message:
        (one,) = self.work.all(Message)
        return one

    def told(self) -> list[str]:
        return [str(fact.data["status"]) for fact in self.work.facts]


@pytest.fixture
def world() -> World:
    return World(FakeWork(message()), FakeGateway())


def test_a_due_message_is_sent_once(world: World) -> None:
    assert send_next(world.sending) is not None
    assert send_next(world.sending) is None
    assert (world.only.status, len(world.gateway.sent), world.told()) == (Status.ACCEPTED, 1, ["accepted"])


def test_the_call_is_made_with_the_claim_stored(world: World) -> None:
    seen = []
    world.gateway.meanwhile = lambda _: seen.append(world.only.status)
    send_next(world.sending)
    assert seen == [Status.SENDING]


def test_a_receipt_during_the_call_is_not_taken_back(world: World) -> None:
    def receipt(sent: Message) -> None:
        record_receipt(world.work, Receipt(sent.id, True, NOW, "sms-1"), lambda: NOW, "fake")

    world.gateway.meanwhile = receipt
    world.gateway.reply = Reply(Outcome.UNKNOWN, "no_answer")
    send_next(world.sending)
    assert (world.only.status, world.told()) == (Status.DELIVERED, ["delivered"])


def test_a_database_away_after_the_call_leaves_the_message_to_the_next(world: World) -> None:
    def goes_away(_: Message) -> None:
        world.work.away = True

    world.gateway.meanwhile = goes_away
    with pytest.raises(StoreAway):
        send_next(world.sending)
    world.work.away, world.now = False, NOW + LEASE
    world.gateway.meanwhile = lambda _: None
    send_next(world.sending)
    assert {one.id for one in world.gateway.sent} == {world.only.id}
    assert world.only.status is Status.ACCEPTED


def test_a_message_that_kills_its_senders_is_given_up_and_told(world: World) -> None:
    class Killed(BaseException):
        """As if the process were gone."""

    def die(_: Message) -> None:
        raise Killed

    world.gateway.meanwhile = die
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            send_next(world.sending)
        world.now += LEASE
    assert send_next(world.sending) is None
    assert (world.only.status, world.told()) == (Status.UNKNOWN, ["unknown"])


def test_what_is_told_names_nobody(world: World) -> None:
    send_next(world.sending)
    told = str(world.work.facts[0])
    assert world.work.facts[0].personal is None
    for secret in ("912345127", "da duoc tiep nhan"):
        assert secret not in told


def test_the_story_goes_on_under_its_correlation(world: World) -> None:
    send_next(world.sending)
    (context,) = world.work.contexts
    assert (context.correlation_id, context.causation_id) == ("correlation", "event-1")


def test_a_receipt_of_a_message_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(BadReceipt, match="unknown-message"):
        record_receipt(world.work, Receipt("0" * 32, True, NOW), lambda: NOW, "fake")
