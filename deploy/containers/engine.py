"""A Docker engine for a while: the one that answers, else one of the project's own on its own socket and data folder.

``python -m deploy.containers.engine -- COMMAND…`` runs a command with an engine (DOCKER_HOST is set for it);
``start`` leaves an engine running, ``stop`` ends it. Where none can be had, ``--`` says why in one line and ends with
status 0, or with 1 where REQUIRE_DOCKER=1. Several commands may share the project's engine: the last one stops it.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from deploy.containers.packages import install_engine
from deploy.containers.problems import NoEngine
from deploy.local.home import Home
from deploy.local.process import tail
from deploy.local.waiting import until

# One place for the whole machine, as two engines would take each other's rules of the firewall away. Short, too:
# the path of a socket has at most 107 characters.
RUN = Path("/run/motcua-engine")
START_SECONDS, STOP_SECONDS, ANSWER_SECONDS = 60, 60, 20
# Tried in this order: a kernel without the firewall's tables still runs containers that need not reach the world.
WAYS: tuple[tuple[str, ...], ...] = ((), ("--iptables=false", "--ip6tables=false"))


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that answers: its version, and the address of its socket where it is the project's own."""

    version: str
    host: str | None

    @property
    def own(self) -> bool:
        return self.host is not None

    @property
    def environment(self) -> dict[str, str]:
        """What commands are told. The builder is the classic one: the newer needs a plugin of its own."""
        return {"DOCKER_BUILDKIT": "0", **({"DOCKER_HOST": self.host} if self.host else {})}


@contextmanager
def engine(*, keep: bool = False) -> Iterator[Engine]:
    """An engine while the block runs, told to its commands through the environment; ``keep`` leaves an own one running.

    Raises NoEngine.
    """
    given = answering()
    if given is not None:
        with _told(given):
            yield given
        return
    users = _join()
    try:
        with _told(_own()) as own:
            yield own
    finally:
        _leave(users, keep=keep)


def required(environ: dict[str, str] | None = None) -> bool:
    """Whether a missing engine is an error rather than a reason to skip."""
    return (os.environ if environ is None else environ).get("REQUIRE_DOCKER") == "1"


def answering(host: str | None = None) -> Engine | None:
    """The engine at ``host`` (default: where the client looks by itself), or None."""
    docker = shutil.which("docker")
    if docker is None:
        return None
    address = ("--host", host) if host else ()
    question = (docker, *address, "info", "--format", "{{.ServerVersion}}")
    try:
        answer = subprocess.run(question, capture_output=True, text=True, timeout=ANSWER_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    version = answer.stdout.strip()
    return Engine(version, host) if answer.returncode == 0 and version else None


def data_folder() -> Path:
    """Where the own engine keeps images, containers and volumes, in the project's home unless it runs elsewhere."""
    return Home.from_environment().folder / "engine"


def _socket() -> str:
    return f"unix://{RUN / 'docker.sock'}"


def _own() -> Engine:
    found = answering(_socket())
    if found is None:
        raise NoEngine("the project's Docker engine has just ended")
    return found


@contextmanager
def _told(one: Engine) -> Iterator[Engine]:
    before = {name: os.environ.get(name) for name in one.environment}
    os.environ.update(one.environment)
    try:
        yield one
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


@contextmanager
def _turn() -> Iterator[None]:
    # Starting and stopping is done by one at a time.
    try:
        RUN.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (RUN / "turn.lock").open("w")
    except OSError as refused:
        raise NoEngine(f"no Docker engine answers, and {RUN} cannot be made: {refused.strerror}") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _join() -> contextlib.ExitStack:
    """Start the own engine where it does not run, and be one of its users until the result is closed."""
    if shutil.which("dockerd") is None or shutil.which("docker") is None:
        install_engine()
    if os.geteuid() != 0:
        raise NoEngine("no Docker engine answers, and only root may start one here")
    with _turn():
        if answering(_socket()) is None:
            _start()
        users = contextlib.ExitStack()
        mark = users.enter_context((RUN / "users.lock").open("w"))
        fcntl.flock(mark, fcntl.LOCK_SH)
    return users


def _leave(users: contextlib.ExitStack, *, keep: bool) -> None:
    with _turn():
        users.close()
        if keep:
            (RUN / "kept").touch()
        elif not (RUN / "kept").exists() and not _used():
            _stop()


def _used() -> bool:
    with (RUN / "users.lock").open("w") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _start() -> None:
    data = data_folder()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = RUN / "daemon.json"  # not the machine's own /etc/docker/daemon.json
    settings.write_text(json.dumps({}))
    log = data / "engine.log"
    for way in WAYS:
        if _started(data, settings, log, way):
            return
    raise NoEngine(f"dockerd does not start: {_last_words(log)}")


def _started(data: Path, settings: Path, log: Path, way: Sequence[str]) -> bool:
    command = (
        "dockerd", "--config-file", str(settings), "--host", _socket(), "--data-root", str(data / "data"),
        "--exec-root", str(RUN / "exec"), "--pidfile", str(_pid_file()), "--log-level", "warn", *way,
    )  # fmt: skip
    _pid_file().unlink(missing_ok=True)  # a dead one's: who still runs would have answered
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    until(lambda: process.poll() is not None or answering(_socket()), timeout=START_SECONDS)
    if process.poll() is None and answering(_socket()):
        return True
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return False


def _stop() -> None:
    process = _daemon()
    if process is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
        if not until(lambda: _daemon() is None, timeout=STOP_SECONDS):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)
    (RUN / "kept").unlink(missing_ok=True)


def _pid_file() -> Path:
    return RUN / "docker.pid"


def _daemon() -> int | None:
    """The process of the own engine while it lives."""
    with contextlib.suppress(OSError, ValueError):
        number = int(_pid_file().read_text())
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
        if Path(f"/proc/{number}/comm").read_text().strip() == "dockerd" and state != "Z":
            return number
    return None


def _last_words(log: Path) -> str:
    lines = [line for line in tail(log, 8192).splitlines() if line.strip()]
    return f"{lines[-1].strip()[:300] if lines else 'it said nothing'} (log: {log})"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command's exit status; 0 or 1 where no engine can be had."""
    parser = argparse.ArgumentParser(prog="python -m deploy.containers.engine", description=__doc__)
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="start | stop | -- COMMAND…")
    words = parser.parse_args(arguments).words
    signal.signal(signal.SIGTERM, _end)
    try:
        if words == ["start"]:
            return _keep_running()
        if words == ["stop"]:
            return _stop_kept()
        command = words[1:] if words[:1] == ["--"] else words
        if not command:
            parser.error("name a command after --, or start, or stop")
        with engine() as one:
            print(f"engine: Docker {one.version}{' of the project' if one.own else ''}", file=sys.stderr)
            return subprocess.run(command).returncode
    except NoEngine as reason:
        print(f"{'failed' if required() else 'skipped'}: {reason}", file=sys.stderr)
        return 1 if required() or words == ["start"] else 0


def _keep_running() -> int:
    began = time.monotonic()
    with engine(keep=True) as one:
        where = f"; export DOCKER_HOST={one.host}" if one.host else " (not the project's own)"
        print(f"engine: Docker {one.version} answers after {time.monotonic() - began:.1f} s{where}")
    return 0


def _stop_kept() -> int:
    with _turn():
        (RUN / "kept").unlink(missing_ok=True)
        if _used():
            print("engine: still used by another command, which will stop it at its end")
        else:
            _stop()
    return 0


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
