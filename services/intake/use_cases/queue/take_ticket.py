"""Taking a ticket: on the web, at the machine, by telephone or SMS, or from the officer at a counter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.intake.domain.errors import IllegalStep, InvalidRequest, Words
from services.intake.domain.personal import InvalidValue, read_identity_number, read_name, read_phone
from services.intake.domain.queue.card import Card, read_card
from services.intake.domain.queue.estimate import Estimate
from services.intake.domain.queue.plan import Line
from services.intake.domain.queue.ticket import Basis, Holder, Preference, State, Step, Ticket, Via
from services.intake.domain.reach import Reach, Way
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.queue import facts
from services.intake.use_cases.queue.kiosks import require_kiosk
from services.intake.use_cases.queue.watch import HallView, look, place, read_hall
from services.intake.use_cases.queue_ports import QueueDesk
from services.intake.use_cases.reading import Reader
from shared.security.caller import Caller
from shared.store.change import Answer, Change, Context, Key
from shared.working_time.calendar import local

TAKE, TAKE_FOR = "ticket.take", "ticket.take-for"
BY_OFFICER = frozenset({Via.TELEPHONE, Via.COUNTER})
UNKNOWN_LINE = Words("Chọn việc cần làm", "Choose what you come for")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. ``card`` is what it says, where one was shown; ``claims``: says that they go first."""

    line: Line
    via: Via
    reach: Reach | None = None
    name: str | None = None
    identity_number: str | None = None
    birth_date: date | None = None
    claims: bool = False
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Taken:
    """``again``: this number was given out before, to the same telephone number in the same line."""

    ticket: Ticket
    line: Line
    estimate: Estimate
    again: bool = False


def take_ticket(
    ports: Ports,
    desk: QueueDesk,
    caller: Caller,
    data: Mapping[str, object],
    via: Via,
    context: Context,
    *,
    address: str = "",
    kiosk: str = "",
    answer: Callable[[Taken], Answer | None] | None = None,
) -> Taken:
    """Raises Forbidden, InvalidRequest, IllegalStep (no tickets now), NotFound (no such machine), TooManyAttempts,
    StoreAway."""
    if via in BY_OFFICER:
        ports.access.grant(caller, TAKE_FOR).require(unit=ports.unit.code)
    elif via is Via.KIOSK:
        require_kiosk(ports, kiosk)
    else:
        ports.access.grant(caller, TAKE)
        ports.limits.take("ticket-address", address)
    wish = read_wish(ports, desk, data, via, context.at)
    if wish.reach is not None and via not in BY_OFFICER:
        ports.limits.take("told-reach", wish.reach.value)
    return give_ticket(ports, desk, wish, context, answer)


def give_ticket(
    ports: Ports,
    desk: QueueDesk,
    wish: Wish,
    context: Context,
    answer: Callable[[Taken], Answer | None] | None = None,
) -> Taken:
    """The ticket, or the one that this telephone number has in the line already. Raises IllegalStep, StoreAway."""
    require_open(ports, desk, context.at)
    day = local(context.at).date()
    held = _held(ports, desk, wish, day)
    if held is not None:
        return Taken(held, wish.line, place(ports, look(ports, desk, fresh=True), held), again=True)
    unit = ports.unit.code
    sequence = ports.numbers.take(ticket_series(unit, day, wish.line.code))
    ticket = Ticket(
        id=desk.new_id(),
        version=1,
        unit=unit,
        day=day,
        series=wish.line.code,
        sequence=sequence,
        line=wish.line.code,
        taken_at=context.at,
        via=wish.via,
        preference=_preference(ports, desk, wish, context.at),
        steps=(Step(context.at, "taken"),),
        language=wish.language,
        digits=desk.plan.digits,
    )
    taken = Taken(ticket, wish.line, place(ports, _with(ports, desk, ticket), ticket))
    change = Change(saved=(ticket,))
    if wish.reach is not None:
        holder = Holder(ticket.id, 1, unit, day, wish.reach, wish.name)
        told = facts.ticket_taken(ticket, holder, wish.line, taken.estimate)
        change = Change(saved=(ticket, holder), facts=(told,))
    ports.work.commit(replace(change, answer=answer(taken) if answer else None), context)
    desk.kept.forget()
    return taken


def require_open(ports: Ports, desk: QueueDesk, now: datetime) -> None:
    """Raises IllegalStep outside the hours in which tickets are given out."""
    calendar = ports.calendars.current()
    if desk.plan.gives_tickets(calendar, now):
        return
    hours = desk.plan.hours(calendar, local(now).date())
    if hours is None:
        raise IllegalStep("no-tickets-today", Words("Hôm nay không làm việc, không lấy số", "The desk is closed today"))
    begin, end = (one.strftime("%H:%M").lstrip("0") for one in hours)
    told = Words(f"Hôm nay lấy số từ {begin} đến {end}", f"Tickets are given out today from {begin} to {end}")
    raise IllegalStep("no-tickets-now", told)


def ticket_series(unit: str, day: date, line: str) -> str:
    """Each line counts from 1 each day."""
    return f"ticket/{unit}/{day.isoformat()}/{line}"


def read_wish(ports: Ports, desk: QueueDesk, data: Mapping[str, object], via: Via, now: datetime) -> Wish:
    """Raises InvalidRequest."""
    today = local(now).date()
    reader = Reader(today)
    line = _read_line(ports, desk, reader, data, today)
    phone = reader.text(data, "", "phone", read_phone, required=via in (Via.TELEPHONE, Via.SMS))
    name = reader.text(data, "", "name", read_name)
    card: Card | None = None
    number: str | None = None
    born: date | None = None
    if via in BY_OFFICER or via is Via.KIOSK:  # elsewhere nobody sees whose card it is
        card = reader.text(data, "", "card", read_card)
        number = reader.text(data, "", "identity_number", read_identity_number)
        born = reader.text(data, "", "birth_date", _read_day)
    reader.must_be_right()
    if line is None:
        raise InvalidRequest(())
    return Wish(
        line=line,
        via=via,
        reach=Reach(Way.PHONE, phone) if phone else None,
        name=name or (card.name if card else None),
        identity_number=card.identity_number if card else number,
        birth_date=card.birth_date if card else born,
        claims=data.get("claims_priority") in (True, "yes", "true", "on"),
        language="en" if data.get("language") == "en" else "vi",
    )


def _read_line(ports: Ports, desk: QueueDesk, reader: Reader, data: Mapping[str, object], today: date) -> Line | None:
    procedure = str(data.get("procedure") or "").strip()
    if procedure and not data.get("line"):
        found = ports.catalogue.current(procedure, today)
        if found is not None:
            return desk.plan.line_of_field(found.field.key)
        reader.fault("/procedure", Words("Không có thủ tục này trong danh mục", "The catalogue has no such procedure"))
        return None
    line = desk.plan.line(str(data.get("line") or "").strip().upper())
    if line is None:
        reader.fault("/line", UNKNOWN_LINE)
    return line


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidValue(Words("Ngày sinh chưa đúng", "Not a date of birth")) from None


def _preference(ports: Ports, desk: QueueDesk, wish: Wish, at: datetime) -> Preference | None:
    basis = None
    if wish.identity_number or wish.birth_date:
        basis = desk.priority(ports, at, wish.identity_number, wish.birth_date)
    if basis is None and wish.claims:
        basis = Basis.CLAIMED
    return Preference(basis) if basis else None


def _held(ports: Ports, desk: QueueDesk, wish: Wish, day: date) -> Ticket | None:
    """What this telephone number already waits with in the line: whoever sends the SMS twice has one number."""
    if wish.reach is None:
        return None
    ids = desk.tickets.open_of(ports.unit.code, day, wish.reach)
    loaded = ports.work.load(*(Key(Ticket, one) for one in ids))
    found = (loaded.get(Ticket, one) for one in ids)
    return next((one for one in found if one and one.state is State.WAITING and one.line == wish.line.code), None)


def _with(ports: Ports, desk: QueueDesk, ticket: Ticket) -> HallView:
    """The hall as it is once this ticket waits too."""
    return read_hall(ports, desk, also=(ticket,))
