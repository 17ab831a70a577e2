"""The relay against a real broker: everything confirmed once marked, nothing blocked, one leader."""

from __future__ import annotations

from typing import Any

import pytest

from shared.bus.hooks import Hooks
from shared.bus.relay import LEADING, STANDBY, Relay
from shared.bus.topology import inbox_queue
from shared.store.change import Address, Change, Fact
from tests.integration.bus.kitchen import BOILED, EMPTIED, Bench, World, running, until
from tests.unit.bus.samples import context

INBOX = inbox_queue("dining")


def relay(world: World, **options: Any) -> Relay:
    return Relay(
        world.addresses.amqp("kitchen"), "kitchen", world.outbox, must_arrive=world.registry.must_arrive, **options
    )


def test_pending_events_are_published_and_marked(world: World, bench: Bench) -> None:
    world.boil(1200)
    published: list[int] = []
    with running(relay(world, hooks=Hooks(published=published.append))):
        until(lambda: world.pending() == 0)
    assert sum(published) == 1200
    messages = bench.drain(INBOX)
    assert {properties.message_id for _, properties, _ in messages} == world.told()
    method, properties, _ = messages[0]
    assert (method.exchange, method.routing_key) == ("kitchen.events", BOILED)
    assert properties.content_type == "application/cloudevents+json"
    assert (properties.delivery_mode, properties.user_id, properties.correlation_id) == (2, "kitchen", "tea-time")


def test_a_new_event_wakes_the_relay(world: World, bench: Bench) -> None:
    one = relay(world)
    with running(one):
        until(lambda: one.state == LEADING)
        world.boil(1)
        until(lambda: bench.ready(INBOX) == 1)
        until(lambda: world.pending() == 0)


def test_an_event_that_nobody_reads_is_published_all_the_same(world: World, bench: Bench) -> None:
    world.boil(1, type=EMPTIED)
    with running(relay(world)):
        until(lambda: world.pending() == 0)


def test_a_returned_event_waits_and_blocks_no_other(world: World, bench: Bench) -> None:
    with bench.channel() as channel:
        channel.queue_unbind(INBOX, "kitchen.events", BOILED)
    world.boil(3)
    world.boil(1, type=EMPTIED, first=4)
    returned: list[int] = []
    with running(relay(world, hooks=Hooks(returned=returned.append))):
        until(lambda: world.pending() == 3)
        until(lambda: sum(returned) >= 3)
        held = world.kitchen["events"].find_one({"pending": True})
        assert held is not None
        assert "NO_ROUTE" in held["held"]["reason"]
        bench.declare()
        until(lambda: world.pending() == 0)
    assert bench.ready(INBOX) == 3


@pytest.mark.parametrize("exchange", ["no.such.exchange", "dining.events"])
def test_an_exchange_that_is_missing_or_forbidden_blocks_only_its_own_rows(
    world: World, bench: Bench, exchange: str
) -> None:
    lost = Fact(BOILED, "guest-1", 7, {"litres": 1}, address=Address(exchange, "x"))
    world.kitchen_work.commit(Change(facts=(lost,)), context())
    world.boil(10, first=10)
    with running(relay(world)):
        until(lambda: bench.ready(INBOX) >= 10)
        until(lambda: world.pending() == 1)
        until(lambda: world.kitchen["events"].count_documents({"held.reason": {"$regex": exchange}}) == 1)


def test_of_two_relays_one_leads_and_the_other_takes_over(world: World, bench: Bench) -> None:
    first, second = relay(world), relay(world)
    with running(first) as (one,):
        until(lambda: first.state == LEADING)
        with running(second):
            until(lambda: second.state == STANDBY)
            world.boil(5)
            until(lambda: world.pending() == 0)
            one.stop()
            until(lambda: second.state == LEADING)
            world.boil(5, first=6)
            until(lambda: world.pending() == 0)
    assert bench.ready(INBOX) == 10


def test_a_full_inbox_refuses_and_the_events_wait_in_the_store(world: World, bench: Bench) -> None:
    bench.admin._call(
        "PUT",
        ("policies", bench.admin.vhost, "tight"),
        {
            "pattern": f"^{INBOX}$",
            "priority": 99,
            "apply-to": "queues",
            "definition": {"max-length": 5, "overflow": "reject-publish"},
        },
    )
    with running(relay(world)):

        def some_wait() -> bool:
            # A quorum queue says that it is full when it already is: more must come until one is refused.
            if world.pending() == 0:
                world.boil(20, first=world.kitchen["events"].count_documents({}) + 1)
            return world.kitchen["events"].count_documents({"held.reason": {"$regex": "full"}}) > 0

        until(some_wait)
        bench.admin._call("DELETE", ("policies", bench.admin.vhost, "tight"))
        until(lambda: world.pending() == 0, timeout=30)
    assert {properties.message_id for _, properties, _ in bench.drain(INBOX)} == world.told()
