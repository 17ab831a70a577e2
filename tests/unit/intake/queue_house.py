"""One hall with a clock of its own, and the use cases of the queue by short names."""

from __future__ import annotations

from services.intake.domain.queue.ticket import Ticket, Via
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.queue import counters
from services.intake.use_cases.queue.counters import AtCounter
from services.intake.use_cases.queue.take_ticket import take_ticket
from services.intake.use_cases.queue_ports import QueueDesk
from shared.security.caller import PUBLIC, Caller
from shared.store.change import Context
from tests.support.fake_store import FakeWork
from tests.unit.intake.fakes import OFFICER, FakeClock, context, make_ports
from tests.unit.intake.hall import fake_hall


class Hall:
    """One hall, one clock, and the use cases by short names."""

    def __init__(self) -> None:
        self.work, self.clock = FakeWork(), FakeClock()
        self.ports: Ports = make_ports(self.work, clock=self.clock)
        self.desk: QueueDesk = fake_hall(self.work)

    def take(self, line: str = "A", via: Via = Via.PAGE, caller: Caller = PUBLIC, **data: object) -> Ticket:
        self.clock.forward(seconds=1)
        return take_ticket(self.ports, self.desk, caller, {"line": line, **data}, via, self.now()).ticket

    def open(self, number: int = 1, caller: Caller = OFFICER, lines: str = "A") -> None:
        counters.sit_down(self.ports, self.desk, caller, number, lines, self.now())

    def do(self, step: str, number: int = 1, caller: Caller = OFFICER) -> Ticket | None:
        done: AtCounter = getattr(counters, step)(self.ports, self.desk, caller, number, self.now())
        return done.ticket

    def now(self) -> Context:
        return context(at=self.clock())

    def ticket(self, id: str) -> Ticket:
        return next(one for one in self.work.all(Ticket) if one.id == id)
