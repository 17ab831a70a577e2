"""An entry of the procedure catalogue: versioned, with time limit, fees, components, and what is only sample data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum

from services.intake.domain.errors import NotFound, Words
from services.intake.domain.personal import ApplicantKind
from shared.working_time import Calendar, Ledger, calendar_days, closing_time, due

HOURS_OF_A_WORKING_DAY = 8


class LimitKind(Enum):
    """In what a time limit is counted."""

    WORKING_DAYS = "working_days"
    WORKING_HOURS = "working_hours"
    CALENDAR_DAYS = "calendar_days"
    IMMEDIATE = "immediate"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """``amount`` in the kind's unit, working days in steps of a quarter; 0 only for an immediate procedure."""

    kind: LimitKind
    amount: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if (self.amount > 0) == (self.kind is LimitKind.IMMEDIATE) or self.amount < 0 or self.amount * 4 % 1:
            raise ValueError(f"a time limit of {self.amount} {self.kind.value} cannot be")
        if self.kind is not LimitKind.WORKING_DAYS and self.amount % 1:
            raise ValueError("calendar days and working hours come whole")

    @property
    def working_hours(self) -> int | None:
        """The limit as clocks count it: 8 hours a working day; None where it does not count working time."""
        if self.kind is LimitKind.WORKING_DAYS:
            return int(self.amount * HOURS_OF_A_WORKING_DAY)
        return int(self.amount) if self.kind is LimitKind.WORKING_HOURS else None

    @property
    def words(self) -> Words:
        number = f"{self.amount.normalize():f}"
        comma = number.replace(".", ",")
        plural = "" if number == "1" else "s"
        return {
            LimitKind.WORKING_DAYS: Words(f"{comma} ngày làm việc", f"{number} working day{plural}"),
            LimitKind.WORKING_HOURS: Words(f"{comma} giờ làm việc", f"{number} working hour{plural}"),
            LimitKind.CALENDAR_DAYS: Words(f"{comma} ngày", f"{number} day{plural}"),
            LimitKind.IMMEDIATE: Words("Giải quyết ngay trong ngày làm việc", "At once, on the same working day"),
        }[self.kind]

    def due(self, calendar: Calendar, received: datetime, cut_off: time | None) -> tuple[datetime, Ledger]:
        """When the limit ends for something received then, with the ledger that says why.

        An immediate procedure is due by closing time of the day on which its clock starts.
        """
        if self.kind is LimitKind.CALENDAR_DAYS:
            return calendar_days(calendar, received, int(self.amount), cut_off=cut_off)
        if self.kind is LimitKind.IMMEDIATE:
            return closing_time(calendar, received, cut_off=cut_off)
        return due(calendar, received, (self.working_hours or 0) * 60, cut_off=cut_off)


@dataclass(frozen=True, slots=True)
class Fee:
    """What is to be paid, in đồng."""

    name: Words
    amount: int


@dataclass(frozen=True, slots=True)
class Component:
    """One paper that the dossier consists of; ``original``: the paper itself must be shown, not a copy."""

    id: str
    name: Words
    original: bool = False
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Variant:
    """A case within a procedure that has its own limit or fees (register, reissue, dissolve …)."""

    id: str
    name: Words
    limit: TimeLimit
    fees: tuple[Fee, ...]


class Policy(Enum):
    """What an answer does to the time limit, per procedure."""

    PAUSE = "pause"  # the due date moves by the time waited
    RESTART = "restart"  # the limit is counted anew


@dataclass(frozen=True, slots=True)
class SupplementRule:
    """What a procedure says of supplements; ``working_days`` is the time that the applicant has for the answer."""

    policy: Policy = Policy.PAUSE
    working_days: int = 15


USUAL_RULE = SupplementRule()


class Level(Enum):
    PROVINCE = "province"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True)
class Procedure:
    """One version of one procedure. ``sample`` names the parts that are invented, as their truth is not known here."""

    code: str
    version: int
    effective_from: date
    name: Words
    field: Words
    level: Level
    authority: Words
    limit: TimeLimit
    result: Words
    statutory_limit: TimeLimit | None = None
    applicants: tuple[ApplicantKind, ...] = tuple(ApplicantKind)
    fees: tuple[Fee, ...] = ()
    components: tuple[Component, ...] = ()
    variants: tuple[Variant, ...] = ()
    cut_off: time | None = None
    supplement: SupplementRule = USUAL_RULE
    sample: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        return f"{self.code}@{self.version}"

    def variant(self, id: str | None) -> Variant | None:
        """The named case; None where none is named. Raises NotFound."""
        if id is None:
            return None
        for one in self.variants:
            if one.id == id:
                return one
        raise NotFound("unknown-variant", Words("Thủ tục không có trường hợp này", "The procedure has no such case"))

    def limit_of(self, variant: str | None = None) -> TimeLimit:
        """The limit of the case, or of the procedure. Raises NotFound for an unknown case."""
        case = self.variant(variant)
        return case.limit if case else self.limit

    def fees_of(self, variant: str | None = None) -> tuple[Fee, ...]:
        case = self.variant(variant)
        return case.fees if case else self.fees
