"""The consumer of one queue: takes what has arrived into one transaction, and acknowledges only after the commit."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from threading import Event

from pika.exceptions import AMQPError

from shared.bus.absorbing import Absorber, Item
from shared.bus.connecting import CONSUMER_HEARTBEAT, connection_parameters
from shared.bus.hooks import SILENT, Hooks
from shared.bus.opening import MAX_BODY_BYTES, Opener, Unreadable, read_envelope
from shared.bus.ports import Inbox
from shared.bus.queue_loop import QueueLoop, Stopping
from shared.bus.reading import Reading, Received
from shared.bus.subscription import Delivery, Subscription, SubscriptionLost

# The first and the second time a redelivered message is tried alone; the third time it is parked.
SUSPECT_LIMIT = 3
# A document of MongoDB holds 16 MiB; the broker's own limit should refuse such a message long before.
_LONGEST_KEPT = 12 * 1024 * 1024
_log = logging.getLogger(__name__)


class Consumer:
    """Feeds the inbox from one queue. ``batch`` 1 handles one by one; ``state`` tells whether it is ready."""

    def __init__(
        self,
        amqp_url: str,
        queue: str,
        readings: Iterable[Reading],
        inbox: Inbox,
        *,
        opener: Opener | None = None,
        batch: int = 50,
        hooks: Hooks = SILENT,
        max_bytes: int = MAX_BODY_BYTES,
        heartbeat: int = CONSUMER_HEARTBEAT,
        drain_seconds: float = 10,
    ) -> None:
        self._readings = by_type(readings)
        self._inbox = inbox
        self._opener = opener
        self._batch = batch
        self._hooks = hooks
        self._max_bytes = max_bytes
        self._slow = True
        self._survived: set[str] = set()
        self._loop = QueueLoop(
            connection_parameters(amqp_url, f"{queue} consumer", heartbeat=heartbeat),
            queue,
            self._handle,
            begin=self._begin,
            drain_seconds=drain_seconds,
        )

    @property
    def state(self) -> str:
        """AWAY, READY or WAITING, see ``queue_loop``."""
        return self._loop.state

    def run(self, stop: Event) -> None:
        """Consume until ``stop`` is set, then finish what has arrived."""
        self._loop.run(stop)

    def _begin(self) -> int:
        """A crash counts against every message that was out: so the first one is taken alone."""
        self._slow = True
        return 1

    def _handle(self, subscription: Subscription) -> None:
        absorber = Absorber(self._inbox, lambda seconds: self._loop.wait(subscription, seconds), self._hooks)
        first = subscription.backlog.popleft()
        if first.redelivered:
            self._alone(first, absorber)
            subscription.acknowledge(first.tag)
            return
        deliveries = [first]
        while subscription.backlog and len(deliveries) < self._batch and not subscription.backlog[0].redelivered:
            deliveries.append(subscription.backlog.popleft())
        self._together(deliveries, absorber)
        if self._slow:
            self._slow = False
            subscription.acknowledge_and_widen(deliveries[-1].tag, 2 * self._batch)
        else:
            subscription.acknowledge(deliveries[-1].tag)

    def _together(self, deliveries: list[Delivery], absorber: Absorber) -> None:
        items: dict[str, Item] = {}
        again: list[Received] = []
        for delivery in deliveries:
            received = self._read(delivery, absorber)
            if received is None:
                continue
            if received.id in items:
                again.append(received)
            items.setdefault(received.id, (received, self._readings[received.type]))
        absorber.take_in(list(items.values()))
        if again:
            absorber.note_repeated(again)

    def _alone(self, delivery: Delivery, absorber: Absorber) -> None:
        """A redelivered message may be what killed its consumer: noted before it is tried, forgotten afterwards."""
        received = self._read(delivery, absorber)
        if received is None:
            return
        try:
            if received.id in absorber.patiently(self._inbox.seen, [received.id]):
                absorber.note_repeated([received])
            elif self._is_to_be_parked(received, absorber):
                self._park(
                    delivery,
                    Unreadable(
                        "its consumer died over it again and again",
                        id=received.id,
                        type=received.type,
                        subject=received.subject,
                    ),
                    absorber,
                )
            else:
                absorber.take_in([(received, self._readings[received.type])])
            absorber.patiently(self._inbox.clear_suspect, received.id)
            self._survived.discard(received.id)
        except (AMQPError, SubscriptionLost, Stopping, OSError):
            # It was the connection that died, not we: when it comes back, this process does not count it again.
            self._survived.add(received.id)
            raise

    def _is_to_be_parked(self, received: Received, absorber: Absorber) -> bool:
        if received.id in self._survived:
            return False
        return absorber.patiently(self._inbox.suspect, received.id) >= SUSPECT_LIMIT

    def _read(self, delivery: Delivery, absorber: Absorber) -> Received | None:
        """The event, or None where it had to be parked."""
        try:
            return read_envelope(
                delivery.body,
                delivery.headers,
                readings=self._readings,
                opener=self._opener,
                routing_key=delivery.routing_key,
                user=delivery.user,
                max_bytes=self._max_bytes,
            )
        except Unreadable as fault:
            self._park(delivery, fault, absorber)
            return None

    def _park(self, delivery: Delivery, fault: Unreadable, absorber: Absorber) -> None:
        _log.error("a message is parked", extra={"queue": self._loop.queue, "reason": fault.reason, "event": fault.id})
        park(self._inbox, delivery, fault, absorber)
        self._hooks.parked(1)


def by_type(readings: Iterable[Reading]) -> Mapping[str, Reading]:
    """Readings by event type. Raises ValueError where a type is read twice."""
    found: dict[str, Reading] = {}
    for reading in readings:
        if found.setdefault(reading.type, reading) is not reading:
            raise ValueError(f"{reading.type}: two readings for one type")
    return found


def park(inbox: Inbox, delivery: Delivery, fault: Unreadable, absorber: Absorber) -> None:
    """Keep a message as it came, however long the store is away."""
    body, reason = delivery.body, fault.reason
    if len(body) > _LONGEST_KEPT:
        digest = hashlib.sha256(body).hexdigest()
        body, reason = body[:_LONGEST_KEPT], f"{reason}; only its beginning is kept, sha256 of the whole: {digest}"
    absorber.patiently(
        lambda: inbox.park(
            body,
            reason,
            headers=delivery.headers,
            routing_key=delivery.routing_key,
            type=fault.type,
            id=fault.id,
            subject=fault.subject,
            user=delivery.user,
        )
    )
