"""The front door in memory: real pages, use cases, catalogue and HTTP platform over a fake store and a set clock."""

from __future__ import annotations

import json
from dataclasses import dataclass
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
from services.intake.domain.catalogue import ProcedureHistory
from services.intake.domain.dossier import Dossier
from services.intake.domain.errors import IntakeError, Words
from services.intake.domain.procedure_data import procedure_from_data
from services.intake.domain.rules import read_rules
from services.intake.gateways.calendar_file import CalendarFile
from services.intake.gateways.catalogue_files import CatalogueFiles
from services.intake.gateways.date_rules_file import read_apology_rules
from services.intake.use_cases.ownership import OwnersAccess
from services.intake.use_cases.paper_ports import PaperDesk
from services.intake.use_cases.portal_ports import PortalDesk
from services.intake.use_cases.ports import Ports, ReceptionUnit
from services.intake.use_cases.queue_ports import QueueDesk
from services.intake.use_cases.review_ports import ReviewDesk
from shared.http.application import create_api
from shared.http.sessions import Sessions
from shared.security.keys import key_set, new_signing_key, public_json
from shared.security.passwords import hash_password
from shared.security.tokens import TokenIssuer, TokenVerifier
from shared.settings import COMMON, Settings, read
from shared.working_time import Calendar
from shared.working_time.calendar import ZONE, Off, Reason, SpecialDay
from tests.support.fake_store import FakeWork
from tests.support.form_desk import form_office
from tests.unit.intake.fake_files import make_desk
from tests.unit.intake.hall import fake_hall
from tests.unit.intake.people import Digits, fake_people
from tests.unit.intake.portal_world import FakePortal, portal_desk
from tests.unit.intake.priority.register import fake_priority
from tests.unit.intake.review_house import fake_desk
from tests.unit.intake_web.front_ports import (
    Accounts,
    Answers,
    Calendars,
    Catalogue,
    Dossiers,
    History,
    Imports,
    Limits,
    Numbers,
    Tours,
)

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
def _histories() -> tuple[ProcedureHistory, ...]:
    entries = json.loads((DATA / "procedures.json").read_text(encoding="utf-8"))
    return tuple(ProcedureHistory.begin(procedure_from_data(one)) for one in entries)


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
class FrontDoor:
    """``app`` and its ``client``; ``clock`` and ``work`` to play with."""

    app: Flask
    clock: Clock
    work: FakeWork
    ports: Ports
    digits: Digits
    desk: PaperDesk
    hall: QueueDesk
    portal: FakePortal
    portal_desk: PortalDesk
    review: ReviewDesk

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
    work = FakeWork(*_histories(), clock=clock)
    key = new_signing_key()
    issuer = TokenIssuer(key)
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
            ("operator", Words("Phạm Thị Nhàn", "Phạm Thị Nhàn"), Role.OPERATOR),
        )
    }
    digits = Digits()
    people = fake_people(work, digits)
    ports = Ports(
        work=work,
        numbers=Numbers(),
        catalogue=Catalogue(work),
        calendars=Calendars(work, Calendar("ha-son", special={CULTURE_DAY: holiday})),
        dossiers=Dossiers(work),
        accounts=Accounts(accounts),
        tokens=issuer,
        limits=Limits(),
        access=OwnersAccess(ACCESS, people.accounts.memberships),
        unit=unit,
        clock=clock,
        people=people,
        calendar_source=CalendarFile(DATA / "calendar.json", "ha-son"),
        apology_rules=read_apology_rules(DATA / "date_rules.json"),
        rules=read_rules(json.loads((DATA / "rules.json").read_text(encoding="utf-8"))),
        tours=Tours(work),
        priority=fake_priority(work),
    )
    sessions = Sessions(TokenVerifier(key_set(public_json([key]))), issuer, secure=False, clock=clock)
    place = web.Place(Words("12 Lê Lợi, phường Trung Tâm", "12 Lê Lợi Street, Trung Tâm Ward"), "1800 0000")
    desk = make_desk(work, clock=clock)
    office = form_office(work, address=place.address.vi)
    catalogue = web.CatalogueDesk(CatalogueFiles(), Imports(work), History(work))
    hall = fake_hall(work)
    portal = FakePortal()
    told = portal_desk(work, portal, clock)
    review = fake_desk(work, tuple(accounts.values()))
    given = (ports, place, "http://localhost:8080", sessions, Answers(work), office, desk, catalogue, told, review)
    parts = web.Parts(*given)
    app = create_api(
        "intake",
        _settings(),
        access=ACCESS,
        sessions=sessions,
        pages=[web.blueprint(parts), web.queue_blueprint(parts, hall)],
        error_page=web.error_page,
        translations={IntakeError: to_problem},
    )
    web.dress(app, parts)
    app.jinja_env.bytecode_cache = COMPILED
    return FrontDoor(app, clock, work, ports, digits, desk, hall, portal, told, review)


def _settings() -> Settings:
    environ: dict[str, Any] = {"MONGO_URL": "mongodb://nowhere/x", "AMQP_URL": "amqp://nowhere", "SECRETS_DIR": "/tmp"}
    return read(COMMON, environ)
