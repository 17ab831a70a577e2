"""Keeps one subscription alive for as long as the process runs, and drains it when the process is to end."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event

import pika
from pika.exceptions import AMQPError

from shared.bus.subscription import Subscription, SubscriptionLost

AWAY, READY, WAITING = "away", "ready", "waiting for the store"
_IDLE_SECONDS = 0.3
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_log = logging.getLogger(__name__)


class Stopping(Exception):
    """The process is to end while something waits: leave it unacknowledged, it comes back."""


class QueueLoop:
    """Calls ``handle(subscription)`` whenever there is a backlog; ``state`` is AWAY, READY or WAITING.

    ``handle`` must take at least one message off the backlog and acknowledge it.
    """

    def __init__(
        self,
        parameters: pika.connection.Parameters,
        queue: str,
        handle: Callable[[Subscription], None],
        *,
        begin: Callable[[], int],
        drain_seconds: float,
    ) -> None:
        """``begin`` is called before every new subscription and gives its prefetch."""
        self.queue = queue
        self.state = AWAY
        self._parameters = parameters
        self._handle = handle
        self._begin = begin
        self._drain_seconds = drain_seconds
        self._stop = Event()

    def run(self, stop: Event) -> None:
        """Consume until ``stop`` is set, then finish what has arrived."""
        self._stop = stop
        pause = _SHORTEST_PAUSE
        while not stop.is_set():
            started = time.monotonic()
            try:
                self._serve(stop)
            except Stopping:
                return
            except (AMQPError, SubscriptionLost, OSError) as fault:
                self.state = AWAY
                lasted = time.monotonic() - started
                pause = _SHORTEST_PAUSE if lasted > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
                _log.warning(
                    "the subscription was lost and begins again",
                    extra={"queue": self.queue, "reason": f"{type(fault).__name__}: {fault}"},
                )
                stop.wait(pause)
        self.state = AWAY

    def wait(self, subscription: Subscription, seconds: float) -> None:
        """Wait for the store while serving heartbeats. Raises Stopping when the process is to end."""
        if self._stop.is_set():
            raise Stopping
        self.state = WAITING
        subscription.serve_heartbeats(seconds)
        self.state = READY

    def _serve(self, stop: Event) -> None:
        subscription = Subscription(self._parameters, self.queue, self._begin())
        try:
            self.state = READY
            while not stop.is_set():
                subscription.turn(0 if subscription.backlog else _IDLE_SECONDS)
                if subscription.backlog:
                    self._handle(subscription)
            give_up_at = time.monotonic() + self._drain_seconds
            subscription.stop_taking()
            while subscription.backlog and time.monotonic() < give_up_at:
                self._handle(subscription)
        finally:
            subscription.close()
