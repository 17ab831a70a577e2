"""Routing as it runs, in threads of the test: a fresh virtual host, a fresh database, two provisioned agencies."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pika
from pymongo.database import Database

from deploy.local.system import WEBHOOK_RULES
from services.routing.app import SERVICE, Parts, build, initialise, make_dispatcher
from services.routing.composition.agencies import letter_readings, make_posting
from services.routing.domain.agency import Agency
from services.routing.domain.case import Case
from services.routing.gateways.broker import BrokerPlaces
from services.routing.gateways.connection_sheets import SheetFolder
from services.routing.settings import TABLE
from services.routing.use_cases.provision_agency import provision_agency
from shared.bus import topology
from shared.bus.__main__ import declare
from shared.bus.broker_admin import BrokerAdmin
from shared.bus.envelope import EnvelopeStamp
from shared.bus.parts import bus_parts
from shared.bus.registry import load_registry
from shared.bus.worker import Part
from shared.security.keys import KeyRing, read_json
from shared.security.make_secrets import make_secrets
from shared.security.personal import Opener, Sealer
from shared.settings import read
from shared.store.change import Context, Fact, Key
from shared.working_time import Calendar
from tests.support.stack import Vhost
from tests.support.waiting import wait_until

SERVICES = ("intake", "routing", "notifications", "hotline")
SIGNERS = {"tokens": "intake", "centre": "routing"}
PASSWORDS = {service: f"{service}-password" for service in SERVICES}
PROCEDURE = "1.012278"  # goes to H99.11.02
ROOT = Path(__file__).parents[3]


@dataclass
class Centre:
    """The centre's side of the exchange."""

    vhost: Vhost
    folder: Path
    parts: Parts
    admin: BrokerAdmin
    stamp: EnvelopeStamp
    number: int = 0
    threads: list[tuple[Event, Thread]] = field(default_factory=list)

    @classmethod
    def make(cls, vhost: Vhost, database: Database[dict[str, Any]], folder: Path) -> Centre:
        """Topology, secrets, agencies and routes stand; nothing runs yet."""
        make_secrets(folder / "secrets", SERVICES, SIGNERS)
        admin = BrokerAdmin(vhost.management_url, vhost.name)
        declare(admin, load_registry(), PASSWORDS)
        vhost.users.extend(SERVICES)
        secrets = folder / "secrets" / SERVICE
        settings = read(
            TABLE,
            {
                "MONGO_URL": "given",
                "SECRETS_DIR": str(secrets),
                "DISPATCH_SWEEP_SECONDS": "0.5",
                "WEBHOOK_RULES_FILE": str(WEBHOOK_RULES),
                "AMQP_URL": _as(vhost.admin_url, SERVICE, PASSWORDS[SERVICE]),
            },
        )
        parts = build(settings, database=database)
        initialise(parts)
        stamp = EnvelopeStamp("intake", Sealer(KeyRing.read(secrets / "bus.json")))
        return cls(vhost, folder, parts, admin, stamp)

    def provision(self, code: str) -> Path:
        """The connection sheet of an agency."""
        settings = self.parts.settings
        sheets = SheetFolder(
            self.folder / "agencies", settings.amqp_url, read_json(settings.secrets_dir / "centre.public.json")
        )
        places = BrokerPlaces(self.vhost.management_url, self.vhost.admin_url)
        agency = next(one for one in self.parts.questions.agencies() if one.code == code)
        if (user := topology.agency_user(agency.id)) not in self.vhost.users:
            self.vhost.users.append(user)
        return provision_agency(self.parts.work, self.parts.context("test"), agency, sheets, places)

    def start(self, *, workers: int = 1) -> None:
        """Consumers, relay, deferred events and dispatcher, as many times as there are workers."""
        opener = Opener(KeyRing.read(self.parts.settings.secrets_dir / "bus.json"))
        for number in range(workers):
            bus = bus_parts(
                SERVICE,
                self.parts.settings.amqp_url,
                self.parts.outbox,
                self.parts.inbox,
                load_registry(),
                readings=self.parts.inbox_readings,
                replies=self.parts.reply_readings,
                letters=letter_readings(load_registry()),
                opener=opener,
            )
            timers: dict[str, Part] = {"dispatcher": make_dispatcher(self.parts), "posting": make_posting(self.parts)}
            for name, part in {**bus.worker, **timers}.items():
                self.run(f"{name} {number}", part)
        self.tell_calendar()

    def run(self, name: str, part: Part) -> None:
        """In a thread, until ``stop``."""
        stop = Event()
        thread = Thread(target=part.run, args=(stop,), name=name, daemon=True)
        thread.start()
        self.threads.append((stop, thread))

    def stop(self) -> None:
        """End all that runs, for good."""
        self.halt()
        self.admin.close()

    def halt(self) -> None:
        """End all that runs."""
        for stop, _ in self.threads:
            stop.set()
        for _, thread in self.threads:
            thread.join(15)
            assert not thread.is_alive(), f"{thread.name} does not end"
        self.threads.clear()

    def tell_calendar(self) -> None:
        """Intake publishes its working calendar."""
        calendar = next(iter(self.parts.questions.agencies())).calendar
        self.tell(Fact("intake.calendar.changed.v1", calendar, 1, Calendar(calendar).to_data()))

    def accept(self, **changed: Any) -> str:
        """Intake accepts one more dossier; its code."""
        self.number += 1
        code = f"H99.11-261005-{self.number:04d}"
        now = datetime.now(UTC)
        data = {
            "procedure": {"code": PROCEDURE, "name": "Giấy phép", "name_en": "Licence"},
            "agency": "H99.11",
            "accepted_at": now.isoformat(),
            "due_at": (now + timedelta(days=14)).isoformat(),
            "working_hours": 80,
            "priority": False,
            "applicant_kind": "business",
            "components": [{"name": "Đơn", "original": True}],
        }
        personal = {"name": "Nguyễn Văn An", "phone": "+84900000001", "address": "1 Trần Phú"}
        self.tell(Fact("intake.dossier.accepted.v1", code, 2, {**data, **changed}, personal))
        return code

    def withdraw(self, code: str) -> None:
        """The applicant takes the dossier back."""
        data = {"withdrawn_at": datetime.now(UTC).isoformat(), "accepted": True}
        self.tell(Fact("intake.dossier.withdrawn.v1", code, 8, data))

    def give_back(self, code: str) -> None:
        """Intake returns the result."""
        self.tell(
            Fact(
                "intake.dossier.returned.v1",
                code,
                9,
                {"returned_at": datetime.now(UTC).isoformat(), "method": "counter"},
            )
        )

    def tell(self, fact: Fact) -> None:
        """Publish as intake's relay does."""
        row = self.stamp(fact, Context("service:intake", datetime.now(UTC), f"story of {fact.subject}"))
        with self.channel(_as(self.vhost.admin_url, "intake", PASSWORDS["intake"])) as channel:
            channel.basic_publish(
                row["exchange"],
                row["routing_key"],
                row["body"],
                pika.BasicProperties(
                    content_type="application/cloudevents+json", delivery_mode=2, message_id=row["_id"]
                ),
                mandatory=True,
            )

    @staticmethod
    @contextmanager
    def channel(amqp_url: str) -> Iterator[Any]:
        """A channel with publisher confirms."""
        connection = pika.BlockingConnection(pika.URLParameters(amqp_url))
        try:
            channel = connection.channel()
            channel.confirm_delivery()
            yield channel
        finally:
            if connection.is_open:
                connection.close()

    def case(self, code: str) -> Case | None:
        return self.parts.work.load(Key(Case, code)).get(Case, code)

    def agency(self, key: str) -> Agency:
        found = self.parts.work.load(Key(Agency, key)).get(Agency, key)
        assert found is not None
        return found

    def wait_for_status(self, code: str, status: str, timeout: float = 20) -> Case:
        """The case once it has this status; the failure says where it stands and what was parked."""

        def reached() -> Case | None:
            found = self.case(code)
            return found if found is not None and found.status.value == status else None

        found = wait_until(reached, timeout, describe=lambda: f"{code} {status}: {self.case(code)}, {self.parked()}")
        assert found is not None
        return found

    def wait_for_task(self, code: str, status: str) -> None:
        """Until the case's first task has this status."""
        wait_until(
            lambda: (case := self.case(code)) is not None and case.tasks[0].status.value == status,
            20,
            describe=lambda: f"{code} {status}: {self.case(code)}, {self.parked()}",
        )

    def parked(self) -> list[str]:
        """The reasons of all that is parked."""
        return [one.reason for one in self.parts.parked.page().items]

    def told(self, code: str) -> list[str]:
        """The types that routing told of a dossier, in order."""
        rows = self.parts.database["events"].find({"subject": code}).sort([("sequence", 1), ("_id", 1)])
        return [row["type"] for row in rows]


@contextmanager
def simulator(sheet: Path, *options: str, work_seconds: float = 0.05) -> Iterator[subprocess.Popen[str]]:
    """The agency's own program, as its own process."""
    command = [
        sys.executable,
        "-m",
        "deploy.simulators.agency",
        "--sheet",
        str(sheet),
        "--work-seconds",
        str(work_seconds),
        *options,
    ]
    log = sheet.with_suffix(".log").open("a")
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            log.close()


def sheet_of(path: Path) -> Mapping[str, Any]:
    """What an agency is given."""
    content: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def _as(url: str, user: str, password: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{parts.hostname}:{parts.port}"))
