"""Compose itself: which program it is, and the project's files and variables that it is always given."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.compose.secret_files import secrets_folder
from deploy.containers.docker import last_line
from deploy.containers.problems import ContainerProblem
from deploy.local.home import ROOT

HERE = ROOT / "deploy" / "compose"


def program() -> tuple[str, ...]:
    """The engine's own Compose plugin, else the one of the package. Raises ContainerProblem."""
    docker = shutil.which("docker")
    if docker and subprocess.run((docker, "compose", "version"), capture_output=True).returncode == 0:
        return (docker, "compose")
    beside = Path(sys.executable).parent / "docker-compose"
    if beside.exists():
        return (str(beside),)
    raise ContainerProblem("Docker Compose is lacking: make compose-check installs it, or install its plugin")


@dataclass(frozen=True, slots=True)
class Project:
    """The system as Compose sees it: ``trial`` with the simulated world, ``offline`` on the images made here."""

    trial: bool = False
    offline: bool = False
    installed: bool = False

    def command(self, *arguments: str) -> tuple[str, ...]:
        """A whole command line."""
        files = [ROOT / ".env"] if (ROOT / ".env").exists() else []
        files += [HERE / "trial.env"] if self.trial else []
        files += [HERE / "offline.env"] if self.offline else []
        named = (word for file in files for word in ("--env-file", str(file)))
        return (*program(), "--project-directory", str(ROOT), "--file", str(ROOT / "docker-compose.yml"),
                "--progress", "plain", *named, *arguments)  # fmt: skip

    def environment(self, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
        """What the command is told beside its files; a variable that a person set wins."""
        told = {"SECRETS": str(secrets_folder(environ)), "INSTALLED": "yes" if self.installed else "no"}
        return {**environ, **told}

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run it, whatever it ends with."""
        return subprocess.run(
            self.command(*arguments), env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True
        )

    def asked(self, *arguments: str) -> str:
        """What it answers. Raises ContainerProblem with its last line."""
        done = self.run(*arguments)
        if done.returncode != 0:
            raise ContainerProblem(f"docker compose {arguments[0]}: {last_line(done.stderr)}")
        return done.stdout

    def config(self) -> dict[str, Any]:
        """The whole configuration with every variable filled in."""
        return dict(json.loads(self.asked("config", "--format", "json")))

    def containers(self) -> list[dict[str, Any]]:
        """Every container of the project, also one that ended."""
        return [json.loads(line) for line in self.asked("ps", "--all", "--format", "json").splitlines() if line.strip()]


def words_of(project: Project, service: str, lines: int = 5) -> Sequence[str]:
    """The last lines that a service's containers said."""
    said = project.run("logs", "--no-log-prefix", "--no-color", "--tail", str(lines), service)
    return [line for line in said.stdout.splitlines() if line.strip()]
