"""What agencies answer: who said it stays with the message, and it never passes for what a service told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pika
import pytest

from shared.bus.consumer import Consumer
from shared.bus.deferred_replay import DeferredReplay
from shared.bus.provisioning import provision_agency, withdraw_agency
from shared.bus.reading import Received
from shared.bus.topology import agency_reply_routing_key, agency_user, replies_queue
from shared.store.change import NOTHING, Change, Loaded
from shared.store.parked import Parked
from tests.integration.bus.kitchen import BOILED, READINGS, Bench, World, running, until
from tests.unit.bus.samples import TASTED, reading

KEY = "T98"


@pytest.fixture
def agency(bench: Bench) -> Iterator[str]:
    """A provisioned agency's user."""
    yield provision_agency(bench.admin, KEY, "agency-password")
    withdraw_agency(bench.admin, KEY)


def said(type: str = TASTED, id: str = "said-1") -> bytes:
    return json.dumps(
        {
            "specversion": "1.0",
            "id": id,
            "source": f"/agency/{KEY}",
            "type": type,
            "subject": "guest-1",
            "sequence": 1,
            "time": "2026-10-05T05:00:00Z",
            "correlationid": "tea",
            "data": {"litres": 1},
        }
    ).encode()


def answer(bench: Bench, user: str, *bodies: bytes, named: bool = True) -> None:
    with bench.channel_of(user, "agency-password") as channel:
        for body in bodies:
            channel.basic_publish(
                "agency.replies",
                agency_reply_routing_key(KEY, TASTED),
                body,
                pika.BasicProperties(user_id=user if named else None, headers={"jws": "h..s"}),
                mandatory=True,
            )


class Heard:
    """A handler that remembers what it heard, after some failures."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.received: list[Received] = []

    def __call__(self, received: Received, loaded: Loaded) -> Change:
        if self.failures:
            self.failures -= 1
            raise RuntimeError
        self.received.append(received)
        return NOTHING


def replies(world: World, heard: Any) -> Consumer:
    readings = (reading(TASTED, apply=heard),)
    return Consumer(world.addresses.amqp("dining"), replies_queue("dining"), readings, world.inbox)


def test_an_answer_keeps_its_sender_headers_and_bytes_also_after_it_was_put_off(
    world: World, bench: Bench, agency: str
) -> None:
    heard = Heard(failures=1)
    answer(bench, agency, said())
    with running(replies(world, heard)):
        until(lambda: world.dining["deferred"].count_documents({}) == 1)
    with running(DeferredReplay(world.inbox, READINGS, replies=(reading(TASTED, apply=heard),))):
        until(lambda: heard.received)
    (received,) = heard.received
    assert (received.user, received.routing_key) == (agency_user(KEY), f"{KEY}.{TASTED}")
    assert (received.raw, received.headers) == (said(), {"jws": "h..s"})


def test_an_answer_without_a_sender_is_heard_as_such(world: World, bench: Bench, agency: str) -> None:
    heard = Heard()
    answer(bench, agency, said(), named=False)
    with running(replies(world, heard)):
        until(lambda: heard.received)
    assert heard.received[0].user is None


def test_an_agency_that_says_what_only_a_service_may_say_is_parked_also_when_replayed(
    world: World, bench: Bench, agency: str
) -> None:
    answer(bench, agency, said(BOILED))
    with running(replies(world, Heard())):
        until(lambda: len(world.parked()) == 1)
    parked = Parked(world.dining)
    (item,) = parked.page().items
    assert item.message.user == agency_user(KEY)
    parked.replay(item.id, who="staff:cook")
    with running(DeferredReplay(world.inbox, READINGS, replies=(reading(TASTED, apply=Heard()),))):
        until(lambda: [one["times"] for one in world.parked() if one["state"] == "parked"] == [2])
    assert world.absorbed() == []
