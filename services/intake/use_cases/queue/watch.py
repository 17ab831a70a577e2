"""The hall at one moment: who waits, which counter has whom, how long it takes; for board, phones and counters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from services.intake.domain.errors import NotFound, Words
from services.intake.domain.queue.calling import Place
from services.intake.domain.queue.estimate import (
    Estimate,
    Pace,
    estimate,
    expected_calls,
    pace_of,
    place_of,
    share_of_first,
    waiting_places,
)
from services.intake.domain.queue.hall import Counter, Hall, counter_id, hall_id
from services.intake.domain.queue.ticket import AT_COUNTER, State, Ticket
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.queue_ports import QueueDesk
from shared.ordering import OrderRules
from shared.store.change import Key
from shared.working_time.calendar import local


@dataclass(frozen=True, slots=True)
class HallView:
    """``next_calls``: who waits, in the order in which they are called as things stand; ``quick`` and ``slow``: how
    long it takes until each is."""

    day: date
    tickets: tuple[Ticket, ...]
    counters: tuple[Counter, ...]
    hall: Hall
    next_calls: tuple[Ticket, ...]
    unserved: tuple[Ticket, ...]
    quick: Mapping[str, timedelta]
    slow: Mapping[str, timedelta]
    pace: Pace | None
    rules: OrderRules
    by_id: Mapping[str, Ticket] = field(repr=False)

    @property
    def waiting(self) -> tuple[Ticket, ...]:
        """In the order of the calls; at the end those whom no open counter serves."""
        return (*self.next_calls, *self.unserved)

    def at(self, counter: Counter) -> Ticket | None:
        return self.by_id.get(counter.ticket) if counter.ticket else None

    def in_state(self, state: State) -> tuple[Ticket, ...]:
        return tuple(one for one in self.tickets if one.state is state)


def look(ports: Ports, desk: QueueDesk, *, fresh: bool = False) -> HallView:
    """The hall today, at most a second old. Raises StoreAway."""
    today = local(ports.clock()).date()
    seen = desk.kept.get(lambda: read_hall(ports, desk), fresh=fresh)
    return seen if seen.day == today else desk.kept.get(lambda: read_hall(ports, desk), fresh=True)


def read_hall(ports: Ports, desk: QueueDesk, *, also: tuple[Ticket, ...] = ()) -> HallView:
    """Read now; ``also`` are tickets that are not kept yet. Raises StoreAway."""
    now = local(ports.clock())
    unit, day = ports.unit.code, now.date()
    tickets = (*desk.tickets.of_day(unit, day), *also)
    hall, counters = load_hall(ports, desk, day)
    rules = desk.rules.on(day)
    by_id = {one.id: one for one in tickets}
    pace = pace_of(tickets, [one.code for one in desk.plan.lines])
    quick, slow = (
        _expected(tickets, counters, hall, length, now, rules)
        for length in ((pace.quick, pace.slow) if pace else ({}, {}))
    )
    order = tuple(sorted(slow, key=lambda one: slow[one]))
    unserved = sorted((one for one in tickets if one.state is State.WAITING and one.id not in order), key=_rank)
    return HallView(
        day=day,
        tickets=tickets,
        counters=counters,
        hall=hall,
        next_calls=tuple(by_id[one] for one in order),
        unserved=tuple(unserved),
        quick=quick,
        slow=slow,
        pace=pace,
        rules=rules,
        by_id=by_id,
    )


def load_hall(ports: Ports, desk: QueueDesk, day: date) -> tuple[Hall, tuple[Counter, ...]]:
    """As they stand that day; a counter that nobody opened is closed. Raises StoreAway."""
    unit = ports.unit.code
    ids = {one.number: counter_id(unit, day, one.number) for one in desk.plan.counters}
    here = hall_id(unit, day)
    loaded = ports.work.load(Key(Hall, here), *(Key(Counter, id) for id in ids.values()))
    counters = tuple(
        loaded.get(Counter, ids[one.number]) or Counter(ids[one.number], one.number, lines=one.lines)
        for one in desk.plan.counters
    )
    return loaded.get(Hall, here) or Hall(here), counters


def place(ports: Ports, view: HallView, ticket: Ticket) -> Estimate:
    """How many are called before, and when it may come to this one. Raises StoreAway."""
    now, one = local(ports.clock()), place_of(ticket)
    order = [waiting.id for waiting in view.next_calls]
    if one.ticket not in order:
        return Estimate(_before(view, one), served=False)
    if view.pace is None:
        return Estimate(order.index(one.ticket))
    share = share_of_first(view.tickets, view.rules)
    return estimate(one, view.quick, view.slow, share, ports.calendars.current(), now)


def view_ticket(ports: Ports, id: str) -> Ticket:
    """Whoever has its id may see it. Raises NotFound, StoreAway."""
    found = ports.work.load(Key(Ticket, id[:64])).get(Ticket, id[:64])
    if found is None or found.unit != ports.unit.code:
        raise unknown_ticket()
    return found


def unknown_ticket() -> NotFound:
    return NotFound("unknown-ticket", Words("Không thấy số này", "There is no such ticket"))


def _expected(
    tickets: Sequence[Ticket],
    counters: Sequence[Counter],
    hall: Hall,
    length: Mapping[str, timedelta],
    now: datetime,
    rules: OrderRules,
) -> dict[str, timedelta]:
    busy = {one.counter: one for one in tickets if one.state in AT_COUNTER and one.counter is not None}
    return expected_calls(waiting_places(tickets), counters, busy, length, hall.runs, now, rules)


def _before(view: HallView, one: Place) -> int:
    return sum(1 for other in view.unserved if _rank(other) < (one.since, one.sequence))


def _rank(ticket: Ticket) -> tuple[datetime, int]:
    return ticket.taken_at, ticket.sequence
