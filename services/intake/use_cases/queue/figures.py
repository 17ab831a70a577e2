"""What a day in the hall came to, for those who run it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.intake.domain.queue.figures import DayFigures, Figures, day_figures, figures_of
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.queue_ports import QueueDesk
from shared.security.caller import Caller

FIGURES = "counter.figures"
DAYS_SHOWN = 7


@dataclass(frozen=True, slots=True)
class DayLine:
    day: date
    figures: Figures


def figures_of_day(ports: Ports, desk: QueueDesk, caller: Caller, day: date) -> DayFigures:
    """Raises Forbidden, StoreAway."""
    ports.access.grant(caller, FIGURES).require(unit=ports.unit.code)
    return day_figures(desk.tickets.of_day(ports.unit.code, day))


def days_before(ports: Ports, desk: QueueDesk, caller: Caller, day: date, count: int = DAYS_SHOWN) -> Sequence[DayLine]:
    """That day and those before it, the newest first, without empty ones. Raises Forbidden, StoreAway."""
    ports.access.grant(caller, FIGURES).require(unit=ports.unit.code)
    days = [day - timedelta(days=back) for back in range(count)]
    found = ((one, desk.tickets.of_day(ports.unit.code, one)) for one in days)
    return [DayLine(one, figures_of(tickets)) for one, tickets in found if tickets]
