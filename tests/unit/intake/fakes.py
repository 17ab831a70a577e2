"""Intake's ports in memory, and dossiers to begin with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from services.intake.access import ACCESS
from services.intake.domain.acceptance import Acceptance
from services.intake.domain.account import Account
from services.intake.domain.channel import Channel
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import TooManyAttempts, Words
from services.intake.domain.personal import Applicant, ApplicantKind
from services.intake.domain.procedure import Fee, Level, LimitKind, Procedure, TimeLimit, Variant
from services.intake.domain.procedure_taken import ProcedureTaken
from services.intake.domain.returning import ReturnMethod
from services.intake.domain.standing import Lateness
from services.intake.domain.status import Status
from services.intake.use_cases.ports import Counts, DossierPage, DossierQuery, Ports, ReceptionUnit
from shared.security.caller import Caller
from shared.security.owner_tokens import digest_owner_token
from shared.store.change import Context, Key
from shared.working_time import Calendar
from tests.support.fake_store import FakeWork

NOW = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)  # Monday, 08:00 in Viet Nam
UNIT = ReceptionUnit("H99.11", Words("Bộ phận Một cửa", "One-stop desk"), Words("Hà Sơn", "Hà Sơn"))
OFFICER = Caller("staff", "reception", frozenset({"reception"}), "H99.11")
ELSEWHERE = Caller("staff", "far-away", frozenset({"reception"}), "H99.12")
TOKEN = "a-token-that-nobody-guesses"
FIVE_DAYS = TimeLimit(LimitKind.WORKING_DAYS, Decimal(5))
PROCEDURE = Procedure(
    "1.013814",
    1,
    date(2025, 7, 1),
    Words("Đăng ký cơ sở trợ giúp xã hội", "Register an establishment"),
    Words("Bảo trợ xã hội", "Social protection"),
    Level.PROVINCE,
    Words("Sở Y tế", "Department of Health"),
    FIVE_DAYS,
    Words("Giấy chứng nhận", "Certificate"),
    variants=(
        Variant(
            "dissolve",
            Words("Giải thể", "Dissolve"),
            TimeLimit(LimitKind.WORKING_DAYS, Decimal(10)),
            (Fee(Words("Phí", "Fee"), 1000),),
        ),
    ),
)
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


class FakeCalendars:
    def current(self) -> Calendar:
        return Calendar("test")


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

    def counts(self, unit: str, now: datetime) -> Counts:
        return Counts(dict.fromkeys(Status, 0), 0, 0, 0, now)


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


def make_ports(work: FakeWork, *, limits: FakeLimits | None = None, clock: FakeClock | None = None) -> Ports:
    return Ports(
        work,
        FakeNumbers(),
        FakeCatalogue(),
        FakeCalendars(),
        FakeDossiers(work),
        FakeAccounts(work),
        FakeTokens(),
        limits or FakeLimits(),
        ACCESS,
        UNIT,
        clock or FakeClock(),
    )
