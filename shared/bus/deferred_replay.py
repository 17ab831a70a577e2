"""Takes deferred events up again when their next attempt is due; run by the timer role, in any number of copies."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from threading import Event

from shared.bus.absorbing import Absorber
from shared.bus.consumer import by_type
from shared.bus.hooks import SILENT, Hooks
from shared.bus.opening import MAX_BODY_BYTES, Opener, Unreadable, read_envelope
from shared.bus.ports import Deferred, Inbox
from shared.bus.queue_loop import READY, WAITING, Stopping
from shared.bus.reading import Reading
from shared.store.change import StoreAway
from shared.store.clock import Clock, utc_now

_AGENCYS_ROUTING_KEY = re.compile(r"[A-Z0-9-]+\.")
_LIMIT = 50
_SECONDS = 1.0
_log = logging.getLogger(__name__)


class DeferredReplay:
    """``replies`` are the readings of what agencies send: only a message that came by an agency's routing key is read
    by them, and by no others, so that nothing an agency sent passes for a service's event when it is replayed."""

    def __init__(
        self,
        inbox: Inbox,
        readings: Iterable[Reading],
        *,
        replies: Iterable[Reading] = (),
        opener: Opener | None = None,
        hooks: Hooks = SILENT,
        clock: Clock = utc_now,
        max_bytes: int = MAX_BODY_BYTES,
    ) -> None:
        self._inbox = inbox
        self._readings = by_type(readings)
        self._replies = by_type(replies)
        self._opener = opener
        self._hooks = hooks
        self._clock = clock
        self._max_bytes = max_bytes
        self.state = READY

    def run(self, stop: Event) -> None:
        """Look once a second until ``stop`` is set."""

        def wait(seconds: float) -> None:
            if stop.wait(seconds):
                raise Stopping

        while not stop.is_set():
            try:
                busy = self.run_once(wait) == _LIMIT
                self.state = READY
            except Stopping:
                return
            except StoreAway:
                self.state, busy = WAITING, False
            if not busy:
                stop.wait(_SECONDS)

    def run_once(self, wait: Callable[[float], None]) -> int:
        """Try everything that is due once more; how many there were. ``wait`` is used between two tries. Raises
        StoreAway only while nothing is under way."""
        due = self._inbox.deferred_due(self._clock(), _LIMIT)
        absorber = Absorber(self._inbox, wait, self._hooks)
        for row in due:
            self._try_again(row, absorber)
        return len(due)

    def _try_again(self, row: Deferred, absorber: Absorber) -> None:
        readings = self._replies if _AGENCYS_ROUTING_KEY.match(row.routing_key) else self._readings
        try:
            received = read_envelope(
                row.body,
                row.headers,
                readings=readings,
                opener=self._opener,
                routing_key=row.routing_key,
                user=row.user,
                max_bytes=self._max_bytes,
            )
        except Unreadable as fault:
            _log.error("a deferred message is parked", extra={"reason": fault.reason, "event": fault.id})
            self._park(row, fault, absorber)
        else:
            absorber.take_in([(received, readings[received.type])], attempt=row.attempt + 1)
        absorber.patiently(self._inbox.settle_deferred, row.id)

    def _park(self, row: Deferred, fault: Unreadable, absorber: Absorber) -> None:
        absorber.patiently(
            lambda: self._inbox.park(
                row.body,
                fault.reason,
                headers=row.headers,
                routing_key=row.routing_key,
                type=fault.type,
                id=fault.id,
                subject=fault.subject,
                user=row.user,
            )
        )
        self._hooks.parked(1)
