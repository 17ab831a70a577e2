"""Empties the queue of dead messages into the parked ones, where a person sees them beside all others."""

from __future__ import annotations

import logging
from threading import Event

from shared.bus.absorbing import Absorber
from shared.bus.connecting import CONSUMER_HEARTBEAT, connection_parameters
from shared.bus.consumer import park
from shared.bus.hooks import SILENT, Hooks
from shared.bus.opening import Unreadable, read_identity
from shared.bus.ports import Inbox
from shared.bus.queue_loop import QueueLoop
from shared.bus.subscription import Delivery, Subscription

_PREFETCH = 10
_log = logging.getLogger(__name__)


class DeadLetters:
    """Reads one dead queue (``<service>.dead``, ``agency.returned``) for as long as the worker runs."""

    def __init__(
        self,
        amqp_url: str,
        queue: str,
        inbox: Inbox,
        *,
        hooks: Hooks = SILENT,
        heartbeat: int = CONSUMER_HEARTBEAT,
        drain_seconds: float = 10,
    ) -> None:
        self._inbox = inbox
        self._hooks = hooks
        self._loop = QueueLoop(
            connection_parameters(amqp_url, f"{queue} drain", heartbeat=heartbeat),
            queue,
            self._handle,
            begin=lambda: _PREFETCH,
            drain_seconds=drain_seconds,
        )

    @property
    def state(self) -> str:
        """AWAY, READY or WAITING, see ``queue_loop``."""
        return self._loop.state

    def run(self, stop: Event) -> None:
        """Drain until ``stop`` is set."""
        self._loop.run(stop)

    def _handle(self, subscription: Subscription) -> None:
        absorber = Absorber(self._inbox, lambda seconds: self._loop.wait(subscription, seconds), self._hooks)
        delivery = subscription.backlog.popleft()
        id, type, subject = read_identity(delivery.body)
        reason = reason_of_death(delivery, self._loop.queue)
        _log.error("a dead message is parked", extra={"queue": self._loop.queue, "reason": reason, "event": id})
        park(self._inbox, delivery, Unreadable(reason, id=id, type=type, subject=subject), absorber)
        self._hooks.parked(1)
        subscription.acknowledge(delivery.tag)


def reason_of_death(delivery: Delivery, queue: str) -> str:
    """Where the broker gave it up and why, by its headers; a sender could have written them: shown, not trusted."""
    first_queue = delivery.headers.get("x-first-death-queue", "an unknown queue")
    why = delivery.headers.get("x-first-death-reason", "for an unknown reason")
    return f"dead in {queue}: given up by {first_queue} ({why})"
