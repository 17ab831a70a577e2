"""The real servers that tests run against: named in the environment, else in containers, else private processes.

``python -m tests.support.stack`` starts a database and a broker, prints the variables that make tests use them, and
stops both on Ctrl-C: for a day of running single tests without waiting for the servers each time.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlsplit
from uuid import uuid4

import psutil
import pytest
import requests

from deploy.local.given import amqp_url_as, with_database, with_vhost
from deploy.local.home import ROOT, Home
from deploy.local.mongodb import MongoServer
from deploy.local.ports import PORTS_OF_A_SYSTEM, free_port_range, free_ports
from deploy.local.rabbitmq import BrokerPorts, RabbitServer
from deploy.local.report import sign_ins
from tests.support import ways
from tests.support.containers import contained_broker, contained_mongo
from tests.support.waiting import wait_until
from tests.support.ways import Way


class Mongo(Protocol):
    """A replica set with access control, signed in as its administrator."""

    @property
    def admin_url(self) -> str: ...

    def url(self, database: str) -> str: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def kill(self) -> None: ...


class Broker(Protocol):
    """A RabbitMQ with its management API, signed in as its administrator."""

    @property
    def management_url(self) -> str: ...

    def admin_url(self, vhost: str | None = None) -> str: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def kill(self) -> None: ...


class _NotOurs:
    """A server that somebody else runs: tests that must stop it are left out."""

    def start(self) -> None:
        """It runs already."""

    def stop(self) -> None:
        pytest.skip("the server comes from the environment: it is not ours to stop")

    kill = stop


class GivenMongo(_NotOurs):
    """The replica set named by MONGO_URL."""

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url

    def url(self, database: str) -> str:
        """The administrator's URL with this default database."""
        return with_database(self.admin_url, database)


class GivenBroker(_NotOurs):
    """The broker named by AMQP_URL and RABBITMQ_MANAGEMENT_URL."""

    def __init__(self, amqp_url: str, management_url: str) -> None:
        self._amqp_url = amqp_url
        self.management_url = management_url

    def admin_url(self, vhost: str | None = None) -> str:
        """The administrator's URL for a vhost."""
        return self._amqp_url if vhost is None else with_vhost(self._amqp_url, vhost)


@dataclass(slots=True)
class Vhost:
    """A vhost of one test; ``user`` makes users that may do there exactly what they are given."""

    name: str
    admin_url: str
    management_url: str
    users: list[str] = field(default_factory=list)

    def user(
        self,
        name: str,
        configure: str = "^$",
        write: str = "^$",
        read: str = "^$",
        *,
        topic_permissions: Mapping[str, tuple[str, str]] | None = None,
        password: str = "password",
        tags: str = "",
    ) -> str:
        """Make a user with these patterns and return its AMQP URL.

        The name is made unique (as users are shared by all vhosts): read it from the URL. ``topic_permissions`` maps
        an exchange to its (write, read) patterns for routing keys.
        """
        unique = f"{name}-{self.name}"
        self.manage("PUT", f"users/{quote(unique, safe='')}", {"password": password, "tags": tags})
        self.users.append(unique)
        place = f"{quote(self.name, safe='')}/{quote(unique, safe='')}"
        self.manage("PUT", f"permissions/{place}", {"configure": configure, "write": write, "read": read})
        for exchange, (writes, reads) in (topic_permissions or {}).items():
            rights = {"exchange": exchange, "write": writes, "read": reads}
            self.manage("PUT", f"topic-permissions/{place}", rights)
        return amqp_url_as(self.admin_url, unique, password)

    def manage(self, method: str, path: str, body: Any = None) -> Any:
        """Call the management API as administrator; ``path`` follows ``/api/``. Raises for an error status."""
        answer = requests.request(method, f"{self.management_url}/api/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@contextmanager
def running_mongo() -> Iterator[Mongo]:
    """MONGO_URL, else a replica set in a container or a private one that is gone afterwards."""
    if "MONGO_URL" in os.environ:
        yield GivenMongo(os.environ["MONGO_URL"])
        return
    if ways.chosen() is Way.CONTAINERS:
        with contained_mongo(ways.run()) as contained:
            yield contained
        return
    with tempfile.TemporaryDirectory(prefix="motcua-mongodb-") as home:
        server = MongoServer(Path(home), free_ports(1)[0])
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def running_broker() -> Iterator[Broker]:
    """AMQP_URL with RABBITMQ_MANAGEMENT_URL, else a broker in a container or a private one that is gone afterwards."""
    if "AMQP_URL" in os.environ:
        yield GivenBroker(os.environ["AMQP_URL"], os.environ["RABBITMQ_MANAGEMENT_URL"].rstrip("/"))
        return
    if ways.chosen() is Way.CONTAINERS:
        with contained_broker(ways.run()) as contained:
            yield contained
        return
    with tempfile.TemporaryDirectory(prefix="motcua-rabbitmq-") as home:
        server = RabbitServer(Path(home), BrokerPorts(*free_ports(4)))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def fresh_vhost(broker: Broker) -> Iterator[Vhost]:
    """A vhost of its own, deleted at the end together with its users."""
    name = f"test-{uuid4().hex[:12]}"
    vhost = Vhost(name, broker.admin_url(name), broker.management_url)
    vhost.manage("PUT", f"vhosts/{name}")
    administrator = urlsplit(broker.management_url).username
    vhost.manage("PUT", f"permissions/{name}/{administrator}", {"configure": ".*", "write": ".*", "read": ".*"})
    try:
        yield vhost
    finally:
        vhost.manage("DELETE", f"vhosts/{name}")
        for user in vhost.users:
            vhost.manage("DELETE", f"users/{quote(user, safe='')}")


@dataclass(frozen=True, slots=True)
class Motcua:
    """A whole running system: ``url`` of its front door, ``accounts`` name → password, ``home`` with data and logs."""

    url: str
    home: Path
    accounts: Mapping[str, str]

    def state(self) -> dict[str, Any]:
        """What its supervisor says of its processes."""
        return dict(json.loads(Home(self.home).state.read_text()))

    def process(self, name: str) -> psutil.Process:
        """One of its processes, such as ``intake-worker``; the supervisor brings it back when it is killed."""
        return psutil.Process(next(row["pid"] for row in self.state()["processes"] if row["name"] == name))


@contextmanager
def running_motcua(folder: Path) -> Iterator[Motcua]:
    """``make run`` in a home and on ports of its own, ready when it is yielded, stopped and gone afterwards."""
    base = free_port_range(PORTS_OF_A_SYSTEM)
    home = Home(folder / "home")
    # Servers of its own: tests of the bus make users of the same names on the shared one.
    kept = {name: value for name, value in os.environ.items() if name not in {"AMQP_URL", "MONGO_URL"}}
    environment = {**kept, "PORT": str(base), "MOTCUA_HOME": str(home.folder), "AGENCY_WORK_SECONDS": "0.2"}
    output = folder / "up.log"
    with output.open("wb") as log:
        command = (sys.executable, "-m", "deploy.local", "up")
        supervisor = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    try:
        wait_until(lambda: supervisor.poll() is not None or _is_ready(home), timeout=110, describe=output.read_text)
        assert supervisor.poll() is None, output.read_text()
        yield Motcua(f"http://localhost:{base}", home.folder, dict(sign_ins(home.accounts)))
    finally:
        supervisor.terminate()
        supervisor.wait(60)


def _is_ready(home: Home) -> bool:
    try:
        return bool(json.loads(home.state.read_text())["ready"])
    except (FileNotFoundError, ValueError, KeyError):
        return False


def _main() -> None:
    with ExitStack() as servers:
        mongo = servers.enter_context(running_mongo())
        broker = servers.enter_context(running_broker())
        sys.stdout.write(
            f"export MONGO_URL='{mongo.admin_url}'\n"
            f"export AMQP_URL='{broker.admin_url()}' RABBITMQ_MANAGEMENT_URL='{broker.management_url}'\n"
        )
        sys.stdout.flush()
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    _main()
