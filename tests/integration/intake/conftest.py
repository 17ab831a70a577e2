"""Intake on a real database: parts, application, and staff to sign in as."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from pymongo import MongoClient
from pymongo.database import Database

from services.intake.app import Parts, build, make_app
from services.intake.initialise import initialise
from services.intake.settings import TABLE
from shared.security.make_secrets import make_secrets
from shared.settings import Settings, read
from tests.support.stack import Mongo

House = tuple[Settings, Database[dict[str, Any]]]
REFERENCE = {"accounts", "calendars", "procedures"}
MONDAY_EIGHT = datetime(2026, 10, 5, 1, 0, tzinfo=UTC)
APPLICANT = {
    "kind": "citizen",
    "name": "Nguyễn Thị Bích Đào",
    "identity_number": "001158012345",
    "birth_date": "1958-11-23",
    "phone": "0912 345 678",
    "email": "bichdao@thu.example",
    "address": "Số 7 ngõ Hoa Sữa, phường Hà Sơn",
}
FILING = {
    "procedure": "1.013817",
    "channel": "online",
    "applicant": APPLICANT,
    "form": {"content": "Đăng ký hành nghề tại Trung tâm Hoa Gạo"},
    "return_method": "counter",
}


@dataclass
class Clock:
    """Moves only when told to."""

    now: datetime = MONDAY_EIGHT

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amounts: float) -> None:
        self.now += timedelta(**amounts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make_settings(folder: Path) -> Settings:
    make_secrets(folder / "secrets", ["intake"], {"tokens": "intake", "centre": "routing"})
    return read(
        TABLE,
        {
            "MONGO_URL": "mongodb://not-used/intake",
            "AMQP_URL": "amqp://not-used/",
            "SECRETS_DIR": str(folder / "secrets" / "intake"),
            "ACCOUNTS_FILE": str(folder / "accounts.json"),
            "HTTP_MAX_BODY_BYTES": "20000",
        },
    )


@pytest.fixture(scope="session")
def house(mongo: Mongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One initialised database for all tests that do not look at init itself."""
    settings = make_settings(tmp_path_factory.mktemp("intake"))
    name = f"test_intake_{uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](mongo.url(name), tz_aware=True, w="majority") as client:
        initialise(build(settings, clock=Clock(), database=client[name]))
        yield settings, client[name]
        client.drop_database(name)


@pytest.fixture
def settings(house: House) -> Settings:
    return house[0]


@pytest.fixture
def parts(house: House, clock: Clock) -> Parts:
    settings, database = house
    for name in set(database.list_collection_names()) - REFERENCE:
        database[name].delete_many({})
    return build(settings, clock=clock, database=database)


@pytest.fixture
def fresh(tmp_path: Path, database: Database[dict[str, Any]], clock: Clock) -> Parts:
    """Parts on an empty database: nothing is initialised yet."""
    return build(make_settings(tmp_path), clock=clock, database=database)


@pytest.fixture
def app(parts: Parts) -> Flask:
    return make_app(parts)


@pytest.fixture
def client(app: Flask) -> Iterator[Any]:
    with app.test_client() as one:
        yield one


@pytest.fixture
def sign_in(client: Any, settings: Settings) -> Callable[[str], dict[str, str]]:
    """Signs in a demo account: the headers to send."""

    def headers(username: str) -> dict[str, str]:
        password = json.loads(Path(settings.accounts_file).read_text())[username]
        answer = client.post("/api/intake/v1/sessions", json={"username": username, "password": password})
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {answer.json['token']}"}

    return headers
