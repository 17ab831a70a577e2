"""What a person can ask of the local stack."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from deploy.local import logs as log_files
from deploy.local.home import Home
from deploy.local.leftovers import end, leftovers
from deploy.local.ports import Ports, refuse_taken
from deploy.local.problems import LocalProblem
from deploy.local.report import Report
from deploy.local.steps import Interrupted
from deploy.local.supervisor import Supervisor
from deploy.local.system import System
from deploy.local.waiting import until

STOP_SECONDS = 90
OF_CONTAINERS = frozenset({"engine", "compose"})  # images, volumes and secrets of the containers: another system's


def up() -> int:
    """Start everything, watch over it, stop it on SIGINT or SIGTERM."""
    began = time.monotonic()
    home = Home.from_environment()
    report = Report()
    with _alone(home):
        left = leftovers(home)
        if left:
            report.says(f"Ending {len(left)} processes that an earlier run left behind.")
            end(left)
        system = System(home, Ports.counted_from(_base_port()))
        refuse_taken(system.wanted_ports())
        supervisor = Supervisor(home, system.steps(), report, system.url)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: supervisor.stop_asked.set())
        try:
            supervisor.start()
            report.welcome(system.url, home.accounts, time.monotonic() - began)
            supervisor.watch()
            report.says("Stopping: what is under way is finished first.")
            supervisor.stop()
        except Interrupted:
            report.says("Stopped before it was ready.")
            return 130
        report.says("Stopped. The data is kept; make reset empties it.")
    return 0


def stop() -> int:
    """End the running system of this home, and whatever a killed one left behind."""
    home = Home.from_environment()
    running = _state(home)
    supervisor = _supervisor(running)
    if supervisor is not None:
        with suppress(psutil.NoSuchProcess):
            supervisor.terminate()
        if not until(lambda: not supervisor.is_running(), timeout=STOP_SECONDS):
            raise LocalProblem(f"The system (process {supervisor.pid}) did not stop within {STOP_SECONDS} s.")
    left = leftovers(home)
    end(left)
    print("Stopped." if supervisor is not None or left else "Nothing was running.")
    return 0


def status() -> int:
    """A table of what runs; exit status 1 where nothing runs or something does not serve."""
    home = Home.from_environment()
    running = _state(home)
    if _supervisor(running) is None:
        print("Not running: make run starts it.")
        return 1
    rows = running["processes"]
    table = Table("process", "number", "state", "restarts", "memory (PSS)", box=None, header_style="bold")
    total = 0
    for row in sorted(rows, key=lambda row: row["name"]):
        memory = _memory(row["pid"])
        total += memory
        state = "serves" if row["serving"] else "starting or down"
        table.add_row(row["name"], str(row["pid"]), state, str(row["restarts"]), f"{memory / 1e6:.0f} MB")
    own = _memory(running["supervisor"], alone=True)
    table.add_row("supervisor", str(running["supervisor"]), "serves", "", f"{own / 1e6:.0f} MB")
    table.add_row("all", "", running["url"], "", f"{(total + own) / 1e6:.0f} MB", style="bold")
    Console(width=None if sys.stdout.isatty() else 100).print(table)
    return 0 if all(row["serving"] for row in rows) else 1


def logs(names: Sequence[str], *, follow: bool) -> int:
    """Print the logs, each line with its process's name; follow them until Ctrl-C."""
    return log_files.show(Home.from_environment().logs, names, follow=follow)


def reset(*, sure: bool) -> int:
    """Delete databases, queues, secrets, accounts and logs of this home."""
    home = Home.from_environment()
    if not home.folder.exists():
        print("There is nothing to delete.")
        return 0
    question = f"Delete all data in {home.folder}? [y/N] "
    if not sure and sys.stdin.isatty() and input(question).lower() not in {"y", "yes"}:
        print("Nothing was deleted.")
        return 1
    with _alone(home):
        end(leftovers(home))
        for entry in home.folder.iterdir():
            if entry.name not in OF_CONTAINERS:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    print(f"Deleted the local system's data in {home.folder}.")
    return 0


def _base_port() -> int:
    text = os.environ.get("PORT") or "8080"
    if not text.isdecimal():
        raise LocalProblem(f"PORT must be a number: {text!r} is not.")
    return int(text)


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Hold the home for this process. Raises LocalProblem where another one runs."""
    home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with home.lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = _state(home).get("url", f"in {home.folder}")
            raise LocalProblem(f"motcua already runs: {where}. make stop ends it.") from None
        yield


def _state(home: Home) -> dict[str, Any]:
    try:
        return dict(json.loads(home.state.read_text()))
    except (FileNotFoundError, ValueError):
        return {}


def _supervisor(state: dict[str, Any]) -> psutil.Process | None:
    with suppress(psutil.Error, KeyError):
        process = psutil.Process(state["supervisor"])
        if abs(process.create_time() - state["born"]) < 1:
            return process
    return None


def _memory(pid: int, *, alone: bool = False) -> int:
    """Proportional memory of a process and, unless ``alone``, of all it started."""
    total = 0
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        for one in [process, *([] if alone else process.children(recursive=True))]:
            with suppress(psutil.Error):
                about = one.memory_full_info()
                total += getattr(about, "pss", about.rss)
    return total
