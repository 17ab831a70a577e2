"""The part of the worker that posts letters: each agency by itself, so that one that is slow holds up no other."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

from services.routing.use_cases.ports import Clock
from services.routing.use_cases.post_letters import Letters, Poster
from shared.store.change import StoreAway

SWEEP_SECONDS = 0.5
AT_ONCE = 8
READY, WAITING = "ready", "waiting"
_log = logging.getLogger(__name__)


class Posting:
    """``state`` is READY, or WAITING for the database."""

    def __init__(self, poster: Poster, letters: Letters, clock: Clock, rest_seconds: float) -> None:
        """An agency that did not take a letter is left in peace for ``rest_seconds``, whatever else is due to it."""
        self._poster = poster
        self._letters = letters
        self._clock = clock
        self._rest_seconds = rest_seconds
        self._busy: dict[str, Future[bool]] = {}
        self._rests: dict[str, float] = {}
        self.state = READY

    def run(self, stop: Event) -> None:
        """Until ``stop`` is set; what is just being posted is finished."""
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="post") as pool:
            while not stop.is_set():
                try:
                    self._hand_out(pool)
                    self.state = READY
                except StoreAway:
                    self.state = WAITING
                stop.wait(SWEEP_SECONDS)

    def _hand_out(self, pool: ThreadPoolExecutor) -> None:
        for key, future in list(self._busy.items()):
            if future.done():
                del self._busy[key]
                self._look_at(key, future)
        now = time.monotonic()
        for key in self._letters.due(self._clock()):
            if key not in self._busy and len(self._busy) < AT_ONCE and self._rests.get(key, 0) <= now:
                self._busy[key] = pool.submit(self._poster.post_to, key)

    def _look_at(self, key: str, future: Future[bool]) -> None:
        fault = future.exception()
        if fault is not None and not isinstance(fault, StoreAway):
            _log.error("letters could not be posted", extra={"agency": key, "reason": repr(fault)})
        if fault is not None or not future.result():
            self._rests[key] = time.monotonic() + self._rest_seconds
