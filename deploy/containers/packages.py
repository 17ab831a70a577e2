"""Debian's Docker engine, installed where it is lacking; no daemon of the system's starts by that."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.containers.problems import ContainerProblem, NoEngine

GUARD = Path("/usr/sbin/policy-rc.d")  # Debian asks it before a package's daemon is started; 101 is no
APT = ("apt-get", "-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=300")
ENGINE = "docker.io"
CLIENT = "docker-cli"  # a package of its own in later Debians


def install_engine() -> None:
    """Raises NoEngine where this is no Debian, not root, or apt fails."""
    if os.geteuid() != 0:
        raise NoEngine("no Docker engine answers, and only root may install and start one here")
    if shutil.which("apt-get") is None:
        raise NoEngine("no Docker engine answers, and without apt-get there is no way here to install docker.io")
    with _no_daemon_starts():
        _apt("update")
        extra = (CLIENT,) if _known(CLIENT) else ()
        _apt("install", "-y", "--no-install-recommends", ENGINE, *extra)


def ensure(program: str, package: str) -> None:
    """Install a package where its program is lacking. Raises ContainerProblem."""
    if shutil.which(program):
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise ContainerProblem(f"{program} is lacking: install Debian's package {package}")
    with _no_daemon_starts():
        _apt("update")
        _apt("install", "-y", "--no-install-recommends", package)


@contextmanager
def _no_daemon_starts() -> Iterator[None]:
    made = not GUARD.exists()
    if made:
        GUARD.write_text("#!/bin/sh\nexit 101\n")
        GUARD.chmod(0o755)
    try:
        yield
    finally:
        if made:
            GUARD.unlink(missing_ok=True)


def _known(package: str) -> bool:
    return subprocess.run(("apt-cache", "show", package), capture_output=True).returncode == 0


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run((*APT, *arguments), env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        words = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise NoEngine(f"apt-get {arguments[0]} failed: {words[-1] if words else 'it said nothing'}")
