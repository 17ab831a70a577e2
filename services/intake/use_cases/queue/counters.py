"""What an officer does at a counter: sit down, call the next, call again, skip, hand over, finish, take a break."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from services.intake.domain.errors import IllegalStep, NotFound, Words
from services.intake.domain.queue.calling import choose_next
from services.intake.domain.queue.estimate import waiting_places
from services.intake.domain.queue.hall import Call, Counter, Hall
from services.intake.domain.queue.ticket import State, Ticket
from services.intake.use_cases.changing import decide_again
from services.intake.use_cases.deciding import read_text
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.queue.watch import load_hall, unknown_ticket
from services.intake.use_cases.queue_ports import QueueDesk
from shared.security.caller import Caller
from shared.store.change import AlreadyExists, Change, Conflict, Context, Key
from shared.working_time.calendar import local

WORK = "counter.work"
ROUNDS = 4  # times the tries of one decision: six counters may call in the same moment
NOBODY = Words("Chưa có ai chờ quầy này", "Nobody waits for this counter")


@dataclass(frozen=True, slots=True)
class AtCounter:
    """A counter after a step, and the ticket that the step was about."""

    counter: Counter
    ticket: Ticket | None = None


def sit_down(
    ports: Ports, desk: QueueDesk, caller: Caller, number: int, lines: Collection[str], context: Context
) -> AtCounter:
    """Open the counter for these lines, or take it over. Raises Forbidden, NotFound, IllegalStep, StoreAway."""
    known = frozenset(lines) & {one.code for one in desk.plan.lines}

    def step(_hall: Hall, counter: Counter) -> tuple[Change, AtCounter]:
        after = counter.sit_down(caller.id, known, context.at)
        return Change(saved=(after,)), AtCounter(after)

    return _decide(ports, desk, caller, number, context, step, own=False)


def pause(ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context) -> AtCounter:
    """Nobody is called here until ``go_on``. Raises Forbidden, NotFound, IllegalStep, StoreAway."""
    return _counter_step(ports, desk, caller, number, context, lambda one: one.pause(context.at))


def go_on(ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context) -> AtCounter:
    return _counter_step(ports, desk, caller, number, context, lambda one: one.go_on(context.at))


def close(ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context) -> AtCounter:
    return _counter_step(ports, desk, caller, number, context, lambda one: one.close(context.at))


def call_next(ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context) -> AtCounter:
    """Whose turn it is comes to this counter; ``ticket`` is None where nobody waits for it.

    Raises Forbidden, NotFound, IllegalStep, StoreAway, Conflict where others were faster every time.
    """

    def step(hall: Hall, counter: Counter) -> tuple[Change, AtCounter]:
        counter.take("")  # refuses before anybody is looked for
        waiting = {one.id: one for one in desk.tickets.waiting(ports.unit.code, local(context.at).date())}
        rules = desk.rules.on(local(context.at).date())
        chosen = choose_next(waiting_places(waiting.values()), counter.serves, hall.runs, context.at, rules)
        if chosen is None:
            return Change(), AtCounter(counter)
        ticket = waiting[chosen.place.ticket].call(number, caller.id, context.at)
        told = hall.called(Call(ticket.number, number, context.at, ticket.first), chosen.runs)
        after = counter.take(ticket.id)
        return Change(saved=(ticket, after, told)), AtCounter(after, ticket)

    return _decide(ports, desk, caller, number, context, step)


def call_again(ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context) -> AtCounter:
    """The board says it once more. Raises Forbidden, NotFound, IllegalStep, StoreAway."""

    def step(hall: Hall, counter: Counter) -> tuple[Change, AtCounter]:
        ticket = _here(ports, counter).call_again(caller.id, context.at)
        told = hall.called(Call(ticket.number, number, context.at, ticket.first), hall.runs)
        return Change(saved=(ticket, told)), AtCounter(counter, ticket)

    return _decide(ports, desk, caller, number, context, step)


def serve(ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context) -> AtCounter:
    """Its holder has come."""
    return _keep(ports, desk, caller, number, context, lambda one: one.serve(caller.id, context.at))


def confirm(ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context) -> AtCounter:
    """The papers show that its holder goes first."""
    return _keep(ports, desk, caller, number, context, lambda one: one.confirm(caller.id, context.at))


def refuse_claim(ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context) -> AtCounter:
    """They do not: it waits on among the others, and the counter is free."""
    return _let_go(ports, desk, caller, number, context, lambda one: one.refuse_claim(caller.id, context.at))


def skip(ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context) -> AtCounter:
    return _let_go(ports, desk, caller, number, context, lambda one: one.skip(caller.id, context.at))


def finish(ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context) -> AtCounter:
    return _let_go(ports, desk, caller, number, context, lambda one: one.finish(caller.id, context.at))


def hand_over(
    ports: Ports, desk: QueueDesk, caller: Caller, number: int, to: str, note: str, context: Context
) -> AtCounter:
    """``to`` is a line's code, or ``#3`` for one counter; the ticket keeps its time there.

    Raises Forbidden, NotFound, IllegalStep for a place that is none, InvalidRequest, StoreAway.
    """
    why = read_text("/note", note)
    line, only_at = _aim(desk, to, number)

    def rule(ticket: Ticket) -> Ticket:
        return ticket.hand_over(line or ticket.line, only_at, caller.id, why, context.at)

    return _let_go(ports, desk, caller, number, context, rule)


def bring_back(ports: Ports, caller: Caller, id: str, context: Context) -> Ticket:
    """Who was absent stands at a counter: the ticket waits again. Raises Forbidden, NotFound, IllegalStep."""
    ports.access.grant(caller, WORK).require(unit=ports.unit.code)
    return change_ticket(ports, id, lambda one: one.come_back(caller.id, context.at), context)


def change_ticket(ports: Ports, id: str, rule: Callable[[Ticket], Ticket], context: Context) -> Ticket:
    """Raises NotFound, Conflict, and what the rule raises."""
    after: list[Ticket] = []

    def decide() -> Change:
        found = ports.work.load(Key(Ticket, id)).get(Ticket, id)
        if found is None or found.unit != ports.unit.code:
            raise unknown_ticket()
        after[:] = [rule(found)]
        return Change(saved=(after[0],))

    decide_again(ports.work, decide, context)
    return after[0]


def _aim(desk: QueueDesk, to: str, here: int) -> tuple[str | None, int | None]:
    if desk.plan.line(to) is not None:
        return to, None
    counter = desk.plan.counter(int(to[1:])) if to[:1] == "#" and to[1:].isdecimal() and len(to) < 4 else None
    if counter is None or counter.number == here:
        raise IllegalStep("hand-over-nowhere", Words("Chọn nơi chuyển đến", "Choose where it goes"))
    return None, counter.number


Step = Callable[[Hall, Counter], "tuple[Change, AtCounter]"]


def _counter_step(
    ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context, rule: Callable[[Counter], Counter]
) -> AtCounter:
    def step(_hall: Hall, counter: Counter) -> tuple[Change, AtCounter]:
        after = rule(counter)
        return Change(saved=(after,)), AtCounter(after)

    return _decide(ports, desk, caller, number, context, step)


def _keep(
    ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context, rule: Callable[[Ticket], Ticket]
) -> AtCounter:
    """The ticket changes and stays at the counter."""

    def step(_hall: Hall, counter: Counter) -> tuple[Change, AtCounter]:
        ticket = rule(_here(ports, counter))
        return Change(saved=(ticket,)), AtCounter(counter, ticket)

    return _decide(ports, desk, caller, number, context, step)


def _let_go(
    ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context, rule: Callable[[Ticket], Ticket]
) -> AtCounter:
    """The ticket changes and leaves the counter."""

    def step(_hall: Hall, counter: Counter) -> tuple[Change, AtCounter]:
        ticket, after = rule(_here(ports, counter)), counter.free()
        return Change(saved=(ticket, after)), AtCounter(after, ticket)

    return _decide(ports, desk, caller, number, context, step)


def _decide(
    ports: Ports, desk: QueueDesk, caller: Caller, number: int, context: Context, step: Step, *, own: bool = True
) -> AtCounter:
    ports.access.grant(caller, WORK).require(unit=ports.unit.code)
    found: list[AtCounter] = []

    def decide() -> Change:
        hall, counters = load_hall(ports, desk, local(context.at).date())
        counter = next((one for one in counters if one.number == number), None)
        if counter is None:
            raise NotFound("unknown-counter", Words("Không có quầy này", "There is no such counter"))
        if own and counter.officer is not None and counter.officer != caller.id:
            raise IllegalStep("not-your-counter", Words("Người khác đang ngồi quầy này", "Somebody else is there"))
        change, after = step(hall, counter)
        found[:] = [after]
        return change

    for left in reversed(range(ROUNDS)):
        try:
            decide_again(ports.work, decide, context)
            break
        except AlreadyExists as first_of_the_day:  # two counters opened the day in the same moment
            if not left:
                raise Conflict(str(first_of_the_day)) from first_of_the_day
        except Conflict:
            if not left:
                raise
    desk.kept.forget()
    return found[0]


def _here(ports: Ports, counter: Counter) -> Ticket:
    found = ports.work.load(Key(Ticket, counter.ticket)).get(Ticket, counter.ticket) if counter.ticket else None
    if found is None or found.state not in (State.CALLED, State.SERVING):
        raise IllegalStep("counter-empty", Words("Quầy chưa gọi số nào", "This counter has called nobody"))
    return found


def opened_by(counters: Collection[Counter], officer: str) -> Counter | None:
    """Where this officer sits."""
    return next((one for one in counters if one.officer == officer), None)
