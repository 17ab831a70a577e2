"""The centre's line: puts letters into the agency's queue, hears what comes back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import pika

from deploy.simulators.agency.signing import sign
from deploy.simulators.agency_check import contract
from deploy.simulators.agency_check.hearing import GivenBack, Heard, heard
from deploy.simulators.agency_check.place import REPLIES, Place, SigningKey, connection
from shared.bus import topology


@dataclass(frozen=True, slots=True)
class Letter:
    """Bytes with the signature that goes with them, however wrong; ``id`` is the message's."""

    id: str
    body: bytes
    jws: str | None


def letter(event: dict[str, Any], key: SigningKey) -> Letter:
    """An event as the centre writes it."""
    return signed(event["id"], json.dumps(event, separators=(",", ":")).encode(), key)


def signed(id: str, body: bytes, key: SigningKey) -> Letter:
    """Any bytes with a good signature."""
    return Letter(id, body, sign(body, key.private, key.id))


@dataclass
class Line:
    """An administrator's channel on the private virtual host; ``replies`` and ``given_back`` grow while it listens."""

    place: Place
    replies: list[Heard] = field(default_factory=list)
    given_back: list[GivenBack] = field(default_factory=list)

    def __enter__(self) -> Line:
        self._connection = connection(self.place.admin_url)
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()
        self._channel.basic_consume(REPLIES, self._hear, auto_ack=True)
        self._channel.basic_consume(topology.agency_returned_queue(), self._take_back, auto_ack=True)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._connection.close()

    def send(self, one: Letter) -> None:
        """Returns once the broker has it. Raises AMQPError."""
        properties = pika.BasicProperties(
            content_type=contract.agency_side()["content_type"],
            delivery_mode=2,
            message_id=one.id,
            headers={"jws": one.jws} if one.jws is not None else {},
        )
        self._channel.basic_publish(
            topology.agency_tasks_exchange(), self.place.key, one.body, properties, mandatory=True
        )

    def listen(self, seconds: float) -> None:
        """Take in what comes, for at most so long."""
        self._connection.process_data_events(seconds)

    def readers(self) -> int:
        """How many consumers the agency's queue has."""
        found: int = self._channel.queue_declare(self.place.queue, passive=True).method.consumer_count
        return found

    def empty_queue(self) -> list[str]:
        """Take all letters that lie in the agency's queue out of it; their ids."""
        found: list[str] = []
        while True:
            method, properties, _ = self._channel.basic_get(self.place.queue, auto_ack=True)
            if method is None:
                return found
            found.append(str(properties.message_id))

    def _hear(self, _channel: object, method: Any, properties: pika.BasicProperties, body: bytes) -> None:
        self.replies.append(heard(method.routing_key, properties, body))

    def _take_back(self, _channel: object, _method: object, properties: pika.BasicProperties, _body: bytes) -> None:
        headers = properties.headers or {}
        deaths = headers.get("x-death") or [{}]
        why = headers.get("x-first-death-reason") or deaths[0].get("reason", "?")
        self.given_back.append(GivenBack(str(properties.message_id), str(why)))
