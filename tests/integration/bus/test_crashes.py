"""Processes are killed at each point of the event's way, paused past their lease, and ended politely: nothing is lost,
nothing takes effect twice."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from shared.bus.consumer import Consumer
from shared.bus.ports import Outgoing
from shared.bus.relay import LEADING, STANDBY, Relay
from shared.bus.topology import dead_queue, inbox_queue
from shared.store.outbox import MongoOutbox
from shared.store.parked import Parked
from tests.integration.bus.child import POISON, child, until_dead
from tests.integration.bus.kitchen import READINGS, Bench, World, running, until

INBOX = inbox_queue("dining")


@pytest.fixture(params=[1, 50])
def batch(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def consumer(world: World, batch: int) -> Consumer:
    return Consumer(world.addresses.amqp("dining"), INBOX, READINGS, world.inbox, batch=batch)


def relay(world: World) -> Relay:
    return Relay(world.addresses.amqp("kitchen"), "kitchen", world.outbox, must_arrive=world.registry.must_arrive)


def test_an_event_whose_writer_died_after_the_commit_is_published_by_the_next_relay(world: World, bench: Bench) -> None:
    world.boil(10)  # committed, and nobody has published it: as after a crash between commit and publish
    assert world.pending() == 10
    with running(relay(world), consumer(world, 50)):
        until(world.all_took_effect)
    world.check_exactly_once()


def test_a_relay_killed_between_publish_and_mark_doubles_messages_but_no_effects(world: World, bench: Bench) -> None:
    world.boil(40)
    with child(world, "relay", fault="before-mark") as dying:
        until_dead(dying)
    assert world.pending() == 40
    assert bench.ready(INBOX) == 40
    with running(relay(world), consumer(world, 50)):
        until(lambda: world.pending() == 0 and world.all_took_effect())
        until(lambda: bench.ready(INBOX) == 0)
    world.check_exactly_once()


def test_a_consumer_killed_between_commit_and_acknowledgement_doubles_no_effects(
    world: World, bench: Bench, batch: int
) -> None:
    world.boil(40)
    with running(relay(world)):
        for _ in range(3):
            with child(world, "consumer", batch=batch, fault="after-commit") as dying:
                until_dead(dying)
        assert world.absorbed()
        with running(consumer(world, batch)):
            until(world.all_took_effect)
            until(lambda: bench.ready(INBOX) == 0)
    world.check_exactly_once()
    assert world.parked() == []


def test_one_poison_is_parked_and_a_hundred_innocents_are_not(world: World, bench: Bench, batch: int) -> None:
    world.boil(50)
    world.boil(1, litres=POISON, first=51)
    world.boil(50, first=52)
    with running(relay(world)):
        until(lambda: world.pending() == 0)
    deaths = 0
    while len(world.absorbed()) < 100 or not world.parked():
        with child(world, "consumer", batch=batch, fault="poison") as one:
            until(lambda: one.died() or (len(world.absorbed()) == 100 and world.parked()), timeout=60)
            deaths += one.died()
        assert deaths <= 6, "the poison goes on killing"
    (item,) = Parked(world.dining).page().items
    assert json.loads(item.message.body)["data"] == {"litres": POISON}
    assert "died over it" in item.reason
    assert world.litres() == 100
    assert deaths == 3
    assert bench.ready(dead_queue("dining")) == 0
    assert world.dining["suspects"].count_documents({}) == 0


class NothingPending(MongoOutbox):
    """A successor that leads and publishes nothing, so that whatever arrives is the paused leader's."""

    def pending(self, limit: int) -> list[Outgoing]:
        return []


def test_a_paused_leader_never_publishes_after_its_successor_began(world: World, bench: Bench, tmp_path: Path) -> None:
    health = tmp_path / "health.json"

    def state() -> str:
        return str(json.loads(health.read_text())["parts"]["relay"]) if health.exists() else ""

    with child(world, "relay", health=health) as paused:
        until(lambda: state() == LEADING)
        paused.signal(signal.SIGSTOP)
        successor = Relay(
            world.addresses.amqp("kitchen"),
            "kitchen",
            NothingPending(world.kitchen),
            must_arrive=world.registry.must_arrive,
        )
        with running(successor):
            until(lambda: successor.state == LEADING, timeout=40)  # when the broker has missed two heartbeats
            world.boil(700)
            paused.signal(signal.SIGCONT)
            until(lambda: state() == STANDBY, timeout=40)
            assert bench.ready(INBOX) == 0
            assert world.pending() == 700
        until(lambda: world.pending() == 0)
        assert bench.ready(INBOX) == 700


def test_sigterm_drains_and_loses_nothing(world: World, bench: Bench, batch: int, tmp_path: Path) -> None:
    world.boil(400)
    health = tmp_path / "health.json"
    with running(relay(world)):
        with child(world, "worker", batch=batch, health=health) as one:
            until(lambda: health.exists() and json.loads(health.read_text())["ready"])
            until(lambda: len(world.absorbed()) >= 20)
            one.signal(signal.SIGTERM)
            assert one.wait() == 0
        assert not health.exists()
        until(lambda: world.pending() == 0)
        absorbed = len(world.absorbed())
        assert bench.ready(INBOX) == 400 - absorbed
        with running(consumer(world, batch)):
            until(world.all_took_effect, timeout=40)
    world.check_exactly_once()


def test_random_kills_of_a_worker_lose_and_double_nothing(world: World, bench: Bench) -> None:
    with running(relay(world)):
        for round in range(4):
            world.boil(100, first=1 + 100 * round)
            with child(world, "worker") as one:
                until(lambda: len(world.absorbed()) >= 100 * round + 30, timeout=40)  # noqa: B023
                one.signal(signal.SIGKILL)
                one.wait()
        with child(world, "worker"):
            until(world.all_took_effect, timeout=60)
    world.check_exactly_once()
    assert world.parked() == []
