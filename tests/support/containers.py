"""RabbitMQ and MongoDB in containers, for tests: the same servers to everybody who uses them as the private processes.

They share the machine's network: a replica set knows itself by the address that its clients use, and MongoDB lets its
first user be made from the same machine only. So the engine must run on this machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import psutil

from deploy.local.mongodb import MongoServer
from deploy.local.ports import free_ports
from deploy.local.problems import LocalProblem
from deploy.local.rabbitmq import BrokerPorts, RabbitServer
from deploy.local.waiting import until

os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"  # it would have to be fetched from a registry

from testcontainers.core.container import DockerContainer

RUN_LABEL, OWNER_LABEL = "motcua.tests.run", "motcua.tests.owner"
# Named by a variable, else the registry's where it was fetched before, else the one made without a registry.
IMAGES = {
    "MONGO_IMAGE": ("mongo:8", "motcua-offline/mongo:latest"),
    "RABBITMQ_IMAGE": ("rabbitmq:4-management", "motcua-offline/rabbitmq:latest"),
}
USER = "999:999"  # the servers' own user in all these images
READY_SECONDS = 90
LOG_LINES, LINE_LENGTH = 40, 300


class NoContainers(Exception):
    """Why the servers cannot run in containers, in one line."""


@cache
def images() -> dict[str, str]:
    """Variable → image that the engine has. Raises NoContainers where no engine answers or an image is lacking."""
    if shutil.which("docker") is None:
        raise NoContainers("there is no docker client")
    if _docker("version", "--format", "{{.Server.Version}}") is None:
        raise NoContainers("no Docker engine answers")
    found = {}
    for variable, names in IMAGES.items():
        named = os.environ.get(variable)
        candidates = (named,) if named else names
        there = next((name for name in candidates if _docker("image", "inspect", "--format", "x", name)), None)
        if there is None:
            raise NoContainers(f"the engine has no image {' or '.join(candidates)}")
        found[variable] = there
    return found


def _docker(*arguments: str) -> str | None:
    with suppress(subprocess.TimeoutExpired):
        done = subprocess.run(("docker", *arguments), capture_output=True, text=True, timeout=30)
        return done.stdout.strip() if done.returncode == 0 else None
    return None


class Contained:
    """A container that can be stopped, killed and started again with its data; gone at the end of its block."""

    def __init__(self, name: str, container: DockerContainer, ready: Callable[[], bool]) -> None:
        self.name = name
        self._container = container
        self._ready = ready

    @contextmanager
    def running(self) -> Iterator[None]:
        """Made and ready; removed with its data, whatever happened. Raises LocalProblem with its last words."""
        running.append(self)
        try:
            self._container.start()
            self._wait_ready()
            yield
        finally:
            running.remove(self)
            self._container.stop()

    def start(self) -> None:
        """Run it again. Raises LocalProblem with its last words."""
        self._container.get_wrapped_container().start()
        self._wait_ready()

    def stop(self) -> None:
        """Ask it to shut down, and wait until it has."""
        self._container.get_wrapped_container().stop(timeout=30)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._container.get_wrapped_container().kill()

    def log(self) -> str:
        """Its last lines, of both streams."""
        told: bytes = self._container.get_wrapped_container().logs(tail=LOG_LINES)
        return "\n".join(line[:LINE_LENGTH] for line in told.decode("utf-8", "replace").splitlines())

    def _wait_ready(self) -> None:
        def ready_or_ended() -> bool:
            self._container.reload()
            return self._container.status == "exited" or self._ready()

        came = until(ready_or_ended, timeout=READY_SECONDS)
        if not came or self._container.status == "exited":
            raise LocalProblem(f"the container of {self.name} does not serve:\n{self.log()}")


# Those whose last lines are shown where a test fails.
running: list[Contained] = []


class ContainerMongo:
    """A replica set of one with access control, made by the same first steps as the private one."""

    def __init__(self, home: Path, image: str, labels: dict[str, str]) -> None:
        port = free_ports(1)[0]
        self._server = MongoServer(home, port)
        self._server.prepare()
        key = (home / "replica.key").read_text()
        command = [*self._server.declared().command]
        for option, value in (("--keyFile", "/tmp/replica.key"), ("--dbpath", "/data/db")):
            command[command.index(option) + 1] = value
        # mongod reads its key only from a file that nobody else may read.
        script = '(umask 177 && printf %s "$REPLICA_KEY" > /tmp/replica.key) && exec mongod "$@"'
        container = (
            DockerContainer(image)
            .with_env("REPLICA_KEY", key)
            .with_command(["-c", script, "mongod", *command[1:]])
            .with_kwargs(network_mode="host", labels=labels, user=USER, entrypoint=["sh"])
        )
        self.contained = Contained("MongoDB", container, self._server.ready)
        self.start, self.stop, self.kill = self.contained.start, self.contained.stop, self.contained.kill

    @property
    def admin_url(self) -> str:
        return self._server.admin_url

    def url(self, database: str) -> str:
        """The administrator's URL with this default database."""
        return self._server.url(database)


class ContainerBroker:
    """A broker with its management API, told by the same configuration as the private one."""

    def __init__(self, home: Path, image: str, labels: dict[str, str]) -> None:
        ports = BrokerPorts(*free_ports(4))
        self._server = RabbitServer(home, ports)
        self._server.prepare()
        inside, environment = "/motcua", self._server.declared().environment
        container = DockerContainer(image).with_volume_mapping(home, inside, "ro")
        for name, value in environment.items():
            if name.startswith(("RABBITMQ_", "ERL_")):
                container = container.with_env(name, value.replace(str(home), inside))
        places = {"MNESIA_BASE": "mnesia", "LOG_BASE": "log", "GENERATED_CONFIG_DIR": "config", "PID_FILE": "pid"}
        for name, place in places.items():
            container = container.with_env(f"RABBITMQ_{name}", f"/var/lib/rabbitmq/{place}")
        for path in (home, *(home / name for name in ("rabbitmq.conf", "enabled_plugins"))):
            path.chmod(path.stat().st_mode | 0o055)  # read by the image's own user
        # The package's wrapper on PATH insists on changing the user: the server stands where its link leads.
        script = 'exec "$(dirname "$(readlink -f "$(command -v rabbitmq-server)")")/rabbitmq-server"'
        container = (
            container.with_env("HOME", "/var/lib/rabbitmq")
            .with_command(["-c", script])
            .with_kwargs(network_mode="host", labels=labels, user=USER, entrypoint=["sh"])
        )
        self.contained = Contained("RabbitMQ", container, self._server.ready)
        self.start, self.stop, self.kill = self.contained.start, self.contained.stop, self.contained.kill

    @property
    def management_url(self) -> str:
        return self._server.management_url

    def admin_url(self, vhost: str | None = None) -> str:
        """The administrator's URL for a vhost."""
        return self._server.admin_url(vhost)


@contextmanager
def contained_mongo(run: str) -> Iterator[ContainerMongo]:
    """For the time of a block."""
    with tempfile.TemporaryDirectory(prefix="motcua-mongodb-") as home:
        server = ContainerMongo(Path(home), images()["MONGO_IMAGE"], labels(run))
        with server.contained.running():
            yield server


@contextmanager
def contained_broker(run: str) -> Iterator[ContainerBroker]:
    """For the time of a block."""
    with tempfile.TemporaryDirectory(prefix="motcua-rabbitmq-") as home:
        server = ContainerBroker(Path(home), images()["RABBITMQ_IMAGE"], labels(run))
        with server.contained.running():
            yield server


def labels(run: str) -> dict[str, str]:
    """By which a container of tests is found again: the run, and the process that made it."""
    return {RUN_LABEL: run, OWNER_LABEL: str(os.getpid())}


def remove(run: str) -> None:
    """What a run, or one whose process is gone, left behind: by its id, with its data."""
    listed = _docker("ps", "--all", "--no-trunc", "--filter", f"label={RUN_LABEL}", "--format",
                     f'{{{{.ID}}}} {{{{.Label "{RUN_LABEL}"}}}} {{{{.Label "{OWNER_LABEL}"}}}}')  # fmt: skip
    for line in (listed or "").splitlines():
        id, of_run, owner = line.split()
        if of_run == run or not psutil.pid_exists(int(owner)):
            _docker("rm", "--force", "--volumes", id)


def logs_of_servers() -> list[tuple[str, str]]:
    """Name → last lines of every server that runs in a container."""
    found: list[tuple[str, str]] = []
    for one in running:
        with suppress(Exception):
            found.append((f"last lines of {one.name}'s container", one.log()))
    return found
