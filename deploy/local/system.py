"""The process table: every step and every process of the system, as data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from deploy.local import agencies, bank, nginx, portal, providers
from deploy.local.given import amqp_url_as, mongo_url_as
from deploy.local.home import ROOT, Home
from deploy.local.mongodb import make_users
from deploy.local.ports import LOOPBACK, Ports
from deploy.local.process import python
from deploy.local.readiness import answers, is_read
from deploy.local.secrets_file import kept_passwords
from deploy.local.servers import Servers, choose
from deploy.local.stamps import Stamp
from deploy.local.steps import Stage, Step

SERVICES = ("intake", "routing", "notifications", "hotline")
# Who is asked more gets more processes; each has HTTP_THREADS threads.
HTTP_WORKERS = {"intake": "2"}
# Settings that a person may change for one run: they reach every service as they are.
PASSED_ON = ("CONSUMER_BATCH", "DRAIN_SECONDS", "HTTP_WORKERS", "HTTP_THREADS", "LOG_LEVEL")
# Letters may be posted to programs on this machine.
WEBHOOK_RULES = ROOT / "deploy" / "local" / "webhooks.json"


class System:
    """One whole system in one home on its own ports."""

    def __init__(self, home: Home, ports: Ports, environ: Mapping[str, str] = os.environ) -> None:
        self.home = home
        self.ports = ports
        self.url = f"http://localhost:{ports.nginx}"
        self._environ = environ
        self._passwords = kept_passwords(home.passwords, SERVICES)
        self._providers = providers.Providers(home, ports)
        self._bank = bank.Bank(home, ports, self.url)
        self._portal = portal.Portal(home, ports)
        self._servers: Servers = choose(home, ports, environ)

    def steps(self) -> tuple[Step, ...]:
        """The table. Raises LocalProblem where a program is lacking."""
        steps = [*self._servers.steps, self._secrets(), self._database_users(), self._topology()]
        for service in SERVICES:
            steps += [self._init(service), self._api(service), self._worker(service)]
        steps += agencies.steps(self.home, self._provisioner(), self._servers.amqp_url)
        return (*steps, *self._providers.steps(), self._bank.step(), *self._portal.steps(), self._nginx())

    def wanted_ports(self) -> dict[int, str]:
        """Every port that a process of the table will open, with the process's name."""
        return {port: step.name for step in self.steps() if step.process for port in step.process.ports}

    def environment(self, service: str) -> dict[str, str]:
        """What a service is told, and nothing more."""
        password = self._passwords[service]
        passed_on = {name: self._environ[name] for name in PASSED_ON if self._environ.get(name)}
        return {
            "HOME": str(self.home.folder),
            "PYTHONUNBUFFERED": "1",
            "MALLOC_ARENA_MAX": "2",  # threads would each keep an arena: memory for nothing at our size
            "MONGO_URL": mongo_url_as(self._servers.mongo_url, service, password),
            "AMQP_URL": amqp_url_as(self._servers.amqp_url, service, password),
            "SECRETS_DIR": str(self.home.secrets / service),
            "PUBLIC_URL": self.url,
            "HTTP_BIND": f"{LOOPBACK}:{self._port(service)}",
            "HTTP_WORKERS": HTTP_WORKERS.get(service, "1"),
            "METRICS_DIR": str(self.home.run / "metrics" / service),
            "ACCOUNTS_FILE": str(self.home.accounts),
            "TRIAL": "yes",
            **(self._providers.environment() if service == "notifications" else {}),
            **(self._bank.environment() if service == "intake" else {}),
            **(self._portal.environment() if service == "intake" else {}),
            **({"WEBHOOK_RULES_FILE": str(WEBHOOK_RULES)} if service == "routing" else {}),
            **passed_on,
        }

    def _provisioner(self) -> dict[str, str]:
        return {**self.environment("routing"), **self._administrator()}

    def _administrator(self) -> dict[str, str]:
        return {
            "AMQP_ADMIN_URL": self._servers.amqp_url,
            "RABBITMQ_MANAGEMENT_URL": self._servers.management_url,
            "SERVICE_PASSWORDS_FILE": str(self.home.passwords),
        }

    def _secrets(self) -> Step:
        command = python("secrets", "shared.security", "make-secrets", str(self.home.secrets))
        stamp = Stamp(self.home.secrets / "made", (ROOT / "shared" / "security", ROOT / "services" / "signers.json"))
        return Step("secrets", process=command, once=True, done_before=stamp.fresh, remember=stamp.renew)

    def _database_users(self) -> Step:
        stamp = Stamp(self.home.mongodb / "users", (self.home.passwords,), self._servers.mongo_url)
        return Step(
            "database-users", ("mongodb",), action=lambda: make_users(self._servers.mongo_url, self._passwords),
            once=True, done_before=stamp.fresh, remember=stamp.renew,
        )  # fmt: skip

    def _topology(self) -> Step:
        command = python("topology", "shared.bus", "init", environment=self._administrator())
        sources = (ROOT / "shared" / "bus", ROOT / "shared" / "contracts", self.home.passwords)
        stamp = Stamp(self.home.rabbitmq / "topology", sources, self._servers.management_url)
        return Step("topology", ("rabbitmq",), command, once=True, done_before=stamp.fresh, remember=stamp.renew)

    def _init(self, service: str) -> Step:
        command = python(f"{service}-init", f"services.{service}", "init", environment=self.environment(service))
        written = (self.home.accounts,) if service == "intake" else ()
        sources = (ROOT / "services" / service, ROOT / "shared", *written)
        stamp = Stamp(self.home.mongodb / f"{service}-init", sources, self._servers.mongo_url)
        return Step(
            f"{service}-init", ("database-users", "secrets"), command, once=True,
            done_before=stamp.fresh, remember=stamp.renew,
        )  # fmt: skip

    def _api(self, service: str) -> Step:
        port = self._port(service)
        command = python(
            f"{service}-api", f"services.{service}", "api",
            environment=self.environment(service), ready=lambda: answers(port), ports=(port,),
        )  # fmt: skip
        return Step(f"{service}-api", (f"{service}-init",), command, stage=Stage.API)

    def _worker(self, service: str) -> Step:
        command = python(
            f"{service}-worker", f"services.{service}", "worker", environment=self.environment(service),
            ready=lambda: is_read(self._servers.amqp_url, f"{service}.inbox"),
        )  # fmt: skip
        return Step(f"{service}-worker", (f"{service}-init", "topology"), command, stage=Stage.WORKER)

    def _nginx(self) -> Step:
        declared = nginx.declared(self.home.nginx, self.ports)
        return Step("nginx", process=declared, action=lambda: _prepare_nginx(self.home.nginx, self.ports))

    def _port(self, service: str) -> int:
        return int(getattr(self.ports, service))


def _prepare_nginx(folder: Path, ports: Ports) -> None:
    nginx.prepare(folder, ports)
