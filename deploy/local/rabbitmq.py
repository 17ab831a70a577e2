"""A real private RabbitMQ: Debian's own server script, run as any user on ports and folders of the project."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import string
import urllib.request
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

from deploy.local.ports import LOOPBACK, accepts
from deploy.local.problems import LocalProblem
from deploy.local.process import Child, Declared
from deploy.local.secrets_file import kept_passwords, password, write_private

ADMIN = "admin"
TEMPLATE = Path(__file__).parent.parent / "rabbitmq" / "rabbitmq.conf"
LIMITS = TEMPLATE.with_name("limits.conf")
PLUGINS = "[rabbitmq_management].\n"
# Two schedulers and no busy waiting: a guest on this machine, not its master.
ERLANG_ARGUMENTS = "+S 2:2 +SDio 4 +sbwt none +sbwtdcpu none +sbwtdio none"


@dataclass(frozen=True, slots=True)
class BrokerPorts:
    """What one broker listens on: AMQP, its management API, Erlang's port mapper and the node's own port."""

    amqp: int
    management: int
    epmd: int
    distribution: int


def find_server_script() -> str:
    """The package's own script: the wrapper on PATH insists on the user rabbitmq. Raises LocalProblem."""
    search = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/lib/rabbitmq/bin"
    wrapper = shutil.which("rabbitmq-server", path=search)
    if wrapper:
        script = Path(wrapper).resolve().parent / "rabbitmq-server"
        if script.exists():
            return str(script)
    raise LocalProblem("No rabbitmq-server found: install it (Debian, Ubuntu: apt-get install rabbitmq-server).")


def find_epmd() -> str:
    """Erlang's port mapper. Raises LocalProblem."""
    found = shutil.which("epmd")
    if found:
        return found
    raise LocalProblem("No epmd found: it comes with Erlang (Debian, Ubuntu: apt-get install erlang-base).")


class RabbitServer:
    """One broker with its folder of data; ``start`` and ``stop`` may follow each other as often as wanted."""

    def __init__(self, home: Path, ports: BrokerPorts, *, vhost: str = "motcua", logs: Path | None = None) -> None:
        self.home = home
        self.ports = ports
        self.vhost = vhost
        folder = logs or home
        self._epmd = Child(self.declared_epmd(), folder / "epmd.log")
        self._node = Child(self.declared(), folder / "rabbitmq.log")

    @property
    def management_url(self) -> str:
        """Of the management API, with the administrator's name and password."""
        return f"http://{ADMIN}:{self._password()}@{LOOPBACK}:{self.ports.management}"

    def admin_url(self, vhost: str | None = None) -> str:
        """AMQP with all rights in the vhost (default: the system's own)."""
        name = quote(vhost or self.vhost, safe="")
        return f"amqp://{ADMIN}:{self._password()}@{LOOPBACK}:{self.ports.amqp}/{name}"

    def declared_epmd(self) -> Declared:
        """Erlang's port mapper as a child of ours: left to itself, Erlang starts one that outlives everything."""
        port = str(self.ports.epmd)
        return Declared(
            "epmd",
            (find_epmd(), "-port", port, "-address", LOOPBACK),
            ready=lambda: accepts(self.ports.epmd),
            ready_seconds=10,
            stop_seconds=2,
            ports=(self.ports.epmd,),
        )

    def declared(self) -> Declared:
        """Its line in the process table; ``prepare`` must have been called before it is launched."""
        return Declared(
            "rabbitmq",
            (find_server_script(),),
            self._environment(),
            needs=("epmd",),
            ready=self.ready,
            ready_seconds=90,
            stop_seconds=30,
            ports=(self.ports.amqp, self.ports.management, self.ports.distribution),
            folder=self.home,
        )

    def prepare(self) -> None:
        """Folders, cookie and configuration; the cookie and the passwords stay as they are."""
        for name in ("mnesia", "config"):
            (self.home / name).mkdir(parents=True, exist_ok=True)
        cookie = self.home / ".erlang.cookie"
        if not cookie.exists():
            write_private(cookie, password())
        values = {
            "amqp_port": self.ports.amqp,
            "management_port": self.ports.management,
            "vhost": self.vhost,
            "admin": ADMIN,
            "admin_password": self._password(),
        }
        own = string.Template(TEMPLATE.read_text()).substitute(values)
        write_private(self.home / "rabbitmq.conf", f"{own}\n{LIMITS.read_text()}")
        (self.home / "enabled_plugins").write_text(PLUGINS)

    def start(self) -> None:
        """Run port mapper and broker and wait until AMQP and management answer. Raises LocalProblem."""
        self.prepare()
        try:
            for child in (self._epmd, self._node):
                if not child.running():  # the port mapper outlives a broker that was killed
                    child.launch()
                child.wait_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Shut the broker down, then its port mapper; leave no process behind."""
        self._node.stop()
        self._epmd.stop()
        end_stray_epmd(self.ports.epmd)

    def kill(self) -> None:
        """End the broker as a power cut would; the port mapper stays."""
        self._node.kill()

    def ready(self) -> bool:
        """Whether every vhost runs and AMQP takes connections."""
        return virtual_hosts_run(self.ports, self._password())

    def _environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            # An address, not a name: a bare machine may not know the name localhost.
            "RABBITMQ_NODENAME": f"motcua@{LOOPBACK}",
            "RABBITMQ_USE_LONGNAME": "true",
            "RABBITMQ_CONF_ENV_FILE": str(self.home / "none.conf"),  # not the machine's own /etc/rabbitmq
            "RABBITMQ_CONFIG_FILE": str(self.home / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(self.home / "none.config"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(self.home / "config"),
            "RABBITMQ_MNESIA_BASE": str(self.home / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.home),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.home / "enabled_plugins"),
            "RABBITMQ_PID_FILE": str(self.home / "rabbitmq.pid"),
            "RABBITMQ_DIST_PORT": str(self.ports.distribution),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERLANG_ARGUMENTS,
            "ERL_EPMD_PORT": str(self.ports.epmd),
            "ERL_EPMD_ADDRESS": LOOPBACK,
            # The script then becomes the broker: one process to signal, no shell in between.
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def _password(self) -> str:
        return kept_passwords(self.home / "passwords.json", (ADMIN,))[ADMIN]


def virtual_hosts_run(ports: BrokerPorts, admin_password: str) -> bool:
    """Whether every vhost runs and AMQP takes connections."""
    if not accepts(ports.amqp):
        return False
    address = f"http://{LOOPBACK}:{ports.management}/api/health/checks/virtual-hosts"
    credentials = b64encode(f"{ADMIN}:{admin_password}".encode()).decode()
    request = urllib.request.Request(address, headers={"Authorization": f"Basic {credentials}"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return bool(json.load(answer).get("status") == "ok")
    except (OSError, ValueError):
        return False


def end_stray_epmd(port: int) -> None:
    """End a port mapper that Erlang started by itself on our port, should ours have died in between."""
    for process in psutil.process_iter(["name", "cmdline", "environ"]):
        with contextlib.suppress(psutil.Error):
            if process.info["name"] == "epmd" and (process.info["environ"] or {}).get("ERL_EPMD_PORT") == str(port):
                process.kill()
