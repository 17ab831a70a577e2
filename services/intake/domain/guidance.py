"""The guidance desk: hours to choose from, who comes when and for what; never more people than chairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from types import MappingProxyType

from services.intake.domain.errors import IllegalStep, Words
from services.intake.domain.reach import Reach
from shared.working_time import Calendar
from shared.working_time.calendar import ZONE, local

SLOT = timedelta(minutes=30)
DAYS_AHEAD = 30
NOTICE = timedelta(hours=1)  # nobody is booked for the next minute


class Place(Enum):
    """Where help is given."""

    COUNTER = "counter"
    PHONE = "phone"

    @property
    def words(self) -> Words:
        return _PLACE_WORDS[self]


_PLACE_WORDS = {Place.COUNTER: Words("Tại quầy", "At the counter"), Place.PHONE: Words("Qua điện thoại", "By phone")}


class BookingState(Enum):
    """How a booking ended, or that it did not yet."""

    BOOKED = "booked"
    MET = "met"
    ABSENT = "absent"
    CANCELLED = "cancelled"

    @property
    def words(self) -> Words:
        return _STATE_WORDS[self]


_STATE_WORDS = {
    BookingState.BOOKED: Words("Đã hẹn", "Booked"),
    BookingState.MET: Words("Đã hướng dẫn", "Helped"),
    BookingState.ABSENT: Words("Không gặp được", "Not met"),
    BookingState.CANCELLED: Words("Đã hủy", "Cancelled"),
}


@dataclass(frozen=True, slots=True)
class Booking:
    """``key_hash`` of what its maker shows to cancel it; ``account`` where they were signed in."""

    id: str
    version: int
    unit: str
    starts_at: datetime
    place: Place
    procedure: str
    name: str = field(repr=False)
    reach: Reach
    booked_at: datetime
    key_hash: str = field(repr=False)
    note: str = field(default="", repr=False)
    account: str | None = None
    state: BookingState = BookingState.BOOKED
    ended_by: str | None = None
    language: str = "vi"

    @property
    def day(self) -> date:
        return local(self.starts_at).date()

    @property
    def hour(self) -> time:
        return local(self.starts_at).time()

    def move(self, starts_at: datetime) -> Booking:
        """At another hour; itself where it is the same. Raises IllegalStep where it ended already."""
        self._must_be_open()
        return self if starts_at == self.starts_at else replace(self, version=self.version + 1, starts_at=starts_at)

    def end(self, state: BookingState, by: str) -> Booking:
        """Raises IllegalStep where it ended already."""
        self._must_be_open()
        return replace(self, version=self.version + 1, state=state, ended_by=by)

    def _must_be_open(self) -> None:
        if self.state is not BookingState.BOOKED:
            here = self.state.words
            raise IllegalStep("booking-ended", Words(f"Lịch hẹn này: {here.vi}", f"This booking: {here.en}"))


@dataclass(frozen=True, slots=True)
class GuidanceDay:
    """Who has which hour of one day: the one place where two who want the last chair meet."""

    id: str
    version: int = 0
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "taken", MappingProxyType(dict(self.taken)))

    def left(self, hour: time, chairs: int) -> int:
        return max(0, chairs - len(self.taken.get(_hour(hour), ())))

    def take(self, hour: time, booking: str, chairs: int) -> GuidanceDay:
        """Raises IllegalStep where no chair is left."""
        if not self.left(hour, chairs):
            told = Words("Giờ này vừa hết chỗ, chọn giờ khác", "This hour is full: choose another")
            raise IllegalStep("hour-full", told)
        key = _hour(hour)
        return replace(self, version=self.version + 1, taken={**self.taken, key: (*self.taken.get(key, ()), booking)})

    def shift(self, hour: time, booking: str, chairs: int) -> GuidanceDay:
        """With this booking at another hour. Raises IllegalStep where no chair is left there."""
        return replace(self.free(booking).take(hour, booking, chairs), version=self.version + 1)

    def free(self, booking: str) -> GuidanceDay:
        """Without this booking; itself where it had no place."""
        taken = {hour: tuple(one for one in ids if one != booking) for hour, ids in self.taken.items()}
        return self if taken == dict(self.taken) else replace(self, version=self.version + 1, taken=taken)


def day_id(unit: str, day: date) -> str:
    return f"{unit}/{day.isoformat()}"


def hours_of(calendar: Calendar, day: date) -> tuple[time, ...]:
    """The half hours of one day that lie wholly within working time."""
    found = []
    for interval in calendar.hours(day):
        start = datetime.combine(day, interval.start)
        while start + SLOT <= datetime.combine(day, interval.end):
            found.append(start.time())
            start += SLOT
    return tuple(found)


def bookable(calendar: Calendar, day: date, now: datetime) -> tuple[time, ...]:
    """Those of them that may still be booked now."""
    today = local(now).date()
    if not today <= day <= today + timedelta(days=DAYS_AHEAD):
        return ()
    return tuple(hour for hour in hours_of(calendar, day) if at(day, hour) >= now + NOTICE)


def at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE)


def _hour(hour: time) -> str:
    return hour.isoformat("minutes")
