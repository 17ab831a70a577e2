"""One consumer on one queue: its own connection, a backlog in this process, and eyes on what pika does not tell."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pika
from pika.exceptions import AMQPError


class SubscriptionLost(Exception):
    """The broker ended the subscription without an error: the queue was deleted, or an acknowledgement was wrong."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as it came; ``tag`` rises within one subscription, ``user`` is the broker-checked user id."""

    tag: int
    body: bytes
    headers: Mapping[str, Any]
    routing_key: str
    redelivered: bool
    user: str | None


class Subscription:
    """Connects at once. Every call may raise AMQPError or SubscriptionLost; then it is over, and what was not
    acknowledged comes back."""

    def __init__(self, parameters: pika.connection.Parameters, queue: str, prefetch: int) -> None:
        self.backlog: deque[Delivery] = deque()
        self._queue = queue
        self._connection = pika.BlockingConnection(parameters)
        try:
            self._channel = self._connection.channel()
            self._consume(prefetch)
        except BaseException:
            self.close()
            raise

    def turn(self, seconds: float) -> None:
        """Serve heartbeats and take what arrives, for at most so long."""
        self._connection.process_data_events(seconds)
        # A queue that was deleted leaves the channel open without its consumer; a bad ack leaves it closed. Neither
        # raises here.
        if not self._channel.is_open or not self._channel.consumer_tags:
            raise SubscriptionLost(f"the broker ended the subscription to {self._queue}")

    def serve_heartbeats(self, seconds: float) -> None:
        """Wait without losing the connection, also after ``stop_taking``."""
        self._connection.process_data_events(seconds)

    def acknowledge(self, tag: int) -> None:
        """This message and all before it are done with."""
        self._channel.basic_ack(tag, multiple=True)

    def acknowledge_and_widen(self, tag: int, prefetch: int) -> None:
        """The same, and from now on take more at once, unless taking has been stopped.

        The consumer is cancelled before the message is acknowledged: while the only place is taken none can arrive in
        between, which would go back to the queue marked as redelivered.
        """
        taking = self._cancel()
        self._channel.basic_ack(tag, multiple=True)
        if taking:
            self._consume(prefetch)

    def stop_taking(self) -> None:
        """Let nothing more come; the backlog can still be handled and acknowledged.

        What is on its way in this very moment goes back to the queue, marked as redelivered.
        """
        self._connection.process_data_events(0)
        self._cancel()

    def close(self) -> None:
        """Give the rest of the backlog back."""
        self.backlog.clear()
        with suppress(AMQPError, OSError):
            self._connection.close()

    def _cancel(self) -> bool:
        consumers = list(self._channel.consumer_tags)
        for consumer in consumers:
            self._channel.basic_cancel(consumer)
        return bool(consumers)

    def _consume(self, prefetch: int) -> None:
        self._channel.basic_qos(prefetch_count=prefetch)
        self._channel.basic_consume(self._queue, self._take)

    def _take(self, _channel: Any, method: Any, properties: Any, body: bytes) -> None:
        self.backlog.append(
            Delivery(
                method.delivery_tag,
                body,
                properties.headers or {},
                method.routing_key,
                method.redelivered,
                properties.user_id,
            )
        )
