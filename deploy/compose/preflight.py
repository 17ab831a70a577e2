"""What is in the way of the containers, said before the first of them starts."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

from deploy.compose.compose import Project
from deploy.compose.secret_files import may_be_empty, secrets_folder, wanted
from deploy.containers.docker import docker, image
from deploy.containers.problems import ContainerProblem
from deploy.local.ports import LOOPBACK, holder

LEAST_FREE = 3_000_000_000
DATA = ("mongo-intake", "mongo-routing", "mongo-notifications", "mongo-hotline", "broker")


def problems(project: Project) -> list[str]:
    """One line each; nothing where all is well. Raises ContainerProblem where the project cannot even be read."""
    config = project.config()
    return [*_secrets(), *_images(config), *_ports(project, config), *_room(), *_volumes(project, config)]


def _secrets() -> Iterator[str]:
    root = secrets_folder()
    missing = [path for path in wanted(root) if not path.is_file()]
    if missing and not root.exists():
        yield f"there are no secrets in {root}: make secrets writes them"
        return
    for path in missing:
        yield f"secret {path} is missing: restore it, or make secrets writes a new one (what it protected is lost then)"
    for path in wanted(root):
        if path.is_file() and not may_be_empty(path) and path.stat().st_size == 0:
            yield f"secret {path} is empty: restore it"
        if path.is_file() and not (path.stat().st_mode & 0o004 and path.parent.stat().st_mode & 0o001):
            yield f"secret {path} cannot be read inside containers: make secrets sets its rights"


def _images(config: dict[str, object]) -> Iterator[str]:
    services = dict(config["services"])  # type: ignore[call-overload]
    for name in sorted({str(one["image"]) for one in services.values()}):
        if image(name) is not None:
            continue
        if name.startswith(("motcua/", "motcua-offline/")):
            yield f"image {name} is not there: make images builds it (make images-offline where there is no registry)"
            continue
        try:
            docker("pull", "--quiet", name)
        except ContainerProblem as refused:
            yield f"image {name} is not there and cannot be fetched ({refused}): see its name, or make images-offline"


def _ports(project: Project, config: dict[str, object]) -> Iterator[str]:
    ours = {one["Service"] for one in project.containers() if one["State"] == "running"}
    services = dict(config["services"])  # type: ignore[call-overload]
    for name, one in services.items():
        for port in one.get("ports", ()) if name not in ours else ():
            address, number = port.get("host_ip") or "0.0.0.0", int(port["published"])  # noqa: S104
            if _taken(address, number):
                held = holder(number)
                yield f"port {number} for {name} is taken{held}: stop what holds it, or choose another with PORT"


def _taken(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address or LOOPBACK, port))
        except OSError:
            return True
    return False


def _room() -> Iterator[str]:
    root = Path(docker("info", "--format", "{{.DockerRootDir}}"))
    if root.exists():  # not so where the engine is another machine's
        free = shutil.disk_usage(root).free
        if free < LEAST_FREE:
            needed = f"{LEAST_FREE // 1_000_000} MB are needed"
            yield f"the disk of {root} is nearly full: {free // 1_000_000} MB free, {needed}"


def _volumes(project: Project, config: dict[str, object]) -> Iterator[str]:
    if not project.installed:
        return
    there = set(docker("volume", "ls", "--format", "{{.Name}}").splitlines())
    volumes = dict(config["volumes"])  # type: ignore[call-overload]
    for name in DATA:
        full = str(volumes[name]["name"])
        if full not in there:
            yield f"the data of {name} is gone (volume {full}): restore its backup, or begin anew with --new"
