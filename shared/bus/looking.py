"""Looks into queues without taking anything out: how much waits there, and whether anybody listens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pika
from pika.exceptions import AMQPError, ChannelClosedByBroker

from shared.bus.connecting import RELAY_HEARTBEAT, connection_parameters


@dataclass(frozen=True, slots=True)
class QueueLook:
    """``ready`` messages lie in the queue; what consumers hold without having settled it is not counted."""

    ready: int
    consumers: int


def look_into(amqp_url: str, queues: Iterable[str]) -> dict[str, QueueLook]:
    """What was seen, by queue; a queue that is not there, and all while the broker is away, are left out."""
    found: dict[str, QueueLook] = {}
    try:
        connection = pika.BlockingConnection(connection_parameters(amqp_url, "look", heartbeat=RELAY_HEARTBEAT))
    except (AMQPError, OSError):
        return found
    try:
        for queue in queues:
            try:
                seen = connection.channel().queue_declare(queue, passive=True).method
            except ChannelClosedByBroker:
                continue
            found[queue] = QueueLook(seen.message_count, seen.consumer_count)
    except (AMQPError, OSError):
        return found
    finally:
        if connection.is_open:
            connection.close()
    return found
