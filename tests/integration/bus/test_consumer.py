"""The consumer against a real broker and database: each event once, whatever comes, one by one and in batches."""

from __future__ import annotations

import hashlib
import json
import random
from datetime import UTC, datetime, timedelta

import pytest

from shared.bus.consumer import Consumer
from shared.bus.dead_letters import DeadLetters
from shared.bus.deferred_replay import DeferredReplay
from shared.bus.hooks import Hooks
from shared.bus.parts import bus_parts
from shared.bus.queue_loop import READY
from shared.bus.relay import Relay
from shared.bus.republish import republish
from shared.bus.topology import dead_queue, inbox_queue
from shared.store.history import EventHistory
from shared.store.inbox import MongoInbox
from shared.store.outbox import MongoOutbox
from shared.store.parked import Parked
from tests.integration.bus.kitchen import BOILED, READINGS, Bench, World, bodies_of, running, until
from tests.unit.bus.samples import NOON

INBOX = inbox_queue("dining")


@pytest.fixture(params=[1, 50])
def batch(request: pytest.FixtureRequest) -> int:
    """One by one, and in batches: the same rules hold."""
    return int(request.param)


def consumer(world: World, batch: int, **options: object) -> Consumer:
    return Consumer(world.addresses.amqp("dining"), INBOX, READINGS, world.inbox, batch=batch, **options)  # type: ignore[arg-type]


def kitchen_relay(world: World) -> Relay:
    return Relay(world.addresses.amqp("kitchen"), "kitchen", world.outbox, must_arrive=world.registry.must_arrive)


def told(world: World, count: int, *, guests: int = 5, litres: int = 1, first: int = 1) -> list[bytes]:
    """Bodies of events that the kitchen stored."""
    before = world.told()
    world.boil(count, guests=guests, litres=litres, first=first)
    return bodies_of(world, world.told() - before)


def test_events_take_effect_once_and_tell_on(world: World, bench: Bench, batch: int) -> None:
    world.boil(150)
    handled: list[int] = []
    with running(kitchen_relay(world), consumer(world, batch, hooks=Hooks(handled=handled.append))):
        until(world.all_took_effect)
    world.check_exactly_once()
    assert sum(handled) == 150
    assert max(handled) <= batch
    assert bench.ready(INBOX) == 0


def test_a_duplicate_delivery_changes_nothing(world: World, bench: Bench, batch: int) -> None:
    bodies = told(world, 60) * 3
    random.Random(7).shuffle(bodies)
    repeated: list[int] = []
    bench.publish(*bodies)
    with running(consumer(world, batch, hooks=Hooks(repeated=repeated.append))):
        until(lambda: bench.ready(INBOX) == 0 and world.all_took_effect())
    world.check_exactly_once()
    assert bench.ready(INBOX) == 0


def test_two_copies_share_the_work(world: World, bench: Bench, batch: int) -> None:
    bench.publish(*told(world, 120, guests=3))
    with running(consumer(world, batch), consumer(world, batch)):
        until(world.all_took_effect)
    world.check_exactly_once()


UNREADABLE = [
    (b"no json at all", "body"),
    (b"\x00\xff\xfe", "body"),
    (b"{}", "specversion"),
    (
        json.dumps(
            {
                "specversion": "1.0",
                "id": "x",
                "source": "/s",
                "type": "kitchen.kettle.sang.v1",
                "subject": "s",
                "time": "2026-10-05T05:00:00Z",
                "sequence": 1,
                "correlationid": "c",
                "data": {},
            }
        ).encode(),
        "type",
    ),
    (b'"' + b"x" * 1_200_000 + b'"', "bytes"),
]


def test_what_nobody_can_read_is_parked_whole_and_blocks_nothing(world: World, bench: Bench, batch: int) -> None:
    good = told(world, 20)
    bench.publish(*good[:10], *(body for body, _ in UNREADABLE), *good[10:], headers={"from": "a stranger"})
    parked: list[int] = []
    with running(consumer(world, batch, hooks=Hooks(parked=parked.append))):
        until(lambda: world.all_took_effect() and len(world.parked()) == len(UNREADABLE))
    world.check_exactly_once()
    page = Parked(world.dining).page()
    kept = {item.message.body: item for item in page.items}
    for body, reason in UNREADABLE:
        assert reason in kept[body].reason
        assert kept[body].message.headers == {"from": "a stranger"}
        assert kept[body].message.routing_key == BOILED
    assert sum(parked) == len(UNREADABLE)
    assert bench.ready(INBOX) == 0


def test_a_message_too_large_for_any_document_is_parked_by_its_beginning_and_digest(world: World, bench: Bench) -> None:
    body = b"x" * (17 * 1024 * 1024)
    bench.publish(body, *told(world, 3))
    with running(consumer(world, 50)):
        until(lambda: world.all_took_effect() and len(world.parked()) == 1)
    (item,) = Parked(world.dining).page().items
    assert hashlib.sha256(body).hexdigest() in item.reason
    assert len(item.message.body) > 1_000_000


def test_each_fault_of_a_handler_falls_out_of_its_batch_alone(world: World, bench: Bench, batch: int) -> None:
    bodies = [
        *told(world, 10),
        *told(world, 1, litres=-1, first=11),
        *told(world, 1, litres=-2, first=12),
        *told(world, 1, litres=-3, first=13),
        *told(world, 10, first=14),
    ]
    bench.publish(*bodies)
    with running(consumer(world, batch)):
        until(
            lambda: (
                len(world.absorbed()) == 20
                and world.dining["deferred"].count_documents({}) == 2
                and len(world.parked()) == 1
            )
        )
    reasons = sorted(row["reason"] for row in world.dining["deferred"].find())
    assert "the cup is not there" in reasons[1]
    assert reasons[0].startswith("KeyError in pour (kitchen.py:")
    assert "Lan" not in str(reasons)
    assert "no cup takes this" in world.parked()[0]["reason"]


def test_a_deferred_event_is_taken_up_again_and_parked_after_the_last_attempt(
    world: World, bench: Bench, batch: int
) -> None:
    bench.publish(*told(world, 1, litres=-1), *told(world, 1, litres=-3, first=2))
    with running(consumer(world, batch)):
        until(lambda: world.dining["deferred"].count_documents({}) == 2)
    later = [datetime.now(UTC)]
    inbox = MongoInbox(world.dining_work, service="dining")
    replay = DeferredReplay(inbox, READINGS, clock=lambda: later[0])
    for _ in range(20):
        later[0] += timedelta(days=2)
        replay.run_once(lambda seconds: None)
    assert world.dining["deferred"].count_documents({}) == 0
    assert len(world.parked()) == 2
    assert world.absorbed() == []


def test_an_event_that_came_too_early_takes_effect_when_it_can(world: World, bench: Bench) -> None:
    bench.publish(*told(world, 1))
    (reading,) = READINGS
    early = [True]

    def not_at_first(received: object, loaded: object) -> object:
        if early[0]:
            raise RuntimeError("a passing fault")
        return reading.apply(received, loaded)  # type: ignore[arg-type]

    readings = (type(reading)(BOILED, reading.schema, reading.needs, not_at_first, reading.order),)  # type: ignore[arg-type]
    with running(Consumer(world.addresses.amqp("dining"), INBOX, readings, world.inbox)):
        until(lambda: world.dining["deferred"].count_documents({}) == 1)
    early[0] = False
    with running(DeferredReplay(world.inbox, readings)):
        until(world.all_took_effect)
        until(lambda: world.dining["deferred"].count_documents({}) == 0)
    world.check_exactly_once()


def test_a_parked_message_that_is_replayed_takes_effect(world: World, bench: Bench) -> None:
    bench.publish(*told(world, 3))
    with running(Consumer(world.addresses.amqp("dining"), INBOX, (), world.inbox)):
        until(lambda: len(world.parked()) == 3)
    parked = Parked(world.dining)
    for item in parked.page().items:
        parked.replay(item.id, who="staff:cook")
    with running(DeferredReplay(world.inbox, READINGS)):
        until(world.all_took_effect)
    world.check_exactly_once()


def test_a_dead_message_is_parked_with_where_it_died(world: World, bench: Bench) -> None:
    (body,) = told(world, 1)
    bench.publish(body)
    with bench.channel() as channel:
        method, _, _ = channel.basic_get(INBOX)
        channel.basic_reject(method.delivery_tag, requeue=False)
    with running(DeadLetters(world.addresses.amqp("dining"), dead_queue("dining"), world.inbox)):
        until(lambda: len(world.parked()) == 1)
    (item,) = Parked(world.dining).page().items
    assert item.message.body == body
    assert item.message.routing_key == BOILED
    assert (item.message.event_id, item.message.type) == (next(iter(world.told())), BOILED)
    assert INBOX in item.reason
    assert "rejected" in item.reason


def test_a_deleted_queue_under_a_consumer_recovers(world: World, bench: Bench, batch: int) -> None:
    one = consumer(world, batch)
    with running(one):
        until(lambda: one.state == READY)
        bench.admin.delete_queue(INBOX)
        until(lambda: one.state != READY)
        bench.declare()
        bench.publish(*told(world, 5))
        until(world.all_took_effect)
    world.check_exactly_once()


def test_a_closed_connection_under_a_consumer_recovers(world: World, bench: Bench, batch: int) -> None:
    one = consumer(world, batch)
    bench.publish(*told(world, 5))
    with running(one):
        until(world.all_took_effect)
        until(lambda: bench.admin._call("GET", ("vhosts", bench.admin.vhost, "connections")))
        for connection in bench.admin._call("GET", ("vhosts", bench.admin.vhost, "connections")):
            bench.admin._call("DELETE", ("connections", connection["name"]), missing=True)
        bench.publish(*told(world, 5, first=6))
        until(world.all_took_effect)
    world.check_exactly_once()


def test_kept_events_are_repeated_to_one_reader_and_change_nothing_twice(world: World, bench: Bench) -> None:
    world.boil(30)
    with running(kitchen_relay(world), consumer(world, 50)):
        until(world.all_took_effect)
    for name in ("tallies", "inbox", "events"):
        world.dining[name].delete_many({})
    history = EventHistory(world.kitchen)
    for _ in range(2):
        kept = history.between(NOON, NOON + timedelta(seconds=1))
        done = republish(world.addresses.amqp("kitchen"), "kitchen", "dining", kept, world.registry)
        assert (done.sent, done.skipped, done.failed) == (30, 0, {})
    with running(consumer(world, 50)):
        until(world.all_took_effect)
        until(lambda: bench.ready(INBOX) == 0)
    world.check_exactly_once()


def test_republishing_to_a_service_that_reads_nothing_of_it_is_refused(world: World, bench: Bench) -> None:
    with pytest.raises(ValueError, match="kitchen reads no events of kitchen"):
        republish(world.addresses.amqp("kitchen"), "kitchen", "kitchen", [], world.registry)


def test_the_standard_parts_of_a_service_work_together(world: World, bench: Bench, batch: int) -> None:
    world.boil(20)
    parts = bus_parts(
        "dining",
        world.addresses.amqp("dining"),
        MongoOutbox(world.dining),
        world.inbox,
        world.registry,
        readings=READINGS,
        batch=batch,
    )
    assert set(parts.worker) == {"relay", "inbox", "dead letters", "replies", "returned tasks", "deferred"}
    with running(kitchen_relay(world), *parts.worker.values()):
        until(world.all_took_effect)
        until(lambda: world.dining["events"].count_documents({"pending": True}) == 0)
        until(lambda: all(part.state in ("ready", "leading") for part in parts.worker.values()))
    assert bench.ready(inbox_queue("kitchen")) == 20
