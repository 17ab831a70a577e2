"""The outbox relay: publishes stored events until the broker has confirmed them; of several copies one leads.

Leadership is an exclusive queue on the publishing connection: a leader that was paused has lost its connection, and
with it the lock, before a successor can begin, so it cannot publish any more. The lease in the store is for display.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

from shared.bus import topology
from shared.bus.connecting import RELAY_HEARTBEAT, connection_parameters, process_name
from shared.bus.hooks import SILENT, Hooks
from shared.bus.pipe import Chunk, Down, Locked, Pipe, Ready
from shared.bus.ports import Outbox
from shared.store.change import StoreAway

SWEEP_SECONDS = 0.5
AWAY, STANDBY, LEADING = "away", "standby", "leading"
_CHUNK = 500
_CHUNKS_IN_FLIGHT = 2
_LEASE_SECONDS = 15.0
_FAREWELL_SECONDS = 2.0
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_WOKEN = object()
_log = logging.getLogger(__name__)


class Relay:
    """One copy of a service's relay; ``state`` is AWAY, STANDBY or LEADING, for anyone to read."""

    def __init__(
        self,
        amqp_url: str,
        service: str,
        outbox: Outbox,
        *,
        must_arrive: Callable[[str, str], bool],
        hooks: Hooks = SILENT,
        heartbeat: int = RELAY_HEARTBEAT,
        drain_seconds: float = 5,
    ) -> None:
        """``must_arrive(exchange, routing_key)``: whether reaching no queue is a fault (``Registry.must_arrive``)."""
        self.parameters = connection_parameters(amqp_url, f"{service} relay", heartbeat=heartbeat)
        self.lock = topology.relay_lock(service)
        self.outbox = outbox
        self.must_arrive = must_arrive
        self.hooks = hooks
        self.drain_seconds = drain_seconds
        self.state = AWAY
        self.woken = Event()
        self._events: SimpleQueue[Any] = SimpleQueue()

    def run(self, stop: Event) -> None:
        """Relay until ``stop`` is set, then wait for the answers to what is under way."""
        ended = Event()
        watcher = Thread(target=self._watch, args=(ended,), name="outbox watcher", daemon=True)
        watcher.start()
        try:
            self._begin_again_until(stop)
        finally:
            self.state = AWAY
            ended.set()
            watcher.join(timeout=_FAREWELL_SECONDS)

    def _begin_again_until(self, stop: Event) -> None:
        pause = _SHORTEST_PAUSE
        while not stop.is_set():
            self._events = SimpleQueue()
            session = _Session(self, self._events)
            reason = session.run(stop)
            self.state = AWAY
            if stop.is_set():
                return
            pause = _SHORTEST_PAUSE if session.published else min(pause * 2, _LONGEST_PAUSE)
            _log.warning("the relay lost the broker and begins again", extra={"reason": reason})
            stop.wait(pause)

    def _watch(self, ended: Event) -> None:
        """Wakes the loop for new rows. The loop sweeps by itself too: a watcher that fails costs time, no event."""
        while not ended.is_set():
            try:
                for _ in self.outbox.arrivals(SWEEP_SECONDS):
                    if ended.is_set():
                        return
                    if not self.woken.is_set():
                        self.woken.set()
                        self._events.put(_WOKEN)
            except Exception:
                _log.exception("watching the outbox failed; sweeping goes on")
                ended.wait(SWEEP_SECONDS)


class _Session:
    """One connection's life: take the lock, publish, mark what was confirmed."""

    def __init__(self, relay: Relay, events: SimpleQueue[Any]) -> None:
        self._relay = relay
        self._events = events
        self._in_flight: set[str] = set()
        self._chunks = 0
        self._unmarked: list[Chunk] = []
        self._lease_until = 0.0
        self._store_away = False
        self.published = False

    def run(self, stop: Event) -> str:
        """Until the connection is lost (gives back why) or ``stop`` is set and all is answered for."""
        pipe = Pipe(self._relay.parameters, self._events, lock=self._relay.lock)
        give_up_at = float("inf")
        try:
            while True:
                reason = self._take_in(self._next_event())
                if reason is not None:
                    return reason
                self._mark()
                if stop.is_set():
                    give_up_at = min(give_up_at, time.monotonic() + self._relay.drain_seconds)
                    if not self._in_flight or time.monotonic() > give_up_at:
                        return "stopped"
                elif self._relay.state == LEADING:
                    self._feed(pipe)
        finally:
            pipe.close()

    def _next_event(self) -> Any:
        try:
            return self._events.get(timeout=SWEEP_SECONDS)
        except Empty:
            return _WOKEN

    def _take_in(self, event: Any) -> str | None:
        """What happened on the pipe; the reason when it is down."""
        if isinstance(event, Ready):
            self._relay.state = LEADING
            _log.info("the relay leads", extra={"lock": self._relay.lock})
        elif isinstance(event, Locked):
            self._relay.state = STANDBY
        elif isinstance(event, Chunk):
            self._chunks -= 1
            self._unmarked.append(event)
        elif isinstance(event, Down):
            if event.refused:
                self._hold_back(dict.fromkeys(event.refused, f"refused: {event.reason}"))
            return event.reason
        return None

    def _feed(self, pipe: Pipe) -> None:
        """Keep two chunks under way; rows are read from the lowest id each time, without those under way."""
        self._relay.woken.clear()
        room = _CHUNKS_IN_FLIGHT - self._chunks
        if room <= 0:
            return
        try:
            self._renew_lease()
            rows = self._relay.outbox.pending(room * _CHUNK + len(self._in_flight))
        except StoreAway as away:
            self._note_store(str(away))
            return
        self._note_store(None)
        fresh = [row for row in rows if row.id not in self._in_flight][: room * _CHUNK]
        for start in range(0, len(fresh), _CHUNK):
            part = fresh[start : start + _CHUNK]
            self._in_flight.update(row.id for row in part)
            self._chunks += 1
            pipe.publish(Chunk([(row, self._relay.must_arrive(row.exchange, row.routing_key)) for row in part]))

    def _mark(self) -> None:
        """Write down what the broker said; while the store is away it is kept and not published again."""
        while self._unmarked:
            chunk = self._unmarked[0]
            try:
                self._relay.outbox.confirm(chunk.confirmed)
            except StoreAway as away:
                self._note_store(str(away))
                return
            self._relay.hooks.published(len(chunk.confirmed))
            self.published = self.published or bool(chunk.confirmed)
            if chunk.failed and not self._hold_back(chunk.failed):
                chunk.confirmed.clear()
                return
            self._unmarked.pop(0)
            self._in_flight.difference_update(row.id for row, _ in chunk.rows)

    def _hold_back(self, failed: dict[str, str]) -> bool:
        by_reason: dict[str, list[str]] = defaultdict(list)
        for id, reason in failed.items():
            by_reason[reason].append(id)
        try:
            for reason, ids in by_reason.items():
                _log.error("the broker did not take events", extra={"reason": reason, "count": len(ids)})
                self._relay.outbox.hold_back(ids, reason)
        except StoreAway as away:
            self._note_store(str(away))
            return False
        self._relay.hooks.returned(len(failed))
        return True

    def _renew_lease(self) -> None:
        if time.monotonic() >= self._lease_until:
            self._relay.outbox.lead(process_name(), _LEASE_SECONDS)
            self._lease_until = time.monotonic() + _LEASE_SECONDS / 3

    def _note_store(self, fault: str | None) -> None:
        if self._store_away != (fault is not None):
            self._store_away = fault is not None
            _log.warning("the relay's store %s", "is away" if fault else "is back", extra={"reason": fault})
