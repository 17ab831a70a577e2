"""Notifications put together on a real database; its address open to callbacks; senders that tests start and stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from pymongo import MongoClient
from pymongo.database import Database
from werkzeug.serving import make_server

from deploy.local.ports import free_ports
from services.notifications.app import Parts, build, initialise, make_app, make_sendings
from services.notifications.consumed import readings
from services.notifications.domain.message import FOR_EVERYBODY, Channel, Message, message_id
from services.notifications.jobs import Sender
from services.notifications.settings import TABLE
from services.notifications.use_cases.send_message import Sending
from shared.bus.reading import Received
from shared.security.caller import Caller
from shared.security.keys import read_signing_key
from shared.security.make_secrets import make_secrets
from shared.security.tokens import TokenIssuer
from shared.settings import Settings, read
from shared.store.change import Key
from tests.integration.notifications.outside import ACCOUNT, KEY, SECRET, Outside, running_outside
from tests.unit.notifications.samples import event


@dataclass
class Clock:
    """Moves with the world, and further when told to."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward(self, **amounts: float) -> None:
        self.ahead += timedelta(**amounts)


@pytest.fixture(scope="session")
def simulators() -> Iterator[Outside]:
    with running_outside() as outside:
        yield outside


@pytest.fixture
def outside(simulators: Outside) -> Iterator[Outside]:
    """The simulators, behaving well at the start and at the end; what they keep is told apart by recipient."""
    simulators.well()
    yield simulators
    simulators.well()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api_port() -> int:
    return free_ports(1)[0]


@pytest.fixture(scope="session")
def settled(mongo: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A database with its indexes and a folder with key files, made once: its name, and the folder."""
    name, secrets = f"test_{uuid4().hex[:12]}", tmp_path_factory.mktemp("secrets")
    make_secrets(secrets, ["intake", "notifications"], {"tokens": "intake"})
    with MongoClient[dict[str, Any]](mongo.url(name), serverSelectionTimeoutMS=5000) as administrator:
        needed = {
            "MONGO_URL": mongo.url(name),
            "AMQP_URL": "amqp://not-used/",
            "SECRETS_DIR": str(secrets / "notifications"),
        }
        parts = build(read(TABLE, needed))
        initialise(parts)
        parts.database.client.close()
        yield name, secrets
        administrator.drop_database(name)


@pytest.fixture
def secrets(settled: tuple[str, Path]) -> Path:
    return settled[1]


@pytest.fixture
def database(mongo: Any, settled: tuple[str, Path]) -> Iterator[Database[dict[str, Any]]]:
    """The settled database, emptied."""
    url = mongo.url(settled[0])
    with MongoClient[dict[str, Any]](url, tz_aware=True, w="majority", serverSelectionTimeoutMS=5000) as client:
        for name in (
            "messages",
            "reaches",
            "suppressions",
            "jobs",
            "templates",
            "preferences",
            "send_counts",
            "providers",
            "events",
            "inbox",
            "deferred",
            "parked",
        ):
            client[settled[0]][name].delete_many({})
        yield client[settled[0]]


@pytest.fixture
def environment(secrets: Path, outside: Outside, database: Database[Any], mongo: Any, api_port: int) -> dict[str, str]:
    """What a process of the service is told."""
    return {
        "MONGO_URL": mongo.url(database.name),
        "AMQP_URL": "amqp://not-used/",
        "SECRETS_DIR": str(secrets / "notifications"),
        "SMS_URL": outside.sms_url,
        "SMS_API_KEY": ACCOUNT,
        "SMS_SECRET_KEY": KEY,
        "SMS_CALLBACK_SECRET": SECRET,
        "SMS_CALLBACK_URL": f"http://127.0.0.1:{api_port}/api/notifications/v1/receipts/esms",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(outside.smtp_port),
        "SMTP_SECURITY": "none",
        "QUIET_HOURS": "off",
        "RECIPIENT_RATE": "0",
        "SEND_TIMEOUT_SECONDS": "0.6",
        "TRUSTED_PROXIES": "0",
    }


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return read(TABLE, environment)


@pytest.fixture
def parts(settings: Settings, database: Database[dict[str, Any]], clock: Clock) -> Parts:
    return build(settings, clock=clock, database=database)


@pytest.fixture
def client(parts: Parts) -> Iterator[FlaskClient]:
    with make_app(parts).test_client() as one:
        yield one


@pytest.fixture
def open_to_callbacks(parts: Parts, api_port: int) -> Iterator[None]:
    """The service's API on its port."""
    server = make_server("127.0.0.1", api_port, make_app(parts), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def staff(secrets: Path) -> Callable[[str], dict[str, str]]:
    """Headers of somebody signed in with this role."""
    issuer = TokenIssuer(read_signing_key(secrets / "intake" / "tokens.private.json"))

    def headers(role: str) -> dict[str, str]:
        token = issuer.issue(Caller("staff", f"demo-{role}", frozenset({role}), "H99.11"), datetime.now(UTC))
        return {"Authorization": f"Bearer {token}"}

    return headers


@dataclass(frozen=True)
class Citizen:
    """Somebody whom nobody else writes to."""

    phone: str
    email: str

    @property
    def dialled(self) -> str:
        return "0" + self.phone.removeprefix("+84")

    @property
    def personal(self) -> dict[str, str]:
        return {"name": "Nguyễn Thị Bích Đào", "phone": self.phone, "email": self.email, "language": "vi"}


@pytest.fixture
def new_citizen() -> Callable[[], Citizen]:
    def make() -> Citizen:
        number = uuid4().int
        return Citizen(f"+849{number % 10**8:08}", f"bichdao{number % 10**9}@thu.example")

    return make


@pytest.fixture
def citizen(new_citizen: Callable[[], Citizen]) -> Citizen:
    return new_citizen()


def tell(parts: Parts, citizen: Citizen, type_: str = "intake.dossier.accepted.v1", *, id: str | None = None,
         channels: tuple[Channel, ...] = tuple(FOR_EVERYBODY)) -> Received:  # fmt: skip
    """An event takes effect as the consumer makes it."""
    wanted = {"phone": Channel.SMS, "email": Channel.EMAIL}
    personal = {name: value for name, value in citizen.personal.items() if wanted.get(name) in (None, *channels)}
    received = replace(event(type_, id=id or uuid4().hex, personal=personal), time=parts.clock())
    by_type = {one.type: one for one in readings(parts.desk)}
    parts.inbox.absorb([(received, by_type[type_])])
    return received


def message_of(parts: Parts, received: Received, channel: Channel = Channel.SMS) -> Message:
    """The message as it stands."""
    id = message_id(received.id, channel)
    found = parts.work.load(Key(Message, id)).get(Message, id)
    assert found is not None
    return found


def sending_of(parts: Parts, channel: Channel = Channel.SMS) -> Sending:
    return next(one for one in make_sendings(parts) if one.channel is channel)


@contextmanager
def senders_at_work(parts: Parts, copies: int = 1, threads: int = 2) -> Iterator[None]:
    """So many copies of the senders, until the test is done with them."""
    stop = Event()
    working = [
        Thread(target=Sender(one, threads).run, args=(stop,)) for _ in range(copies) for one in make_sendings(parts)
    ]
    for thread in working:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in working:
            thread.join()
