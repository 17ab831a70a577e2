"""The agency's line to the broker: consumes its queue, publishes signed replies, comes back after every break."""

from __future__ import annotations

import logging
import random
import threading
import time
from typing import Any

import pika
import pika.exceptions
from pika.adapters.blocking_connection import BlockingChannel, BlockingConnection

from deploy.simulators.agency.desk import Desk
from deploy.simulators.agency.messages import NewDate, Note, Recall, Reply, Task, Unreadable, read_letter
from deploy.simulators.agency.papers import fetch
from deploy.simulators.agency.sheet import Sheet
from deploy.simulators.agency.signing import BadSignature, sign, verify

CONTENT_TYPE = "application/cloudevents+json"
IN_HAND = 50  # deliveries held unacknowledged while they are worked on
LONGEST_PAUSE = 10.0
log = logging.getLogger("agency")


class _Away(Exception):
    """The agency hangs up for a while, as it was told to."""


class Line:
    """One agency at its queue. A delivery is acknowledged to the broker only once its decision was confirmed, so a
    program killed at any moment gets the task again and answers the same."""

    def __init__(self, sheet: Sheet, desk: Desk) -> None:
        self._sheet = sheet
        self._desk = desk
        self._stop = threading.Event()
        self._known: set[str] = set()
        self._held: dict[int, Reply] = {}  # acknowledgements that are to come behind the decision

    def stop(self) -> None:
        """End after the message at hand."""
        self._stop.set()

    def run(self) -> None:
        """Serve until stopped; after a lost or refused connection try again with a growing pause."""
        pause = 0.2
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                self._serve()
            except _Away:
                seconds = self._desk.behaviour.of("away").seconds
                log.info("away for %g s", seconds)
                self._desk.clear_hands()
                self._stop.wait(seconds)
            except (pika.exceptions.AMQPError, OSError) as problem:
                pause = 0.2 if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
                log.warning("the broker is away (%s), next try in about %.1f s", type(problem).__name__, pause)
                self._desk.clear_hands()
                self._stop.wait(pause * random.uniform(0.7, 1.3))  # noqa: S311 - only spreads the tries

    def _serve(self) -> None:
        self._held.clear()
        parameters = pika.URLParameters(self._sheet.amqp_url)
        parameters.client_properties = {"connection_name": f"agency {self._sheet.key}"}
        connection = BlockingConnection(parameters)
        try:
            channel = connection.channel()
            channel.confirm_delivery()
            channel.basic_qos(prefetch_count=IN_HAND)
            channel.basic_consume(self._sheet.queue, self._take)
            log.info("waiting for tasks in %s", self._sheet.queue)
            self._loop(connection, channel)
        finally:
            if connection.is_open:
                connection.close()

    def _loop(self, connection: BlockingConnection, channel: BlockingChannel) -> None:
        while not self._stop.is_set():
            connection.process_data_events(self._desk.seconds_to_next(time.monotonic(), 0.5))
            # A channel closed or a queue deleted by the broker raises nothing here: look at both.
            if not channel.is_open or not channel.consumer_tags:
                raise pika.exceptions.ChannelClosed(0, "the broker ended the consumer")
            for tag, reply in self._desk.done(time.monotonic()):
                held = self._held.pop(tag, None)
                for one in (reply, held):
                    if one is not None:
                        self._say(channel, one)
                channel.basic_ack(tag)

    def _take(self, channel: BlockingChannel, method: Any, properties: pika.BasicProperties, body: bytes) -> None:
        try:
            verify(body, (properties.headers or {}).get("jws"), self._sheet.centre_keys)
            letter = read_letter(body)
        except (BadSignature, Unreadable) as problem:
            log.warning("returned to the centre: %s", problem)
            channel.basic_reject(method.delivery_tag, requeue=False)
            return
        if isinstance(letter, Recall):
            log.info("task %s is recalled: %s", letter.task_id, letter.reason)
            self._desk.drop(letter)
            channel.basic_ack(method.delivery_tag)
            return
        if isinstance(letter, NewDate):
            log.info("task %s is due at %s now", letter.task_id, letter.due_at)
            channel.basic_ack(method.delivery_tag)
            return
        if isinstance(letter, Note):
            log.info("%s of task %s: %s", letter.type, letter.task_id or "unknown", letter.words)
            channel.basic_ack(method.delivery_tag)
            return
        self._begin(channel, letter, method.delivery_tag)

    def _begin(self, channel: BlockingChannel, task: Task, tag: int) -> None:
        log.info("task %s%s: %s", task.id, " goes on" if task.resumed else "", task.procedure)
        if task.papers:
            log.info("task %s: read %d of %d papers", task.id, fetch(task.papers), len(task.papers))
        acknowledged = self._desk.take(task, tag, time.monotonic())
        if not task.resumed:
            if self._desk.behaviour.meets("out-of-order", task.id):
                self._held[tag] = acknowledged
            else:
                self._say(channel, acknowledged)
            if (told := self._desk.on_the_way(task)) is not None:
                self._say(channel, told)
        if task.id not in self._known:
            self._known.add(task.id)
            away = self._desk.behaviour.of("away")
            if away.every and len(self._known) % away.every == 0:
                raise _Away

    def _say(self, channel: BlockingChannel, reply: Reply) -> None:
        """Once, or twice where that is ordered: the very same bytes."""
        twice = self._desk.behaviour.meets("twice", reply.task_id)
        for _ in range(2 if twice else 1):
            self._publish(channel, reply)
        log.info("%s %s%s", reply.type, reply.id, ", twice" if twice else "")

    def _publish(self, channel: BlockingChannel, reply: Reply) -> None:
        """Returns once the broker has the reply safe (publisher confirm). Raises AMQPError."""
        signature = sign(reply.body, self._sheet.private_key, self._sheet.private_key_id)
        properties = pika.BasicProperties(
            content_type=CONTENT_TYPE,
            delivery_mode=2,
            message_id=reply.id,
            correlation_id=reply.correlation_id,
            user_id=self._sheet.user,
            headers={"jws": signature},
        )
        routing_key = f"{self._sheet.key}.{reply.type}"
        channel.basic_publish(self._sheet.replies_exchange, routing_key, reply.body, properties, mandatory=True)
