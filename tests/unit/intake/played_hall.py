"""A day played through the use cases: real tickets, counters and officers over the fake store, with a set clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.intake.domain.queue.estimate import Estimate
from services.intake.domain.queue.ticket import Ticket, Via
from services.intake.play_day import Arrival
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.queue import counters
from services.intake.use_cases.queue.take_ticket import take_ticket
from services.intake.use_cases.queue_ports import QueueDesk
from shared.security.caller import Caller
from shared.store.change import Context
from shared.working_time.calendar import local

OLD, YOUNG = "1950-01-02", "1990-01-02"


@dataclass
class UseCaseHall:
    """Implements ``play_day.PlayedHall``; ``told`` keeps what each was told when the ticket was taken."""

    ports: Ports
    desk: QueueDesk
    set_clock: Callable[[datetime], None]
    told: dict[str, Estimate] = field(default_factory=dict)

    def open(self, now: datetime) -> None:
        """An officer sits down at each counter of the plan."""
        for one in self.desk.plan.counters:
            counters.sit_down(self.ports, self.desk, officer(one.number), one.number, one.lines, self._at(now))

    def take(self, one: Arrival) -> str:
        data: Mapping[str, object] = {"line": one.line, "birth_date": OLD if one.first else YOUNG}
        taken = take_ticket(self.ports, self.desk, officer(1), data, Via.COUNTER, self._at(one.at))
        self.told[taken.ticket.id] = taken.estimate
        return taken.ticket.id

    def call_next(self, counter: int, now: datetime) -> str | None:
        called = counters.call_next(self.ports, self.desk, officer(counter), counter, self._at(now)).ticket
        return called.id if called else None

    def serve(self, counter: int, now: datetime) -> None:
        counters.serve(self.ports, self.desk, officer(counter), counter, self._at(now))

    def skip(self, counter: int, now: datetime) -> None:
        counters.skip(self.ports, self.desk, officer(counter), counter, self._at(now))

    def hand_over(self, counter: int, to: str, now: datetime) -> None:
        counters.hand_over(self.ports, self.desk, officer(counter), counter, to, "", self._at(now))

    def finish(self, counter: int, now: datetime) -> None:
        counters.finish(self.ports, self.desk, officer(counter), counter, self._at(now))

    def tickets(self) -> Sequence[Ticket]:
        return self.desk.tickets.of_day(self.ports.unit.code, local(self.ports.clock()).date())

    def _at(self, now: datetime) -> Context:
        self.set_clock(now)
        return Context("staff:officer", now, "played")


def officer(number: int) -> Caller:
    return Caller("staff", f"officer-{number}", frozenset({"reception"}), "H99.11")
