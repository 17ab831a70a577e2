"""What an agency may do on the broker, tried with the rights that provisioning gives."""

from __future__ import annotations

from collections.abc import Callable
from operator import methodcaller
from typing import Any

import pika
import pika.exceptions
import pytest

from deploy.simulators.agency.sheet import Sheet, read_sheet
from services.routing.use_cases.keep_agencies import keep_agency
from tests.integration.agencies.centre import Centre

PARENT, CHILD = "H99.11.02", "H99.11.02.001"
REFUSED = (pika.exceptions.ChannelClosedByBroker, pika.exceptions.ConnectionClosedByBroker)


@pytest.fixture
def parent_and_child(centre: Centre) -> tuple[Sheet, Sheet]:
    """Two agencies of which one's code begins with the other's."""
    keep_agency(
        centre.parts.work,
        centre.parts.context("test"),
        code=CHILD,
        name="Tổ cấp phép",
        name_en="Permits",
        calendar="H99",
    )
    return read_sheet(centre.provision(PARENT)), read_sheet(centre.provision(CHILD))


def refused(centre: Centre, sheet: Sheet, act: Callable[[Any], object]) -> bool:
    """Whether the broker refuses it (ACCESS_REFUSED, 403)."""
    try:
        with centre.channel(sheet.amqp_url) as channel:
            act(channel)
    except REFUSED as problem:
        return bool(problem.reply_code == 403)
    return False


def test_an_agency_reads_its_own_queue_only(centre: Centre, parent_and_child: tuple[Sheet, Sheet]) -> None:
    for me, other in (parent_and_child, parent_and_child[::-1]):
        assert not refused(centre, me, methodcaller("basic_get", me.queue))
        assert refused(centre, me, methodcaller("basic_get", other.queue))
        assert refused(centre, me, methodcaller("queue_purge", other.queue))
        assert refused(centre, me, methodcaller("basic_get", "routing.replies"))


def test_an_agency_answers_under_its_own_key_only(centre: Centre, parent_and_child: tuple[Sheet, Sheet]) -> None:
    def publish(exchange: str, key: str, **properties: Any) -> Callable[[Any], object]:
        return lambda channel: channel.basic_publish(exchange, key, b"{}", pika.BasicProperties(**properties))

    for me, other in (parent_and_child, parent_and_child[::-1]):
        own, foreign = f"{me.key}.agency.task.decided.v1", f"{other.key}.agency.task.decided.v1"
        assert not refused(centre, me, publish("agency.replies", own, user_id=me.user))
        assert refused(centre, me, publish("agency.replies", foreign, user_id=me.user))
        assert refused(centre, me, publish("agency.replies", f"{me.key}-x.agency.task.decided.v1"))
        assert refused(centre, me, publish("agency.replies", me.key))
        assert refused(centre, me, publish("agency.tasks", other.key))
        assert refused(centre, me, publish("", other.queue))
        assert refused(centre, me, publish("routing.events", "routing.case.decided.v1"))


def test_the_broker_refuses_a_user_id_that_is_not_the_senders(
    centre: Centre, parent_and_child: tuple[Sheet, Sheet]
) -> None:
    me, other = parent_and_child
    with pytest.raises(pika.exceptions.ChannelClosedByBroker) as problem, centre.channel(me.amqp_url) as channel:
        channel.basic_publish(
            "agency.replies", f"{me.key}.agency.task.decided.v1", b"{}", pika.BasicProperties(user_id=other.user)
        )
    assert problem.value.reply_code == 406


FORBIDDEN: dict[str, Callable[[Any], object]] = {
    "declare a queue": lambda channel: channel.queue_declare("agency.mine", durable=True),
    "declare a queue without a name": lambda channel: channel.queue_declare("", exclusive=True),
    "declare an exchange": lambda channel: channel.exchange_declare("agency.mine"),
    "delete its own queue": lambda channel: channel.queue_delete("agency.H99-11-02.tasks"),
    "delete another's queue": lambda channel: channel.queue_delete("routing.inbox"),
    "delete an exchange": lambda channel: channel.exchange_delete("agency.replies"),
    "listen to events": lambda channel: channel.queue_bind("agency.H99-11-02.tasks", "intake.events", "#"),
    "cut itself off": lambda channel: channel.queue_unbind("agency.H99-11-02.tasks", "agency.tasks", "H99-11-02"),
}


def test_an_agency_declares_deletes_and_binds_nothing(centre: Centre) -> None:
    me = read_sheet(centre.provision(PARENT))
    assert [what for what, act in FORBIDDEN.items() if not refused(centre, me, act)] == []
