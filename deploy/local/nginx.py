"""nginx as the one address in front of the services, run by any user on folders of the project."""

from __future__ import annotations

import grp
import os
import pwd
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from deploy.local.ports import Ports, accepts
from deploy.local.problems import LocalProblem
from deploy.local.process import Declared

SHARED = Path(__file__).resolve().parent.parent / "nginx"
TEMPLATE = SHARED / "nginx.conf"
MIME_TYPES = ("/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types", "/opt/homebrew/etc/nginx/mime.types")


def find_nginx() -> str:
    """The nginx on PATH or where Debian puts it. Raises LocalProblem."""
    found = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/local/sbin")
    if found:
        return found
    raise LocalProblem("No nginx found: install it (Debian, Ubuntu: apt-get install nginx-light).")


def render(template: str, values: Mapping[str, object]) -> str:
    """Fill in ``${name}`` for the given names; nginx's own variables stay."""
    known = re.compile(r"\$\{(" + "|".join(map(re.escape, values)) + r")\}")
    return known.sub(lambda match: str(values[match[1]]), template).replace("$$", "$")


def prepare(folder: Path, ports: Ports) -> Path:
    """Write the configuration for these ports and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    mime_types = next((path for path in MIME_TYPES if Path(path).exists()), None)
    if mime_types is None:
        raise LocalProblem("nginx's mime.types is not there: install nginx-common.")
    values = {
        "folder": folder,
        "shared": SHARED,
        "user": _user(),
        "mime_types": mime_types,
        "port": ports.nginx,
        "intake_port": ports.intake,
        "routing_port": ports.routing,
        "notifications_port": ports.notifications,
        "hotline_port": ports.hotline,
        "screens_port": ports.screens,
        "bank_port": ports.bank,
    }
    configuration = folder / "nginx.conf"
    configuration.write_text(render(TEMPLATE.read_text(), values))
    return configuration


def _user() -> str:
    """Started by root, nginx works as ``nobody``, who may not enter a private folder: long bodies would get lost."""
    if os.geteuid() != 0:
        return ""
    return f"user {pwd.getpwuid(0).pw_name} {grp.getgrgid(os.getegid()).gr_name};"


def declared(folder: Path, ports: Ports, needs: tuple[str, ...] = ()) -> Declared:
    """Its line in the process table; ``prepare`` must have been called before it is launched."""
    return Declared(
        "nginx",
        (find_nginx(), "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"),
        needs=needs,
        ready=lambda: accepts(ports.nginx),
        ready_seconds=10,
        stop_seconds=5,
        ports=(ports.nginx,),
    )
