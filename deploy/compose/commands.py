"""What an operator can ask: secrets, check, up, down."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from deploy.compose.compose import Project, words_of
from deploy.compose.preflight import problems
from deploy.compose.secret_files import make, secrets_folder
from deploy.containers.docker import docker, last_line
from deploy.containers.engine import engine
from deploy.containers.problems import ContainerProblem
from deploy.local.secrets_file import write_private

ACCOUNTS = "accounts.json"


def secrets() -> int:
    """Write what is lacking."""
    root = secrets_folder()
    for path in make(root):
        print(f"written: {path}")
    print(f"{root}: complete; keep a copy of it apart from the backups of the data")
    return 0


def check(project: Project) -> int:
    """Exit status 1 and one line for each thing in the way."""
    with engine():
        found = problems(_known(project))
    for line in found:
        print(f"check: {line}", file=sys.stderr)
    if not found:
        print("check: nothing is in the way")
    return 1 if found else 0


def up(project: Project, *, wait: int, new: bool) -> int:
    """Start everything and wait until it serves; where it does not, say why and leave nothing half started."""
    began = time.monotonic()
    with engine(keep=True):
        if new:
            _mark(project).unlink(missing_ok=True)
        project = _known(project)
        found = problems(project)
        for line in found:
            print(f"compose-up: {line}", file=sys.stderr)
        if found:
            return 1
        ran_before = any(one["State"] == "running" for one in project.containers())
        done = project.run("up", "--detach", "--no-build", "--wait", "--wait-timeout", str(wait))
        if done.returncode != 0:
            for line in reasons(project) or [last_line(done.stderr)]:
                print(f"compose-up: {line}", file=sys.stderr)
            if not ran_before:
                project.run("down")
                print("compose-up: stopped again; the data is kept", file=sys.stderr)
            return 1
        write_private(_mark(project), json.dumps({"at": time.time()}))
        _fetch_accounts(project)
        address = project.config()["services"]["intake-api"]["environment"]["PUBLIC_URL"]
    print(f"compose-up: serves at {address} after {time.monotonic() - began:.0f} s")
    return 0


def down(project: Project, *, volumes: bool) -> int:
    """Stop and remove the containers; with ``volumes`` the data too."""
    with engine():
        project.asked("--profile", "*", "down", *(("--volumes",) if volumes else ()))
        if volumes:
            _mark(project).unlink(missing_ok=True)
    print("compose-down: the containers are gone" + (", and the data with them" if volumes else "; the data is kept"))
    return 0


def reasons(project: Project) -> list[str]:
    """For each container that did not come up, one line: its name, its state, its last words."""
    lines = []
    for one in sorted(project.containers(), key=lambda one: str(one["Service"])):
        failed = one["State"] == "exited" and one["ExitCode"] != 0
        if failed or one["Health"] == "unhealthy" or one["State"] in {"restarting", "dead"}:
            state = f"ended with status {one['ExitCode']}" if failed else one["Health"] or one["State"]
            said = words_of(project, str(one["Service"]))
            lines.append(f"{one['Service']}: {state}: {said[-1][:400] if said else 'it said nothing'}")
    return lines


def accounts_file() -> Path:
    """Where the sign-ins of a system to try out are put."""
    return secrets_folder().parent / ACCOUNTS


def _mark(project: Project) -> Path:
    """There once the system has served: from then on an empty database is a fault, not a beginning."""
    return secrets_folder().parent / f"installed-{project.config()['name']}.json"


def _known(project: Project) -> Project:
    return Project(project.trial, project.offline, installed=_mark(project).exists())


def _fetch_accounts(project: Project) -> None:
    if not project.trial:
        return
    target = accounts_file()
    name = project.asked("ps", "--all", "--quiet", "intake-init").split()[0]
    try:
        docker("cp", f"{name}:/var/lib/motcua/{ACCOUNTS}", str(target))
    except ContainerProblem as lacking:
        raise ContainerProblem(f"the demo accounts cannot be read: {lacking}") from None
    os.chmod(target, 0o600)  # noqa: PTH101
    print(f"compose-up: sign-ins in {target}; python -m deploy.demo --accounts {target}")
