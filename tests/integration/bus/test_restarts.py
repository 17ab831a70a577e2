"""The broker and the database are restarted under load: everything goes on by itself, nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shared.bus.consumer import Consumer
from shared.bus.queue_loop import READY, WAITING
from shared.bus.relay import LEADING, Relay
from shared.bus.topology import inbox_queue
from tests.integration.bus.kitchen import READINGS, Bench, World, running, until
from tests.support.stack import Broker, Mongo

INBOX = inbox_queue("dining")


@contextmanager
def service(world: World, batch: int = 50) -> Iterator[tuple[Relay, Consumer]]:
    relay = Relay(world.addresses.amqp("kitchen"), "kitchen", world.outbox, must_arrive=world.registry.must_arrive)
    consumer = Consumer(world.addresses.amqp("dining"), INBOX, READINGS, world.inbox, batch=batch)
    with running(relay, consumer):
        until(lambda: relay.state == LEADING and consumer.state == READY)
        yield relay, consumer


def test_a_restart_of_the_broker_loses_and_doubles_nothing(world: World, bench: Bench, broker: Broker) -> None:
    with service(world) as (relay, consumer):
        world.boil(300)
        until(lambda: len(world.absorbed()) > 20)
        broker.stop()
        until(lambda: relay.state != LEADING and consumer.state != READY)
        world.boil(100, first=301)
        broker.start()
        until(world.all_took_effect, timeout=60)
        until(lambda: world.pending() == 0)
    world.check_exactly_once()
    assert world.parked() == []


def test_an_absent_database_is_waited_for_and_counts_as_nothing(world: World, bench: Bench, mongo: Mongo) -> None:
    with service(world) as (_, consumer):
        world.boil(300)
        until(lambda: len(world.absorbed()) > 20)
        mongo.stop()
        try:
            until(lambda: consumer.state == WAITING or bench.ready(INBOX) == 0, timeout=30)
        finally:
            mongo.start()
        until(_answers(world.all_took_effect), timeout=60)
        until(lambda: world.pending() == 0)
        world.boil(10, first=301)
        until(world.all_took_effect)
    world.check_exactly_once()
    assert world.parked() == []
    assert world.dining["deferred"].count_documents({}) == 0


def _answers(condition: Callable[[], bool]) -> Callable[[], bool]:
    """False while the database is just coming back."""

    def tried() -> bool:
        try:
            return condition()
        except Exception:
            return False

    return tried
