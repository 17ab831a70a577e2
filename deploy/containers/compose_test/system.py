"""The system under test: a Compose project with a name, a port and secrets of its own, and what its containers say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.compose.compose import program
from deploy.compose.secret_files import make
from deploy.containers.docker import docker, last_line
from deploy.containers.problems import ContainerProblem
from deploy.local.home import ROOT
from deploy.local.ports import free_ports
from deploy.local.secrets_file import write_private
from deploy.local.waiting import until

PROJECT = "motcua-test"
TRIAL = ROOT / "deploy" / "compose" / "trial.env"
ACCOUNTS = "/var/lib/motcua/accounts.json"
PROJECT_LABEL, SERVICE_LABEL = "com.docker.compose.project", "com.docker.compose.service"
KINDS = ("container", "volume", "network")
HEALTHY_WITHIN = 240
LOG_LINES = 25
HANDLED = """
import os
os.environ["PROMETHEUS_MULTIPROC_DIR"] = os.environ["METRICS_DIR"]
from shared.telemetry.metrics import render
print(render()[0].decode())
"""


@dataclass(frozen=True, slots=True)
class Container:
    """One container as the engine knows it."""

    id: str
    name: str
    service: str
    image: str
    state: str
    health: str
    status: int

    @property
    def well(self) -> bool:
        return self.state == "running" and self.health in ("healthy", "")


@dataclass
class System:
    """``environment`` is what Compose is told beside this process's own: images, port, where the secrets are."""

    url: str
    folder: Path
    environment: dict[str, str]
    project: str = PROJECT

    @classmethod
    def fresh(cls, folder: Path) -> System:
        """One with secrets of its own in this folder, on a free port."""
        make(folder / "secrets")
        port = str(free_ports(1)[0])
        environment = {"PORT": port, "SECRETS": str(folder / "secrets"), "AGENCY_WORK_SECONDS": "0.2"}
        return cls(f"http://localhost:{port}", folder, environment)

    @property
    def accounts(self) -> Path:
        """A copy of the sign-ins, as whoever installs the system would take one."""
        path = self.folder / "accounts.json"
        if not path.exists():
            told = self.compose("run", "--rm", "--no-deps", "--entrypoint", "cat", "intake-init", ACCOUNTS)
            write_private(path, told)
        return path

    def compose(self, *words: str, **more: str) -> str:
        """What Compose answers. Raises ContainerProblem with its last line, and shows the rest on standard error."""
        command = (
            *program(), "--project-name", self.project, "--project-directory", str(ROOT),
            "--env-file", str(TRIAL), *words,
        )  # fmt: skip
        environment = {**os.environ, **self.environment, **more}
        done = subprocess.run(
            command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode != 0:
            sys.stderr.write(done.stderr[-4000:])
            raise ContainerProblem(f"docker compose {words[0]}: {last_line(done.stderr or done.stdout)}")
        return done.stdout

    def containers(self, service: str | None = None) -> list[Container]:
        """Those of the project, or of one of its services, also the ended ones."""
        wanted = [f"label={PROJECT_LABEL}={self.project}"]
        if service:
            wanted.append(f"label={SERVICE_LABEL}={service}")
        filters = (word for one in wanted for word in ("--filter", one))
        ids = docker("ps", "--all", "--quiet", "--no-trunc", *filters).split()
        return [_container(about) for about in (json.loads(docker("inspect", *ids)) if ids else ())]

    def wait_well(self, service: str, count: int) -> list[Container]:
        """Its containers once so many are well. Raises ContainerProblem with what it has come to."""
        if not until(lambda: sum(one.well for one in self.containers(service)) >= count, timeout=HEALTHY_WITHIN):
            stands = ", ".join(f"{one.state} {one.health}".strip() for one in self.containers(service))
            raise ContainerProblem(f"{service} has not {count} healthy containers but: {stands or 'none'}")
        return self.containers(service)

    def clear(self) -> None:
        """Take away whatever of it is there, whatever state it is in."""
        for kind in KINDS:
            for line in self.left():
                if line.startswith(kind):
                    force = ("--force", "--volumes") if kind == "container" else ()
                    with suppress(ContainerProblem):
                        docker(kind, "rm", *force, line.split()[1])

    def tell_trouble(self) -> None:
        """The last lines of every container that is not well, on standard error."""
        for one in self.containers():
            if not one.well and not (one.state == "exited" and one.status == 0):
                done = subprocess.run(("docker", "logs", "--tail", str(LOG_LINES), one.id), capture_output=True)
                told = (done.stdout + done.stderr).decode("utf-8", "replace").splitlines()
                lines = "".join(f"  {line[:300]}\n" for line in told[-LOG_LINES:])
                sys.stderr.write(f"{one.name} is {one.state} {one.health}, status {one.status}:\n{lines}")

    def left(self) -> list[str]:
        """What the engine still has of the project."""
        label = f"label={PROJECT_LABEL}={self.project}"
        found = []
        for kind in KINDS:
            words = ("--all",) if kind == "container" else ()
            listed = docker(kind, "ls", *words, "--quiet", "--filter", label).split()
            found += [f"{kind} {one}" for one in listed]
        return found

    def handled(self, container: Container) -> int:
        """How many events a worker has taken in since it started."""
        told = docker("exec", container.id, "python3", "-c", HANDLED)
        for line in told.splitlines():
            if line.startswith("motcua_events_handled_total "):
                return int(float(line.split()[1]))
        return 0


def _container(about: Mapping[str, Any]) -> Container:
    labels, state = about["Config"]["Labels"], about["State"]
    health = (state.get("Health") or {}).get("Status", "")
    name, service = about["Name"].lstrip("/"), labels[SERVICE_LABEL]
    return Container(about["Id"], name, service, about["Image"], state["Status"], health, state["ExitCode"])
