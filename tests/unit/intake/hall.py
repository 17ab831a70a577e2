"""The hall in memory: tickets over the fake store, the real plan and rules, machines and a clock of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from services.intake.composition.queue import by_card
from services.intake.domain.queue.kiosk import Kiosk
from services.intake.domain.queue.ticket import Holder, State, Ticket
from services.intake.domain.reach import Reach
from services.intake.gateways.order_rules_file import read_hall_plan, read_order_rules
from services.intake.settings import DATA
from services.intake.use_cases.queue.watch import HallView
from services.intake.use_cases.queue_ports import Kept, QueueDesk
from tests.support.fake_store import FakeWork


@dataclass
class FakeTickets:
    """Implements ``queue_ports.Tickets`` over the fake store."""

    work: FakeWork

    def of_day(self, unit: str, day: date) -> Sequence[Ticket]:
        self.work.check_away()
        found = [one for one in self.work.all(Ticket) if one.unit == unit and one.day == day]
        return sorted(found, key=lambda one: (one.taken_at, one.sequence))

    def waiting(self, unit: str, day: date) -> Sequence[Ticket]:
        return [one for one in self.of_day(unit, day) if one.state is State.WAITING]

    def open_of(self, unit: str, day: date, reach: Reach) -> Sequence[str]:
        found = (one for one in self.work.all(Holder) if one.unit == unit and one.day == day)
        return [one.id for one in found if one.reach == reach]

    def kiosks(self, unit: str) -> Sequence[Kiosk]:
        return [one for one in self.work.all(Kiosk) if one.unit == unit and not one.ended_at]

    def numbers_in_use(self, unit: str, day: date, series: str, numbers: Sequence[int]) -> Iterable[int]:
        found = (one for one in self.of_day(unit, day) if one.series == series)
        return [one.sequence for one in found if one.sequence in numbers]


class Unkept(Kept):
    """Tests look at the hall as it is now."""

    def get(self, look: Callable[[], HallView], *, fresh: bool = False) -> HallView:
        return look()


def fake_hall(work: FakeWork) -> QueueDesk:
    """With the plan and the rules of the house."""
    ids = count(1)
    return QueueDesk(
        plan=read_hall_plan(DATA / "queue.json"),
        rules=read_order_rules(DATA / "order_rules.json", "tickets"),
        tickets=FakeTickets(work),
        priority=by_card,
        new_id=lambda: f"ticket-{next(ids):04}",
        kept=Unkept(),
    )
