"""The dossiers awaiting results of the made-up province: those that cases are about, and the thousands beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from deploy.matching.people import Person, firm, person
from services.hotline.domain.known_dossier import KnownDossier, Slot

TODAY = date(2026, 11, 23)
DAYS_BACK = 40
UNITS = ("Phòng Bảo trợ xã hội", "Phòng Nghiệp vụ Y Dược")


@dataclass(frozen=True, slots=True)
class Made:
    """One dossier, as plain as it is kept in the file."""

    code: str
    name: str
    phone: str
    identity: str
    email: str
    address: str
    procedure: str
    filed: str
    due: str
    unit: str


@dataclass
class Registry:
    """Makes dossiers with numbers that never repeat."""

    random: Random
    procedures: Mapping[str, str]
    taken: Counter[str] = field(default_factory=Counter)

    def dossier(self, who: Person, *, procedure: str = "", filed: date | None = None) -> Made:
        """A dossier of this person, filed within the last weeks on a working day."""
        random = self.random
        day = filed or self._day()
        # Numbers run over a working day; those of the days of a case stand among others'.
        stamp = f"{day:%y%m%d}"
        self.taken[stamp] += random.randrange(1, 3)
        procedure = procedure or random.choice(_fitting(who, self.procedures))
        house = f"Số {random.randrange(1, 200)}, " if random.random() < 0.5 else f"Thôn {random.randrange(1, 12)}, "
        kind = "xã" if random.random() < 0.7 else "phường"
        return Made(
            f"H99.11-{stamp}-{self.taken[stamp]:04d}", who.name, "+84" + who.phone[1:], who.identity, who.email,
            f"{house}{kind} {who.commune}, tỉnh Hà Sơn", procedure, day.isoformat(),
            _after(day, random.choice((5, 8, 10, 15))).isoformat(), random.choice((*UNITS, "")),
        )  # fmt: skip

    def fill(self, count: int) -> Iterable[Made]:
        """Dossiers of people whom no case is about."""
        for _ in range(count):
            yield self.dossier(firm(self.random) if self.random.random() < 0.12 else person(self.random))

    def _day(self) -> date:
        day = TODAY - timedelta(days=self.random.randrange(1, DAYS_BACK))
        return day - timedelta(days=max(0, day.weekday() - 4))


def known(one: Made, procedures: Mapping[str, str]) -> KnownDossier:
    """The dossier as the hotline knows it."""
    procedure = {"code": one.procedure, "name": procedures[one.procedure]}
    filed, due = _at(date.fromisoformat(one.filed), 2), _at(date.fromisoformat(one.due), 4)
    personal: dict[str, Any] = {
        "name": one.name, "phone": one.phone, "email": one.email, "address": one.address, "identity": one.identity,
    }  # fmt: skip
    dossier = KnownDossier(one.code).hearing(Slot.FILED, 1, {"procedure": procedure, "filed_at": filed}, personal)
    dossier = dossier.hearing(
        Slot.ACCEPTED, 2, {"procedure": procedure, "agency": "H99.11", "accepted_at": filed, "due_at": due}, personal
    )
    if one.unit:
        id = f"{one.code}:1"
        task = {"task_id": id, "agency": "H99.11.01", "agency_name": one.unit, "dispatched_at": filed}
        dossier = dossier.hearing(Slot.TASK_DISPATCHED, 1, task, {}, id)
    return dossier


def _fitting(who: Person, procedures: Mapping[str, str]) -> list[str]:
    """Businesses ask for licences, people for support and cards; a few for either."""
    words = ("cơ sở", "Công bố", "kinh doanh", "mỹ phẩm", "thuốc")
    firms = [code for code, name in procedures.items() if any(word in name for word in words)]
    return sorted(firms if who.firm else set(procedures) - set(firms[::2]))


def _after(day: date, working_days: int) -> date:
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5
    return day


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
