"""Intake's ports in memory, and dossiers to begin with."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from services.intake.access import ACCESS
from services.intake.domain.acceptance import Acceptance
from services.intake.domain.account import Account
from services.intake.domain.calendar_plan import CalendarPlan
from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.channel import Channel
from services.intake.domain.date_rules import ApologyRule
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import TooManyAttempts, Words
from services.intake.domain.personal import Applicant, ApplicantKind
from services.intake.domain.procedure import Fee, Field, Level, LimitKind, Procedure, Result, TimeLimit, Variant
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.returning import ReturnMethod
from services.intake.domain.rules import read_rules
from services.intake.domain.standing import Lateness
from services.intake.domain.status import PAUSED, RUNNING, Status
from services.intake.domain.tour import Tour
from services.intake.settings import DATA
from services.intake.use_cases.ownership import OwnersAccess
from services.intake.use_cases.ports import Counts, DossierPage, DossierQuery, DossierRow, Ports, ReceptionUnit
from shared.security.caller import Caller
from shared.security.owner_tokens import digest_owner_token
from shared.store.change import Context, Key
from shared.working_time import Calendar
from tests.support.fake_store import FakeWork
from tests.unit.intake.people import Digits, fake_people
from tests.unit.intake.priority.register import fake_priority

NOW = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)  # Monday, 08:00 in Viet Nam
UNIT = ReceptionUnit("H99.11", Words("Bộ phận Một cửa", "One-stop desk"), Words("Hà Sơn", "Hà Sơn"))
OFFICER = Caller("staff", "reception", frozenset({"reception"}), "H99.11")
ELSEWHERE = Caller("staff", "far-away", frozenset({"reception"}), "H99.12")
TOKEN = "a-token-that-nobody-guesses"
APOLOGY_RULES = (ApologyRule(date(2025, 7, 1), timedelta(hours=8), 1, Words("Nghị định 118", "Decree 118")),)
FIVE_DAYS = TimeLimit(LimitKind.WORKING_DAYS, Decimal(5))
PROCEDURE = Procedure(
    "1.013814",
    1,
    date(2025, 7, 1),
    Words("Đăng ký cơ sở trợ giúp xã hội", "Register an establishment"),
    Field("Bảo trợ xã hội", "Social protection"),
    Level.PROVINCE,
    Words("Sở Y tế", "Department of Health"),
    FIVE_DAYS,
    (Result(Words("Giấy chứng nhận", "Certificate")),),
    variants=(
        Variant(
            "dissolve",
            Words("Giải thể", "Dissolve"),
            TimeLimit(LimitKind.WORKING_DAYS, Decimal(10)),
            (Fee(Words("Phí", "Fee"), 1000),),
        ),
    ),
)
RULES = read_rules(json.loads((DATA / "rules.json").read_text("utf-8")))
CITIZEN = Applicant(ApplicantKind.CITIZEN, "Nguyễn Thị Đào", "Phường Hà Sơn", "001158012345", phone="+84912345678")


def context(actor: str = "public", at: datetime = NOW) -> Context:
    return Context(actor, at, "correlation")


def filed(code: str = "H99.11-261005-0001") -> Dossier:
    return Dossier(
        code,
        1,
        "H99.11",
        ProcedureTaken.of(PROCEDURE, None),
        Channel.ONLINE,
        CITIZEN,
        ReturnMethod.COUNTER,
        NOW,
        "public",
        digest_owner_token(TOKEN),
    )


def accepted(code: str = "H99.11-261005-0001") -> Dossier:
    dossier = filed(code)
    return dossier.accept(Acceptance(NOW, "staff:reception", *FIVE_DAYS.due(Calendar("test"), NOW, None)))


@dataclass
class FakeNumbers:
    taken: Counter[str] = field(default_factory=Counter)

    def take(self, series: str) -> int:
        self.taken[series] += 1
        return self.taken[series]


@dataclass
class FakeCatalogue:
    procedures: tuple[Procedure, ...] = (PROCEDURE,)

    def current(self, code: str, day: date) -> Procedure | None:
        return next((one for one in self.procedures if one.code == code), None)

    def all(self, day: date) -> Sequence[Procedure]:
        return self.procedures

    def history(self, code: str) -> ProcedureHistory | None:
        return next((ProcedureHistory.begin(one) for one in self.procedures if one.code == code), None)

    def histories(self) -> Sequence[ProcedureHistory]:
        return [ProcedureHistory.begin(one) for one in self.procedures]


@dataclass
class FakeCalendars:
    calendar: Calendar = field(default_factory=lambda: Calendar("test"))

    def current(self) -> Calendar:
        return self.calendar

    def of(self, agency: str) -> Calendar:
        return self.calendar


@dataclass
class FakeCalendarSource:
    """One calendar without holidays."""

    plan: CalendarPlan = field(
        default_factory=lambda: CalendarPlan("test", {"test": Words("Giờ hành chính", "Office hours")})
    )

    def base(self, id: str, year: int) -> Calendar:
        return Calendar(id)


@dataclass
class FakeDossiers:
    work: FakeWork
    asked: list[DossierQuery] = field(default_factory=list)

    def page(self, query: DossierQuery, now: datetime, calendar: Calendar) -> DossierPage:
        self.asked.append(query)
        return DossierPage((), None)

    def lateness_counts(self, unit: str, now: datetime, calendar: Calendar) -> Mapping[Lateness, int]:
        return {}

    def code_of_owner(self, token_digest: str) -> str | None:
        return next((one.code for one in self.work.all(Dossier) if one.owner_token_hash == token_digest), None)

    def open_codes(self, unit: str, due_from: datetime | None = None) -> Sequence[str]:
        found = (one for one in self.work.all(Dossier) if one.unit == unit and one.acceptance)
        return sorted(one.code for one in found if one.status in RUNNING | PAUSED)

    def counts(self, unit: str, now: datetime) -> Counts:
        return Counts(dict.fromkeys(Status, 0), 0, 0, 0, now)

    def silent(self, unit: str, now: datetime, limit: int) -> Sequence[str]:
        waiting = [one for one in self.work.all(Dossier) if one.unit == unit and one.may_stop_since is None]
        return [one.code for one in waiting if one.waits_until and one.waits_until < now][:limit]

    def may_be_stopped(self, unit: str, limit: int) -> Sequence[DossierRow]:
        return ()


@dataclass
class FakeTours:
    work: FakeWork

    def of_unit(self, unit: str, since: date, limit: int) -> Sequence[Tour]:
        found = [one for one in self.work.all(Tour) if one.unit == unit and one.day >= since]
        return sorted(found, key=lambda one: (one.day, one.id))[:limit]


@dataclass
class FakeAccounts:
    work: FakeWork

    def find(self, username: str) -> Account | None:
        return self.work.load(Key(Account, username)).get(Account, username)


class FakeTokens:
    def issue(self, caller: Caller, now: datetime) -> str:
        return f"token of {caller.id}"


@dataclass
class FakeLimits:
    most: int = 1000
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)

    def take(self, kind: str, value: str) -> None:
        self.taken[kind, value] += 1
        if self.taken[kind, value] > self.most:
            raise TooManyAttempts(60)


@dataclass
class FakeClock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amounts: float) -> None:
        self.now += timedelta(**amounts)


def make_ports(
    work: FakeWork,
    *,
    limits: FakeLimits | None = None,
    clock: FakeClock | None = None,
    digits: Digits | None = None,
) -> Ports:
    people = fake_people(work, digits)
    return Ports(
        work,
        FakeNumbers(),
        FakeCatalogue(),
        FakeCalendars(),
        FakeDossiers(work),
        FakeAccounts(work),
        FakeTokens(),
        limits or FakeLimits(),
        OwnersAccess(ACCESS, people.accounts.memberships),
        UNIT,
        clock or FakeClock(),
        people,
        FakeCalendarSource(),
        APOLOGY_RULES,
        RULES,
        FakeTours(work),
        priority=fake_priority(work),
    )
