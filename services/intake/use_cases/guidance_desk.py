"""The guidance desk: which half hours are free, booking one, and how each ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from services.intake.domain.contact_log import Contact, Means, Met
from services.intake.domain.errors import FieldFault, IllegalStep, InvalidRequest, NotFound, Words
from services.intake.domain.guidance import (
    Booking,
    BookingState,
    GuidanceDay,
    Place,
    at,
    bookable,
    day_id,
    hours_of,
)
from services.intake.domain.personal import read_name
from services.intake.domain.reach import Reach, Way, read_reach
from services.intake.use_cases import people_facts
from services.intake.use_cases.changing import decide_again, load_one
from services.intake.use_cases.deciding import read_text
from services.intake.use_cases.ports import Ports
from services.intake.use_cases.reading import MISSING, Reader
from shared.security.caller import ACCOUNT_KIND, Caller
from shared.security.owner_tokens import digest_owner_token, new_owner_token, owner_token_matches
from shared.store.change import Change, Context, Key
from shared.working_time.calendar import local

BOOK, LIST, END = "guidance.book", "guidance.list", "guidance.end"
MEANS = {Place.COUNTER: Means.COUNTER, Place.PHONE: Means.PHONE}
NOT_THEN = Words("Giờ này không hẹn được, chọn giờ khác", "This hour cannot be booked: choose another")


@dataclass(frozen=True, slots=True)
class FreeHour:
    hour: time
    left: int


@dataclass(frozen=True, slots=True)
class Booked:
    """``key`` is shown to its maker this once: with it they cancel."""

    booking: Booking
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DayLine:
    """One half hour of the officers' day."""

    hour: time
    bookings: tuple[Booking, ...]
    left: int


def free_hours(ports: Ports, day: date) -> tuple[FreeHour, ...]:
    """The half hours of that day that may still be booked. Raises StoreAway."""
    hours = bookable(ports.calendars.current(), day, ports.clock())
    taken = _day(ports, day)
    found = (FreeHour(hour, taken.left(hour, ports.people.chairs)) for hour in hours)
    return tuple(one for one in found if one.left)


def next_days(ports: Ports, count: int) -> tuple[date, ...]:
    """The next days on which something may be booked."""
    calendar, now = ports.calendars.current(), ports.clock()
    days = (local(now).date() + timedelta(days=ahead) for ahead in range(31))
    return tuple([day for day in days if bookable(calendar, day, now)][:count])


def book(ports: Ports, caller: Caller, data: Mapping[str, object], context: Context, *, address: str) -> Booked:
    """Raises InvalidRequest, IllegalStep where the hour is full by now, TooManyAttempts, StoreAway."""
    ports.access.grant(caller, BOOK)
    ports.limits.take("guidance-address", address)
    starts_at, key = _read_start(ports, data), new_owner_token()
    booking = _read_booking(ports, caller, data, starts_at, context.at, digest_owner_token(key))
    ports.limits.take("told-reach", booking.reach.value)
    told = people_facts.guidance_booked(booking, _procedure(ports, booking))

    def decide() -> Change:
        taken = _day(ports, booking.day).take(booking.hour, booking.id, ports.people.chairs)
        return Change(saved=(taken, booking), facts=(told,))

    decide_again(ports.work, decide, context)
    return Booked(booking, f"{booking.id}.{key}")


def booking_of_key(ports: Ports, key: str) -> Booking:
    """Raises NotFound."""
    id, _, secret = key.partition(".")
    booking = load_one(ports.work, Booking, id[:64], _unknown)
    if not owner_token_matches(secret, booking.key_hash):
        raise _unknown()
    return booking


def my_bookings(ports: Ports, caller: Caller) -> tuple[Booking, ...]:
    """From today on. Raises Forbidden."""
    ports.access.grant(caller, "account.view")
    today = at(local(ports.clock()).date(), time())
    found = ports.people.guidance.bookings_of(caller.id, today)
    return tuple(one for one in found if one.state is BookingState.BOOKED)


def cancel(ports: Ports, caller: Caller, id: str, context: Context, *, key: str = "") -> Booking:
    """By whoever made it: signed in, or with its key. The chair is free again. Raises NotFound, IllegalStep."""
    booking = booking_to_change(ports, caller, id, key=key)
    return _ended(ports, booking.id, BookingState.CANCELLED, "owner", context, None)


def move(
    ports: Ports, caller: Caller, id: str, data: Mapping[str, object], context: Context, *, key: str = ""
) -> Booking:
    """The same booking at another hour: the old chair is free, whoever booked is told.

    By whoever made it (signed in, or with its key), or by an officer for them. Raises Forbidden, NotFound,
    InvalidRequest, IllegalStep where the hour is full or the booking has ended, TooManyAttempts, StoreAway.
    """
    booking = booking_to_change(ports, caller, id, key=key)
    starts_at = _read_start(ports, data)
    ports.limits.take("told-reach", booking.reach.value)
    found: list[Booking] = []

    def decide() -> Change:
        before = load_one(ports.work, Booking, booking.id, _unknown)
        found[:] = [before.move(starts_at)]
        after = found[0]
        if after is before:
            return Change()
        told = people_facts.guidance_moved(before, after, _procedure(ports, after))
        return Change(saved=(after, *_days_after(ports, before, after)), facts=(told,))

    decide_again(ports.work, decide, context)
    return found[0]


def booking_to_change(ports: Ports, caller: Caller, id: str, *, key: str = "") -> Booking:
    """The one that this caller may move or cancel. Raises Forbidden, NotFound."""
    if key:
        return booking_of_key(ports, key)
    if caller.kind == "staff":
        ports.access.grant(caller, END).require(unit=ports.unit.code)
        booking = load_one(ports.work, Booking, id, _unknown)
        if booking.unit != ports.unit.code:
            raise _unknown()
        return booking
    ports.access.grant(caller, "account.edit")
    booking = load_one(ports.work, Booking, id, _unknown)
    if booking.account is None or booking.account != caller.id:
        raise _unknown()
    return booking


def day_of_desk(ports: Ports, caller: Caller, day: date) -> tuple[DayLine, ...]:
    """The officers' day: each half hour with who comes. Raises Forbidden."""
    ports.access.grant(caller, LIST).require(unit=ports.unit.code)
    bookings = [
        one for one in ports.people.guidance.bookings(ports.unit.code, day) if one.state is not BookingState.CANCELLED
    ]
    hours = sorted({*hours_of(ports.calendars.current(), day), *(local(one.starts_at).time() for one in bookings)})
    return tuple(_line(ports, hour, bookings) for hour in hours)


def end_booking(ports: Ports, caller: Caller, id: str, state: BookingState, about: str, context: Context) -> Booking:
    """They met (a line in the contact log), did not, or whoever booked called it off.

    Raises Forbidden, NotFound, InvalidRequest, IllegalStep.
    """
    ports.access.grant(caller, END).require(unit=ports.unit.code)
    needed = Words("Ghi đã hướng dẫn những gì", "Say what it was about") if state is BookingState.MET else None
    text = read_text("/about", about, needed=needed)
    if state is BookingState.BOOKED:
        raise IllegalStep("not-an-end", Words("Chọn gặp được hay không", "Say whether you met"))
    return _ended(ports, id, state, caller.id, context, text)


def _ended(ports: Ports, id: str, state: BookingState, by: str, context: Context, about: str | None) -> Booking:
    found: list[Booking] = []

    def decide() -> Change:
        booking = load_one(ports.work, Booking, id, _unknown)
        if booking.unit != ports.unit.code:
            raise _unknown()
        found[:] = [booking.end(state, by)]
        if state is BookingState.MET:
            return Change(saved=(found[0], _met(ports, booking, by, about or "", context.at)))
        if state is BookingState.CANCELLED:
            before = _day(ports, booking.day)
            after = before.free(id)
            told = people_facts.guidance_cancelled(found[0], _procedure(ports, booking))
            return Change(saved=(found[0],) if after is before else (found[0], after), facts=(told,))
        return Change(saved=(found[0],))

    decide_again(ports.work, decide, context)
    return found[0]


def _met(ports: Ports, booking: Booking, officer: str, about: str, moment: datetime) -> Contact:
    phone = booking.reach.value if booking.reach.way is Way.PHONE else None
    return Contact(
        id=ports.people.new_id(),
        unit=booking.unit,
        at=moment,
        officer=officer,
        means=MEANS[booking.place],
        about=about,
        met=Met(booking.name, phone),
        procedure=booking.procedure,
        booking=booking.id,
        account=booking.account,
    )


def _days_after(ports: Ports, before: Booking, after: Booking) -> tuple[GuidanceDay, ...]:
    """The day, or both days, with the chair given back and the other one taken. Raises IllegalStep where it is full."""
    here, chairs = _day(ports, before.day), ports.people.chairs
    if after.day == before.day:
        return (here.shift(after.hour, after.id, chairs),)
    freed, taken = here.free(before.id), _day(ports, after.day).take(after.hour, after.id, chairs)
    return (taken,) if freed is here else (freed, taken)


def _procedure(ports: Ports, booking: Booking) -> Words:
    found = ports.catalogue.current(booking.procedure, local(ports.clock()).date())
    return found.name if found else Words(booking.procedure, booking.procedure)


def _read_booking(
    ports: Ports, caller: Caller, data: Mapping[str, object], starts_at: datetime, now: datetime, key_hash: str
) -> Booking:
    reader = Reader(local(now).date())
    name = reader.text(data, "", "name", read_name, required=True)
    reach: Reach | None = reader.text(data, "", "reach", read_reach, required=True)
    place = reader.choice(data, "", "place", Place)
    procedure = reader.text(data, "", "procedure", str.strip, required=True)
    if procedure and ports.catalogue.current(procedure, local(now).date()) is None:
        reader.fault("/procedure", Words("Không có thủ tục này trong danh mục", "The catalogue has no such procedure"))
    if place is Place.PHONE and reach and reach.way is Way.EMAIL:
        reader.fault("/reach", Words("Cần số điện thoại để gọi", "A phone number is needed for a call"))
    note = read_text("/note", str(data.get("note") or ""))
    reader.must_be_right()
    if name is None or reach is None or place is None or procedure is None:
        raise InvalidRequest(())
    return Booking(
        id=ports.people.new_id(),
        version=1,
        unit=ports.unit.code,
        starts_at=starts_at,
        place=place,
        procedure=procedure,
        name=name,
        reach=reach,
        booked_at=now,
        key_hash=key_hash,
        note=note,
        account=caller.id if caller.kind == ACCOUNT_KIND else None,
        language="en" if data.get("language") == "en" else "vi",
    )


def _read_start(ports: Ports, data: Mapping[str, object]) -> datetime:
    day_text, hour_text = str(data.get("day") or ""), str(data.get("hour") or "")
    if not day_text or not hour_text:
        missing = [f"/{name}" for name, text in (("day", day_text), ("hour", hour_text)) if not text]
        raise InvalidRequest(tuple(FieldFault(pointer, MISSING) for pointer in missing))
    try:
        day, hour = date.fromisoformat(day_text), time.fromisoformat(hour_text)
    except ValueError:
        raise InvalidRequest((FieldFault("/hour", NOT_THEN),)) from None
    if hour not in bookable(ports.calendars.current(), day, ports.clock()):
        raise InvalidRequest((FieldFault("/hour", NOT_THEN),))
    return at(day, hour)


def _day(ports: Ports, day: date) -> GuidanceDay:
    id = day_id(ports.unit.code, day)
    return ports.work.load(Key(GuidanceDay, id)).get(GuidanceDay, id) or GuidanceDay(id)


def _line(ports: Ports, hour: time, bookings: Sequence[Booking]) -> DayLine:
    here = tuple(one for one in bookings if local(one.starts_at).time() == hour)
    return DayLine(hour, here, max(0, ports.people.chairs - len(here)))


def _unknown() -> NotFound:
    return NotFound("unknown-booking", Words("Không thấy lịch hẹn này", "There is no such booking"))
