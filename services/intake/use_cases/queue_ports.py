"""What the use cases of the queue need from outside."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from services.intake.domain.queue.kiosk import Kiosk
from services.intake.domain.queue.plan import HallPlan
from services.intake.domain.queue.ticket import Basis, Ticket
from services.intake.domain.reach import Reach
from shared.ordering import RuleVersions

if TYPE_CHECKING:
    from services.intake.use_cases.ports import Ports
    from services.intake.use_cases.queue.watch import HallView

FRESH_SECONDS = 1.0


class Tickets(Protocol):
    """Questions over tickets. All raise StoreAway."""

    def of_day(self, unit: str, day: date) -> Sequence[Ticket]:
        """Every ticket of a day, by when it was taken."""
        ...

    def waiting(self, unit: str, day: date) -> Sequence[Ticket]:
        """Those that wait."""
        ...

    def open_of(self, unit: str, day: date, reach: Reach) -> Sequence[str]:
        """Ids of the tickets of that day that are told to this number."""
        ...

    def kiosks(self, unit: str) -> Sequence[Kiosk]:
        """The machines in use."""
        ...

    def numbers_in_use(self, unit: str, day: date, series: str, numbers: Sequence[int]) -> Iterable[int]: ...


class PriorityOf(Protocol):
    """Whether somebody goes first, by what their card says."""

    def __call__(
        self, ports: Ports, at: datetime, identity_number: str | None, birth_date: date | None, /
    ) -> Basis | None:
        """Age, or an entry of the register; None for neither. Raises StoreAway."""
        ...


@dataclass(slots=True)
class Kept:
    """The hall as it was seen last: however many look at it, it is read once a second by each process."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    seen: tuple[float, HallView] | None = None

    def forget(self) -> None:
        """Something was changed here: whoever looks next sees it."""
        with self.lock:
            self.seen = None

    def get(self, look: Callable[[], HallView], *, fresh: bool = False) -> HallView:
        with self.lock:
            now = time.monotonic()
            if fresh or self.seen is None or now - self.seen[0] > FRESH_SECONDS:
                self.seen = now, look()
            return self.seen[1]


@dataclass(frozen=True, slots=True)
class QueueDesk:
    """``new_id`` makes ids that nobody guesses: who has one may look at that ticket."""

    plan: HallPlan
    rules: RuleVersions
    tickets: Tickets
    priority: PriorityOf
    new_id: Callable[[], str]
    kept: Kept = field(default_factory=Kept, repr=False)
