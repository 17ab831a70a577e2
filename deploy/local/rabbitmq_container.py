"""RabbitMQ in a container, for machines on which it cannot be installed but a container engine answers."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

from deploy.local.ports import LOOPBACK
from deploy.local.process import Declared
from deploy.local.rabbitmq import ADMIN, BrokerPorts, virtual_hosts_run
from deploy.local.secrets_file import kept_passwords

IMAGE = "rabbitmq:4-management"


def engine_answers() -> bool:
    """Whether a container engine is there and lets us use it."""
    docker = shutil.which("docker")
    if docker is None:
        return False
    try:
        answer = subprocess.run((docker, "version", "--format", "{{.Server.Version}}"), capture_output=True, timeout=10)
    except subprocess.TimeoutExpired:
        return False
    return answer.returncode == 0


class RabbitContainer:
    """One broker in a container of its own; its data lies in the home's folder as without a container."""

    def __init__(self, home: Path, ports: BrokerPorts, *, vhost: str = "motcua") -> None:
        self.home = home
        self.ports = ports
        self.vhost = vhost

    @property
    def management_url(self) -> str:
        """Of the management API, with the administrator's name and password."""
        return f"http://{ADMIN}:{self._password()}@{LOOPBACK}:{self.ports.management}"

    def admin_url(self, vhost: str | None = None) -> str:
        """AMQP with all rights in the vhost (default: the system's own)."""
        name = quote(vhost or self.vhost, safe="")
        return f"amqp://{ADMIN}:{self._password()}@{LOOPBACK}:{self.ports.amqp}/{name}"

    def prepare(self) -> None:
        """The folder of its data."""
        (self.home / "container").mkdir(parents=True, exist_ok=True)
        self._password()

    def declared(self) -> Declared:
        """Its line in the process table: ``docker run`` in the foreground hands SIGTERM on to the broker."""
        image = os.environ.get("RABBITMQ_IMAGE", IMAGE)
        command = (
            "docker", "run", "--rm", "--hostname", "motcua", "--name", f"motcua-rabbitmq-{self.ports.amqp}",
            "--publish", f"{LOOPBACK}:{self.ports.amqp}:5672", "--publish", f"{LOOPBACK}:{self.ports.management}:15672",
            "--volume", f"{self.home / 'container'}:/var/lib/rabbitmq",
            "--env", "RABBITMQ_DEFAULT_USER", "--env", "RABBITMQ_DEFAULT_PASS",
            "--env", "RABBITMQ_DEFAULT_VHOST", image,
        )  # fmt: skip
        environment = {
            "HOME": os.environ.get("HOME", str(self.home)),
            "RABBITMQ_DEFAULT_USER": ADMIN,
            "RABBITMQ_DEFAULT_PASS": self._password(),
            "RABBITMQ_DEFAULT_VHOST": self.vhost,
        }
        return Declared(
            "rabbitmq", command, environment, ready=lambda: virtual_hosts_run(self.ports, self._password()),
            ready_seconds=300, stop_seconds=30, ports=(self.ports.amqp, self.ports.management),
        )  # fmt: skip

    def _password(self) -> str:
        return kept_passwords(self.home / "passwords.json", (ADMIN,))[ADMIN]
