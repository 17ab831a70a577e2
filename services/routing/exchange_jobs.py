"""What the timers do for the exchange: number every message, and send again what an agency's queue lost."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import timedelta
from threading import Event
from typing import Protocol

from services.routing.jobs import LEADING, STANDBY, WAITING, Lease
from services.routing.use_cases.dispatch_again import LookInto, SentLetters, dispatch_again
from services.routing.use_cases.ports import Clock
from shared.store.change import StoreAway

LEASE = "exchange"
LEASE_SECONDS = 10.0
PAUSE_SECONDS = 1.0
LOOK_SECONDS = 30.0
_log = logging.getLogger(__name__)


class Keeper(Protocol):
    """Numbers what has no number yet."""

    def agencies(self) -> Sequence[str]: ...

    def seal(self, key: str) -> int: ...


class ExchangeTimer:
    """One of several copies: whoever has the lease works. ``state`` is LEADING, STANDBY or WAITING (for the database).
    ``again_seconds`` is the shortest time before a letter is sent again."""

    def __init__(
        self,
        keeper: Keeper,
        letters: SentLetters,
        look_into: LookInto,
        leases: Lease,
        clock: Clock,
        *,
        holder: str,
        again_seconds: float,
    ) -> None:
        self._keeper = keeper
        self._letters = letters
        self._look_into = look_into
        self._leases = leases
        self._clock = clock
        self._holder = holder
        self._again = timedelta(seconds=again_seconds)
        self._look_at = 0.0
        self.state = STANDBY

    def run(self, stop: Event) -> None:
        """Work until ``stop`` is set; while the database is away, wait for it."""
        while not stop.is_set():
            try:
                busy = self.run_once()
            except StoreAway as problem:
                if self.state != WAITING:
                    _log.warning("the exchange waits for the database", extra={"reason": str(problem)})
                self.state, busy = WAITING, False
            if not busy:
                stop.wait(PAUSE_SECONDS)
        try:
            self._leases.release(LEASE, self._holder)
        except StoreAway as problem:
            _log.warning("the lease of the exchange runs out by itself", extra={"reason": str(problem)})

    def run_once(self) -> bool:
        """Whether there may be more to number at once. Raises StoreAway."""
        if not self._leases.take(LEASE, self._holder, LEASE_SECONDS):
            self.state = STANDBY
            return False
        self.state = LEADING
        numbered = sum(self._keeper.seal(key) for key in self._keeper.agencies())
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + min(LOOK_SECONDS, self._again.total_seconds())
            again = dispatch_again(self._letters, self._look_into, self._clock, self._again)
            if again:
                _log.warning("letters that queues had lost were sent again", extra={"count": again})
        return numbered > 0
