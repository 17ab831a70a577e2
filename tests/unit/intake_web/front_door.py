"""The front door in memory: real pages, use cases, catalogue and HTTP platform over a fake store and a set clock."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from services.intake import web
from services.intake.access import ACCESS
from services.intake.api.registration import to_problem
from services.intake.domain.account import Account, Role
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IntakeError, Words
from services.intake.domain.procedure import Procedure
from services.intake.domain.rules import read_rules
from services.intake.domain.standing import Lateness, dossier_standing
from services.intake.domain.status import PAUSED, RUNNING, Status
from services.intake.domain.tour import Tour
from services.intake.gateways.calendar_file import CalendarFile
from services.intake.gateways.date_rules_file import read_apology_rules
from services.intake.gateways.receipts import TypstReceipts
from services.intake.store.reference_documents import read_procedure
from services.intake.use_cases.issue_receipt import ReceiptOffice
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.ports import Counts, DossierPage, DossierQuery, DossierRow, Ports, ReceptionUnit
from shared.http.application import create_api
from shared.http.sessions import Sessions
from shared.security.keys import key_set, new_signing_key, public_json
from shared.security.passwords import hash_password
from shared.security.tokens import TokenIssuer, TokenVerifier
from shared.settings import COMMON, Settings, read
from shared.store.change import Answer
from shared.text import search_key
from shared.working_time import Calendar
from shared.working_time.calendar import ZONE, Off, Reason, SpecialDay
from tests.support.fake_store import FakeWork
from tests.unit.intake.fake_files import make_desk

DATA = Path(__file__).parents[3] / "services" / "intake" / "data"
START = datetime(2026, 11, 23, 9, 10, tzinfo=ZONE)
PASSWORD = "mat-khau-thu-nghiem"
CULTURE_DAY = date(2026, 11, 24)


class _Compiled(BytecodeCache):
    """Templates compiled once for all the front doors of a run."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


@cache
def _hashed_password() -> str:
    return hash_password(PASSWORD)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class _Catalogue:
    procedures: list[Procedure]

    def current(self, code: str, day: date) -> Procedure | None:
        return next((one for one in self.procedures if one.code == code), None)

    def all(self, day: date) -> list[Procedure]:
        return sorted(self.procedures, key=lambda one: search_key(one.name.vi))


@dataclass
class _Calendars:
    work: FakeWork
    calendar: Calendar

    def current(self) -> Calendar:
        self.work.check_away()
        return self.calendar

    def of(self, agency: str) -> Calendar:
        return self.current()


@dataclass
class _Numbers:
    taken: dict[str, int] = field(default_factory=dict)

    def take(self, series: str) -> int:
        self.taken[series] = self.taken.get(series, 0) + 1
        return self.taken[series]


class _Limits:
    def take(self, kind: str, value: str) -> None:
        """Counts nothing: the limits have tests of their own."""


@dataclass
class _Accounts:
    accounts: dict[str, Account]

    def find(self, username: str) -> Account | None:
        return self.accounts.get(username)


@dataclass
class _Answers:
    work: FakeWork

    def find(self, key: str) -> Answer | None:
        return self.work.answers.get(key)


@dataclass
class _Dossiers:
    """Implements ``ports.Dossiers`` over the fake store by looking at every dossier."""

    work: FakeWork

    def page(self, query: DossierQuery, now: datetime, calendar: Calendar) -> DossierPage:
        found = [one for one in self._of(query.unit) if not query.statuses or one.status in query.statuses]
        if query.lateness:
            found = [one for one in found if dossier_standing(one, now, calendar).lateness is query.lateness]
        if query.search:
            wanted = search_key(query.search)
            found = [one for one in found if wanted in (search_key(one.code), search_key(one.applicant.name))]
        found.sort(key=lambda one: one.due_at or one.filed_at)
        start = int(query.cursor) if query.cursor else 0
        end = start + query.limit
        return DossierPage(tuple(_row(one) for one in found[start:end]), str(end) if len(found) > end else None)

    def lateness_counts(self, unit: str, now: datetime, calendar: Calendar) -> Mapping[Lateness, int]:
        counts = dict.fromkeys(Lateness, 0)
        for one in self._of(unit):
            counts[dossier_standing(one, now, calendar).lateness] += 1
        return counts

    def code_of_owner(self, token_digest: str) -> str | None:
        return next((one.code for one in self.work.all(Dossier) if one.owner_token_hash == token_digest), None)

    def counts(self, unit: str, now: datetime) -> Counts:
        found = [one for one in self._of(unit) if one.parent is None]
        done = [one for one in found if one.decision]
        late = [one for one in found if one.status in RUNNING and one.due_at and one.due_at < now]
        in_time = [one for one in done if one.decision and one.due_at and one.decision.decided_at <= one.due_at]
        by_status = {status: sum(one.status is status for one in found) for status in Status}
        return Counts(by_status, len(late), len(done), len(in_time), now)

    def open_codes(self, unit: str, due_from: datetime | None = None) -> list[str]:
        found = (one for one in self._of(unit) if one.acceptance and one.status in RUNNING | PAUSED)
        return sorted(one.code for one in found)

    def silent(self, unit: str, now: datetime, limit: int) -> list[str]:
        waiting = [one for one in self._of(unit) if one.may_stop_since is None]
        return [one.code for one in waiting if one.waits_until and one.waits_until < now][:limit]

    def may_be_stopped(self, unit: str, limit: int) -> list[DossierRow]:
        return [_row(one) for one in self._of(unit) if one.may_stop_since][:limit]

    def _of(self, unit: str) -> list[Dossier]:
        self.work.check_away()
        return [one for one in self.work.all(Dossier) if one.unit == unit]


def _row(one: Dossier) -> DossierRow:
    task = one.progress.holder
    return DossierRow(
        one.code,
        one.status,
        one.procedure.code,
        one.procedure.name,
        one.applicant.name,
        one.applicant.kind,
        one.channel,
        one.filed_at,
        one.due_at,
        one.decision.decided_at if one.decision else None,
        one.priority,
        task.agency_name if task else None,
        one.parent.code if one.parent else None,
    )


@dataclass
class _Tours:
    work: FakeWork

    def of_unit(self, unit: str, since: date, limit: int) -> list[Tour]:
        found = [one for one in self.work.all(Tour) if one.unit == unit and one.day >= since]
        return sorted(found, key=lambda one: (one.day, one.id))[:limit]


@dataclass
class FrontDoor:
    """``app`` and its ``client``; ``clock`` and ``work`` to play with."""

    app: Flask
    clock: Clock
    work: FakeWork
    ports: Ports
    desk: PaperDesk

    def client(self) -> FlaskClient:
        """A visitor whose browser says that its forms come from our own pages."""
        client = self.app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return client

    def signed_in(self, username: str = "reception") -> FlaskClient:
        client = self.client()
        client.post("/sign-in", data={"username": username, "password": PASSWORD})
        return client

    def dossier(self, code: str) -> Dossier:
        return next(one for one in self.work.all(Dossier) if one.code == code)

    def later(self, **length: float) -> None:
        self.clock.now += timedelta(**length)


def open_front_door() -> FrontDoor:
    """A front door with the whole catalogue, the mock-ups' calendar, one officer and a leader."""
    clock = Clock()
    work = FakeWork(clock=clock)
    key = new_signing_key()
    issuer = TokenIssuer(key)
    procedures = [read_procedure(one) for one in json.loads((DATA / "procedures.json").read_text(encoding="utf-8"))]
    holiday = SpecialDay(CULTURE_DAY, Reason("Ngày Văn hóa Việt Nam", "Viet Nam Culture Day"), Off.HOLIDAY)
    unit = ReceptionUnit(
        "H99.11",
        Words("Bộ phận Một cửa, Sở Y tế tỉnh Hà Sơn", "One-stop desk, Department of Health of Hà Sơn"),
        Words("Sở Y tế tỉnh Hà Sơn", "Department of Health of Hà Sơn"),
    )
    accounts = {
        name: Account(name, 1, shown, (role,), "H99.11", _hashed_password())
        for name, shown, role in (
            ("reception", Words("Trần Thu Hà", "Trần Thu Hà"), Role.RECEPTION),
            ("leader", Words("Lê Văn An", "Lê Văn An"), Role.LEADER),
            ("admin", Words("Quản trị", "Admin"), Role.ADMIN),
        )
    }
    ports = Ports(
        work=work,
        numbers=_Numbers(),
        catalogue=_Catalogue(procedures),
        calendars=_Calendars(work, Calendar("ha-son", special={CULTURE_DAY: holiday})),
        dossiers=_Dossiers(work),
        accounts=_Accounts(accounts),
        tokens=issuer,
        limits=_Limits(),
        access=ACCESS,
        unit=unit,
        clock=clock,
        calendar_source=CalendarFile(DATA / "calendar.json", "ha-son"),
        apology_rules=read_apology_rules(DATA / "date_rules.json"),
        rules=read_rules(json.loads((DATA / "rules.json").read_text(encoding="utf-8"))),
        tours=_Tours(work),
    )
    sessions = Sessions(TokenVerifier(key_set(public_json([key]))), issuer, secure=False, clock=clock)
    place = web.Place(Words("12 Lê Lợi, phường Trung Tâm", "12 Lê Lợi Street, Trung Tâm Ward"), "1800 0000")
    desk = make_desk(work, clock=clock)
    receipts = TypstReceipts(DATA / "receipt.typ", DATA / "fonts")
    office = ReceiptOffice(place.address.vi, place.hotline, "http://localhost:8080", receipts)
    parts = web.Parts(ports, place, "http://localhost:8080", sessions, _Answers(work), office, desk)
    app = create_api(
        "intake",
        _settings(),
        access=ACCESS,
        sessions=sessions,
        pages=[web.blueprint(parts)],
        error_page=web.error_page,
        translations={IntakeError: to_problem},
    )
    web.dress(app, parts)
    app.jinja_env.bytecode_cache = COMPILED
    return FrontDoor(app, clock, work, ports, desk)


def _settings() -> Settings:
    environ: dict[str, Any] = {"MONGO_URL": "mongodb://nowhere/x", "AMQP_URL": "amqp://nowhere", "SECRETS_DIR": "/tmp"}
    return read(COMMON, environ)
