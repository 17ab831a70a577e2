"""The hotline on a real database: parts, application, staff with tokens, and a dossier that it has heard of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from pymongo import MongoClient
from pymongo.database import Database

from services.hotline.app import Parts, build, initialise, make_app
from services.hotline.settings import TABLE
from shared.bus.reading import Received
from shared.http.sessions import SESSION_COOKIE
from shared.security.caller import Caller
from shared.security.keys import read_signing_key
from shared.security.make_secrets import make_secrets
from shared.security.tokens import TokenIssuer
from shared.settings import Settings, read
from tests.support.stack import Mongo
from tests.unit.hotline.fakes import NOW, READINGS, life

House = tuple[Settings, Database[dict[str, Any]]]
SignedIn = Callable[[str], dict[str, str]]


@dataclass
class Clock:
    """Moves only when told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amounts: float) -> None:
        self.now += timedelta(**amounts)


@pytest.fixture(scope="session")
def house(mongo: Mongo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One initialised database for all tests."""
    folder = tmp_path_factory.mktemp("hotline")
    make_secrets(folder, ["hotline", "intake"], {"tokens": "intake"})
    settings = read(
        TABLE,
        {
            "MONGO_URL": "mongodb://not-used/hotline",
            "AMQP_URL": "amqp://not-used/",
            "SECRETS_DIR": str(folder / "hotline"),
            "HTTP_MAX_BODY_BYTES": "60000",
        },
    )
    name = f"test_hotline_{uuid4().hex[:12]}"
    with MongoClient[dict[str, Any]](mongo.url(name), tz_aware=True, w="majority") as client:
        initialise(build(settings, clock=Clock(), database=client[name]))
        yield settings, client[name]
        client.drop_database(name)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def parts(house: House, clock: Clock) -> Parts:
    """On an empty database, with a dossier in progress that the bus has told of."""
    settings, database = house
    for name in database.list_collection_names():
        database[name].delete_many({})
    parts = build(settings, clock=clock, database=database)
    hear(parts, *life()[:5])
    return parts


def hear(parts: Parts, *events: Received) -> None:
    """As the consumer does, all in one transaction."""
    parts.inbox.absorb([(one, READINGS[one.type]) for one in events])


@pytest.fixture
def app(parts: Parts) -> Flask:
    return make_app(parts)


@pytest.fixture
def client(app: Flask) -> Iterator[Any]:
    with app.test_client() as one:
        yield one


@pytest.fixture
def signed_in(house: House, clock: Clock) -> SignedIn:
    """Headers of a member of staff in a role, by a token of intake's."""
    issuer = TokenIssuer(read_signing_key(Path(house[0].secrets_dir).parent / "intake" / "tokens.private.json"))

    def headers(role: str) -> dict[str, str]:
        caller = Caller("staff", role, frozenset({role.replace("-", "_")}), "H99.11")
        return {"Authorization": f"Bearer {issuer.issue(caller, clock.now)}"}

    return headers


@pytest.fixture
def staff(app: Flask, signed_in: SignedIn) -> Any:
    """A browser of somebody in a role."""

    def browser(role: str) -> Any:
        one = app.test_client()
        one.set_cookie(SESSION_COOKIE, signed_in(role)["Authorization"].removeprefix("Bearer "))
        one.environ_base |= {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ACCEPT": "text/html"}
        return one

    return browser
