"""What routing's timers do: the dispatcher fills the agencies' queues as soon as there is work and room; the clocks
look at the cases whose time has come."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Event
from typing import Protocol

from services.routing.use_cases.dispatch_tasks import dispatch_tasks
from services.routing.use_cases.paper_links import LinksOf
from services.routing.use_cases.ports import Clock, WaitingWork
from services.routing.use_cases.watch_cases import Watch, watch_cases
from shared.store.change import Address, StoreAway, Work

LEASE = "dispatcher"
LEASE_SECONDS = 5.0
# How a part of the worker tells how it is.
LEADING, STANDBY, WAITING = "leading", "standby", "waiting"
LOOKS_AT_A_TIME = 100
_log = logging.getLogger(__name__)


class Lease(Protocol):
    """Who of several dispatchers works (``shared.store.leases.Leases``)."""

    def take(self, name: str, holder: str, seconds: float) -> bool: ...

    def release(self, name: str, holder: str) -> None: ...


class Dispatcher:
    """One of several copies: whoever has the lease dispatches, the others look on and take over.

    ``state`` is LEADING, STANDBY or WAITING (for the database). The lease only spares doubled work and keeps the limit
    of each queue exact: were two to work at once, a case's version would still let only one of them dispatch a task.
    """

    def __init__(
        self,
        work: Work,
        waiting: WaitingWork,
        leases: Lease,
        news: Callable[[], Iterator[None]],
        address_of: Callable[[str], Address],
        clock: Clock,
        *,
        holder: str,
        most: int,
        links_of: LinksOf | None = None,
    ) -> None:
        self._work = work
        self._waiting = waiting
        self._leases = leases
        self._news = news
        self._address_of = address_of
        self._clock = clock
        self._holder = holder
        self._most = most
        self._links_of = links_of
        self.state = STANDBY
        self._leading = False
        self._ask_again_at = 0.0

    def run(self, stop: Event) -> None:
        """Dispatch at every piece of news until ``stop`` is set; while the database is away, wait for it."""
        for _ in self._news():
            if stop.is_set():
                break
            try:
                self.run_once()
                self.state = LEADING if self._leading else STANDBY
            except StoreAway as problem:
                if self.state != WAITING:
                    _log.warning("the dispatcher waits for the database", extra={"reason": str(problem)})
                self.state = WAITING
        self._give_back()

    def run_once(self) -> int:
        """How many tasks this copy dispatched. Raises StoreAway."""
        if not self._leads():
            return 0
        return dispatch_tasks(self._work, self._waiting, self._address_of, self._clock, self._most, self._links_of)

    def _leads(self) -> bool:
        """Asks the database now and then, not at every piece of news."""
        if time.monotonic() >= self._ask_again_at:
            self._leading = self._leases.take(LEASE, self._holder, LEASE_SECONDS)
            self._ask_again_at = time.monotonic() + (LEASE_SECONDS / 3 if self._leading else LEASE_SECONDS / 10)
        return self._leading

    def _give_back(self) -> None:
        try:
            self._leases.release(LEASE, self._holder)
        except StoreAway as problem:
            _log.warning("the dispatcher's lease runs out by itself", extra={"reason": str(problem)})


def look_at_clocks(watch: Watch, now: datetime) -> bool:
    """One round of the timer; whether there may be more to look at. Raises StoreAway."""
    return watch_cases(watch, now, LOOKS_AT_A_TIME) == LOOKS_AT_A_TIME
