"""What an agency's user may do on a real broker, above all a parent agency against its child."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pika
import pytest

from shared.bus.provisioning import provision_agency, withdraw_agency
from shared.bus.topology import agency_queue, agency_reply_routing_key, agency_returned_queue, agency_user
from tests.integration.bus.kitchen import Bench, until
from tests.unit.bus.samples import TASTED

PARENT, CHILD = "T99", "T99-11"
REPLIES = "dining.replies"


@pytest.fixture(scope="module")
def bench(shared_bench: Bench) -> Iterator[Bench]:
    for key in (PARENT, CHILD):
        provision_agency(shared_bench.admin, key, f"{key}-password")
    yield shared_bench
    for key in (PARENT, CHILD):
        withdraw_agency(shared_bench.admin, key)


@pytest.fixture(autouse=True)
def empty_queues(bench: Bench) -> Iterator[None]:
    yield
    for queue in (REPLIES, agency_queue(PARENT), agency_queue(CHILD), agency_returned_queue()):
        bench.drain(queue)


def channel_of(bench: Bench, key: str) -> AbstractContextManager[Any]:
    return bench.channel_of(agency_user(key), f"{key}-password")


def refused(bench: Bench, key: str, action: Callable[[Any], object]) -> bool:
    return bench.refuses(agency_user(key), f"{key}-password", action)


@pytest.mark.parametrize(("key", "other"), [(PARENT, CHILD), (CHILD, PARENT)])
class TestAnAgency:
    """Both ways: the child's key begins with its parent's."""

    def test_reads_its_own_queue(self, bench: Bench, key: str, other: str) -> None:
        bench.publish(b"task", exchange="agency.tasks", routing_key=key)
        with channel_of(bench, key) as channel:
            method, _, body = channel.basic_get(agency_queue(key))
            assert body == b"task"
            channel.basic_ack(method.delivery_tag)
        assert bench.ready(agency_queue(other)) == 0

    def test_answers_as_itself(self, bench: Bench, key: str, other: str) -> None:
        with channel_of(bench, key) as channel:
            channel.basic_publish(
                "agency.replies",
                agency_reply_routing_key(key, TASTED),
                b"good tea",
                pika.BasicProperties(user_id=agency_user(key)),
                mandatory=True,
            )
        ((method, properties, body),) = bench.drain(REPLIES)
        assert (method.routing_key, properties.user_id, body) == (f"{key}.{TASTED}", agency_user(key), b"good tea")

    def test_cannot_read_the_other(self, bench: Bench, key: str, other: str) -> None:
        assert refused(bench, key, lambda channel: channel.basic_get(agency_queue(other)))
        assert refused(bench, key, lambda channel: channel.basic_consume(agency_queue(other), lambda *_: None))

    @pytest.mark.parametrize("queue", [REPLIES, "dining.inbox", "dining.dead", "agency.returned"])
    def test_cannot_read_the_centre(self, bench: Bench, key: str, other: str, queue: str) -> None:
        assert refused(bench, key, lambda channel: channel.basic_get(queue))

    def test_cannot_answer_as_the_other(self, bench: Bench, key: str, other: str) -> None:
        assert refused(
            bench,
            key,
            lambda channel: channel.basic_publish("agency.replies", agency_reply_routing_key(other, TASTED), b"forged"),
        )
        assert refused(
            bench,
            key,
            lambda channel: channel.basic_publish(
                "agency.replies",
                agency_reply_routing_key(key, TASTED),
                b"forged",
                pika.BasicProperties(user_id=agency_user(other)),
            ),
        )
        assert bench.ready(REPLIES) == 0

    @pytest.mark.parametrize(
        "exchange",
        [
            "",
            "agency.tasks",
            "kitchen.events",
            "dining.events",
            "agency.returned",
            "dining.dead",
            "kitchen.replay",
            "amq.topic",
        ],
    )
    def test_cannot_write_anywhere_else(self, bench: Bench, key: str, other: str, exchange: str) -> None:
        assert refused(bench, key, lambda channel: channel.basic_publish(exchange, agency_queue(other), b"forged"))
        assert bench.ready(agency_queue(other)) == 0

    def test_cannot_declare_bind_or_delete(self, bench: Bench, key: str, other: str) -> None:
        own = agency_queue(key)
        assert refused(bench, key, lambda channel: channel.queue_declare("of.my.own"))
        assert refused(bench, key, lambda channel: channel.queue_declare("", exclusive=True))
        assert refused(bench, key, lambda channel: channel.exchange_declare("of.my.own"))
        assert refused(bench, key, lambda channel: channel.queue_bind(own, "agency.tasks", other))
        assert refused(bench, key, lambda channel: channel.queue_delete(own))
        assert refused(bench, key, lambda channel: channel.exchange_delete("agency.replies"))

    def test_what_it_refuses_comes_back_to_the_centre(self, bench: Bench, key: str, other: str) -> None:
        bench.publish(b"task", exchange="agency.tasks", routing_key=key)
        with channel_of(bench, key) as channel:
            method, _, _ = channel.basic_get(agency_queue(key))
            channel.basic_reject(method.delivery_tag, requeue=False)
        until(lambda: bench.ready(agency_returned_queue()) == 1)


def test_a_withdrawn_agency_is_shut_out_and_its_tasks_stay(bench: Bench) -> None:
    bench.publish(b"task", exchange="agency.tasks", routing_key=CHILD)
    withdraw_agency(bench.admin, CHILD)
    withdraw_agency(bench.admin, CHILD)
    with pytest.raises(pika.exceptions.AMQPConnectionError), channel_of(bench, CHILD):
        pass
    assert bench.ready(agency_queue(CHILD)) == 1
    provision_agency(bench.admin, CHILD, f"{CHILD}-password")


def test_provisioning_again_changes_the_password_and_keeps_the_tasks(bench: Bench) -> None:
    bench.publish(b"task", exchange="agency.tasks", routing_key=CHILD)
    provision_agency(bench.admin, CHILD, f"{CHILD}-password")
    with channel_of(bench, CHILD) as channel:
        assert channel.basic_get(agency_queue(CHILD), auto_ack=True)[2] == b"task"
